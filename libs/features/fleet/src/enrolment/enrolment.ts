import type { VerificationKey } from '#contracts';
import type { IssuedTokens } from '#features/identity';
import type { Org } from '#features/tenancy';
import type { MachineId } from '#kernel';
import type { LedgerPublicKey } from '#platform/trail';

/** What a machine is given when it has enrolled. */
export interface Enrolled {
  readonly machineId: MachineId;
  readonly org: Org;
  readonly trust: MachineTrust;
  /** Only for a machine that enrolled by a token: one that a person approved has them already. */
  readonly tokens: IssuedTokens | null;
}

/** By what a machine knows its org from now on. */
export interface MachineTrust {
  /** Who signs its bundles. */
  readonly keys: readonly VerificationKey[];
  /** Who signs the checkpoints of the ledger. */
  readonly ledgerKey: LedgerPublicKey;
}
