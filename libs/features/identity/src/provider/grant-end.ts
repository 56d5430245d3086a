import { Injectable } from '@nestjs/common';
import { Clock, newId } from '#kernel';
import { ChangeSignal, enterOrg, SystemDatabase, type SystemTx } from '#platform/database';
import { Trail } from '#platform/trail';
import type { GrantId } from '../devices/machine-grant.js';
import { MachineGrantRepository } from '../devices/machine-grant.repository.js';
import { CREDENTIAL_ENDED } from '../identity.events.js';
import { PayloadRepository } from './payload.repository.js';

/** Why a family of tokens ends. */
export type GrantEnding = 'reused' | 'signed-out' | 'ended-by-person';

const SENTENCES: Readonly<Record<GrantEnding, string>> = {
  reused:
    'A code or refresh token of this machine was used a second time: somebody has a copy. Every token of the family was ended.',
  'signed-out': 'The machine signed out.',
  'ended-by-person': 'The person who connected the machine signed it out.',
};

/** Ends a grant of the provider with every token that came of it: in one transaction, in every process, and in the ledger. */
@Injectable()
export class GrantEnd {
  // eslint-disable-next-line max-params -- the provider's rows, the org's, the signal and the ledger change together
  constructor(
    private readonly system: SystemDatabase,
    private readonly payloads: PayloadRepository,
    private readonly grants: MachineGrantRepository,
    private readonly signal: ChangeSignal,
    private readonly trail: Trail,
    private readonly clock: Clock,
  ) {}

  async end(grantId: string, why: GrantEnding): Promise<void> {
    await this.system.across('end a family of tokens', (tx) => this.endIn(tx, grantId, why));
  }

  /** As `end`, within a larger act. It locks the ledger of the grant's org until the transaction ends. */
  async endIn(tx: SystemTx, grantId: string, why: GrantEnding): Promise<void> {
    const now = this.clock.now();
    await this.payloads.removeGrant(tx, grantId);
    await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, id: grantId });
    const grant = await this.grants.findAcrossTenants(tx, grantId);
    if (grant === null) return;
    const orgTx = await enterOrg(tx, grant.orgId);
    if (!(await this.grants.revoke(orgTx, grant.orgId, grant.id, { reason: SENTENCES[why], now }))) return;
    const id = grant.machineId ?? (grantId as GrantId);
    if (grant.machineId !== null) await this.signal.notify(tx, { topic: CREDENTIAL_ENDED, orgId: grant.orgId, id });
    const principal = { kind: 'machine', id: id, label: grant.label } as const;
    const entry = {
      action: why === 'reused' ? 'credential.reused' : 'credential.signed_out',
      target: { kind: 'machine', id, label: grant.label },
      reason: SENTENCES[why],
    } as const;
    await this.trail.record(orgTx, { orgId: grant.orgId, principal, requestId: newId(now), now }, entry);
  }
}
