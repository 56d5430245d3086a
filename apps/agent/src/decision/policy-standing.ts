import { createHash } from 'node:crypto';
import { type Bundle, EFFECTS, type PolicyDocument } from '#contracts';
import { type BundleRefusal, recheckBundle } from '#engines/bundle';
import { type CompiledPolicy, compilePolicy, type ProjectLayer } from '#engines/policy';
import { isObject, readEnrolment, readTrust } from '../machine/enrolment.js';
import type { StateFolder } from '../machine/state-folder.js';

export const BUNDLE_FILE = 'bundle.json';

export type StandingRefusal = BundleRefusal | 'not-enrolled' | 'no-policy' | 'policy-unreadable';

export const UNREADABLE = 'This version of castellan cannot read your organisation’s policy; update castellan.';

/** What holds on this machine now: a policy, or the reason why there is none. */
export interface PolicyInForce {
  readonly state: 'in-force';
  /** Made ready when it is first asked. */
  readonly policy: CompiledPolicy;
  readonly bundle: Bundle;
  readonly inGrace: boolean;
  /** The same for the same bundle as it lies in the cache. */
  readonly fingerprint: () => string;
  /** The projects of the workspace, where `policy` is theirs. */
  readonly projects?: readonly ProjectLayer[];
}

export type PolicyStanding =
  | PolicyInForce
  | {
      readonly state: 'none';
      readonly reason: StandingRefusal;
      /** For the developer: what happened and what to do. */
      readonly sentence: string;
      readonly offline?: Bundle['offline'];
    };

const none = (reason: StandingRefusal, sentence: string): PolicyStanding => ({ state: 'none', reason, sentence });

/**
 * Reads the cached bundle and checks again who signed it, for whom and until when: the file lies where others may write. That the
 * policy in it is well formed was checked when it was accepted, and the signature holds it so.
 * @throws StateUnreadable when the folder cannot be read
 */
export function policyStanding(folder: StateFolder, now: Date): PolicyStanding {
  const enrolment = readEnrolment(folder);
  if (!enrolment) return none('not-enrolled', 'This machine is not enrolled with Castellan; run "castellan login".');
  const received = folder.read(BUNDLE_FILE);
  if (received === null) {
    return none(
      'no-policy',
      'No policy has reached this machine yet: "castellan status" fetches it, once your organisation has published one.',
    );
  }
  const trust = readTrust(folder);
  const opened = recheckBundle(jsonOf(received), {
    trustedKeys: trust?.keys ?? [],
    highestSeenVersion: trust?.highestSeenVersion ?? 0,
    orgId: enrolment.org.id,
    machineId: enrolment.machineId,
    now,
  });
  if (opened.outcome === 'refused') return { ...opened, state: 'none' };
  const { policy } = opened.bundle;
  if (!isReadable(policy)) {
    return none('policy-unreadable', UNREADABLE);
  }
  const fingerprint = (): string => createHash('sha256').update(received).digest('hex');
  return inForce({ bundle: opened.bundle, inGrace: opened.inGrace, fingerprint }, () => policy);
}

/** What holds by `documentOf`, which is asked when somebody wants to decide by it, and once. */
export function inForce(
  { bundle, inGrace, fingerprint }: Pick<PolicyInForce, 'bundle' | 'inGrace' | 'fingerprint'>,
  documentOf: () => PolicyDocument,
): PolicyInForce {
  let compiled: CompiledPolicy | undefined;
  return {
    state: 'in-force',
    bundle,
    inGrace,
    fingerprint,
    get policy() {
      return (compiled ??= compilePolicy(documentOf()));
    },
  };
}

const SECTIONS = ['commands', 'paths', 'network', 'tools'] as const;
/** Sections that a policy may leave out. */
const OPTIONAL_SECTIONS = ['servers', 'models'] as const;

/** Whether this program knows every effect that the policy speaks of: a later program may have accepted it. */
function isReadable(policy: unknown): policy is PolicyDocument {
  if (!isObject(policy) || policy['version'] !== 1) return false;
  return (
    areEffects(policy['defaults']) &&
    areEffects(policy['otherwise']) &&
    SECTIONS.every((section) => areRules(policy[section])) &&
    OPTIONAL_SECTIONS.every((section) => policy[section] === undefined || areRules(policy[section]))
  );
}

const areEffects = (answers: unknown): boolean =>
  answers === undefined ||
  (isObject(answers) && Object.values(answers).every((answer) => EFFECTS.some((effect) => effect === answer)));

const areRules = (rules: unknown): boolean =>
  Array.isArray(rules) && rules.every((rule) => isObject(rule) && EFFECTS.some((effect) => effect === rule['effect']));

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
