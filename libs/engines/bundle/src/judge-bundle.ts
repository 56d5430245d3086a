import type { Bundle, BundleEnvelope, VerificationKey } from '#contracts';
import { isInAudience } from './audience.js';

/** What the machine knows when a bundle comes. */
export interface BundleExpectations {
  /** From enrolment, then from the `trust` of the last accepted bundle. */
  readonly trustedKeys: readonly VerificationKey[];
  readonly orgId: string;
  readonly machineId: string;
  /** The highest version that this machine has accepted; 0 before the first. */
  readonly highestSeenVersion: number;
  readonly now: Date;
}

export type BundleRefusal =
  'malformed' | 'bad-signature' | 'wrong-schema' | 'other-org' | 'other-machine' | 'rolled-back' | 'expired';

export type OpenedBundle =
  | {
      readonly outcome: 'accepted';
      readonly bundle: Bundle;
      /** Past `expiresAt`, within `graceSeconds`: obey it, and fetch a newer one. */
      readonly inGrace: boolean;
    }
  | {
      readonly outcome: 'refused';
      readonly reason: BundleRefusal;
      /** For the developer: what happened and what to do. */
      readonly sentence: string;
      /** What the org wants of a machine that is cut off; only where the bundle is authentic and merely too old. */
      readonly offline?: Bundle['offline'];
    };

const SENTENCES: Readonly<Record<BundleRefusal, string>> = {
  malformed:
    'The policy bundle is damaged; run "castellan status" when the server can be reached, and it will be fetched again.',
  'bad-signature':
    'The policy bundle is not signed by your organisation; tell your security team, and run "castellan login" if they replaced their keys.',
  'wrong-schema': 'The policy bundle is of a kind that this version of castellan does not know; update castellan.',
  'other-org': 'The policy bundle belongs to another organisation; run "castellan login" to enrol this machine again.',
  'other-machine': 'The policy bundle was made for another machine; run "castellan login" to enrol this machine again.',
  'rolled-back': 'The policy bundle is older than one that this machine has already obeyed; tell your security team.',
  expired:
    'The policy bundle has expired and the server has not been reached since; connect to your network and try again.',
};

export const refused = (reason: BundleRefusal): OpenedBundle & { outcome: 'refused' } => ({
  outcome: 'refused',
  reason,
  sentence: SENTENCES[reason],
});

/** What is decided of a bundle whose signature holds. */
export function judgeBundle(said: Bundle, place: BundleEnvelope['place'], expected: BundleExpectations): OpenedBundle {
  if (said.orgId !== expected.orgId) return refused('other-org');
  if (!isInAudience(expected.machineId, place, said.audience)) return refused('other-machine');
  if (said.version < expected.highestSeenVersion) return refused('rolled-back');
  const lateMs = expected.now.getTime() - Date.parse(said.expiresAt);
  if (lateMs > said.graceSeconds * 1_000) return { ...refused('expired'), offline: said.offline };
  return { outcome: 'accepted', bundle: said, inGrace: lateMs > 0 };
}

export function jsonOf(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
