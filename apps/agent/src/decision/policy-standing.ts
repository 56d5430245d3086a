import { type Bundle, policyDocument } from '#contracts';
import { type BundleRefusal, openBundle } from '#engines/bundle';
import { type CompiledPolicy, compilePolicy } from '#engines/policy';
import { readEnrolment, readTrust } from '../machine/enrolment.js';
import type { StateFolder } from '../machine/state-folder.js';

export const BUNDLE_FILE = 'bundle.json';

export type StandingRefusal = BundleRefusal | 'not-enrolled' | 'no-policy' | 'policy-unreadable';

/** What holds on this machine now: a policy, or the reason why there is none. */
export type PolicyStanding =
  | { readonly state: 'in-force'; readonly policy: CompiledPolicy; readonly bundle: Bundle; readonly inGrace: boolean }
  | {
      readonly state: 'none';
      readonly reason: StandingRefusal;
      /** For the developer: what happened and what to do. */
      readonly sentence: string;
      readonly offline?: Bundle['offline'];
    };

const none = (reason: StandingRefusal, sentence: string): PolicyStanding => ({ state: 'none', reason, sentence });

/**
 * Reads the cached bundle and checks it as if it had just come over the network: the file lies where others may write.
 * @throws StateUnreadable when the folder cannot be read
 */
export function policyStanding(folder: StateFolder, now: Date): PolicyStanding {
  const enrolment = readEnrolment(folder);
  if (!enrolment) return none('not-enrolled', 'This machine is not enrolled with Castellan; run "castellan login".');
  const received = folder.read(BUNDLE_FILE);
  if (received === null) {
    return none('no-policy', 'No policy has reached this machine yet; run "castellan status" to fetch it.');
  }
  const trust = readTrust(folder);
  const opened = openBundle(jsonOf(received), {
    trustedKeys: trust?.keys ?? [],
    highestSeenVersion: trust?.highestSeenVersion ?? 0,
    orgId: enrolment.org.id,
    machineId: enrolment.machineId,
    now,
  });
  if (opened.outcome === 'refused') return { ...opened, state: 'none' };
  const read = policyDocument.safeParse(opened.bundle.policy);
  if (!read.success) {
    return none(
      'policy-unreadable',
      'This version of castellan cannot read your organisation’s policy; update castellan.',
    );
  }
  return { state: 'in-force', policy: compilePolicy(read.data), bundle: opened.bundle, inGrace: opened.inGrace };
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
