import type { Id, MachineId, OrgId, PersonId } from '#kernel';

export type EnrolmentTokenId = Id<'EnrolmentToken'>;

/** What a machine says of itself when it enrols. */
export interface MachineFacts {
  readonly hostname: string;
  readonly os: string;
  readonly arch: string;
  readonly programVersion: string;
}

/** A coding agent that the machine program found. */
export interface FoundAgent {
  readonly agent: string;
  readonly version: string | null;
  /** Whether its settings make it ask Castellan; absent or null where the machine’s program did not say. */
  readonly governed?: boolean | null;
}

/** What waits on a machine to be sent. */
export interface SpoolState {
  readonly events: number;
  readonly bytes: number;
  readonly oldestAt: Date | null;
}

/** A developer's machine whose agents obey the org's policy. */
export interface Machine extends MachineFacts {
  readonly id: MachineId;
  readonly orgId: OrgId;
  /** RFC 7638 thumbprint of the key that never leaves it: who holds the key is the machine. */
  readonly keyThumbprint: string;
  /** Whose it is; null for one that enrolled by a token and that nobody has logged in on. */
  readonly person: { readonly id: PersonId; readonly label: string } | null;
  readonly enrolledAt: Date;
  readonly lastSeenAt: Date;
  /** The policy version that it obeyed when last heard. */
  readonly policyVersion: number | null;
  readonly spool: SpoolState;
  readonly agents: readonly FoundAgent[];
  readonly revokedAt: Date | null;
}

export type MachineStatus = 'connected' | 'stale' | 'revoked';

/** A machine is heard of once a minute, by its stream or its heartbeat; three misses and it counts as stale. */
export const STALE_AFTER_MS = 180_000;

export function statusOf(
  { revokedAt, lastSeenAt }: Pick<Machine, 'revokedAt' | 'lastSeenAt'>,
  now: Date,
): MachineStatus {
  if (revokedAt !== null) return 'revoked';
  return now.getTime() - lastSeenAt.getTime() > STALE_AFTER_MS ? 'stale' : 'connected';
}

/** What a machine reports of itself, about once a minute. */
export interface Heartbeat {
  readonly programVersion: string;
  readonly policyVersion: number | null;
  readonly spool: SpoolState;
  readonly agents: readonly FoundAgent[];
}
