import type { Waiver as PolicyWaiver } from '#contracts';
import type { Id, OrgId } from '#kernel';

export type WaiverId = Id<'Waiver'>;

export const SUBJECT_KINDS = ['org', 'team', 'group', 'project', 'user'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** For whom an exception is. */
export interface WaiverSubject {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly label: string;
}

/** What is asked for. */
export interface WaiverTerms {
  readonly rules: readonly string[];
  readonly effect: PolicyWaiver['effect'];
  readonly bounds: PolicyWaiver['bounds'] | null;
  readonly reason: string;
  /** Null: from the approval on. */
  readonly startsAt: Date | null;
  readonly expiresAt: Date;
}

/** An exception from the policy: asked for with a reason, approved by somebody else, over at a time that is known from the beginning. */
export interface Waiver extends WaiverTerms {
  readonly orgId: OrgId;
  readonly id: WaiverId;
  readonly subject: WaiverSubject;
  readonly requester: { readonly id: string; readonly label: string };
  readonly requestedAt: Date;
  readonly decision: 'approved' | 'denied' | null;
  readonly decisionReason: string | null;
  readonly decider: { readonly id: string; readonly label: string } | null;
  readonly decidedAt: Date | null;
  /** By somebody before its time; or by time: when it was over, or its request lapsed. */
  readonly endedAt: Date | null;
}

export type WaiverState = 'pending' | 'lapsed' | 'withdrawn' | 'denied' | 'scheduled' | 'active' | 'ended' | 'expired';

/** How long the longest exception may last where the org has not said. */
export const USUAL_MOST_DAYS = 30;
/** Those that are asked for and those that count, together: a merged policy holds as many. */
export const MOST_WAIVERS = 500;
/** A request that nobody decided lapses: after so long, and no later than when it would be over. */
export const LAPSES_MS = 14 * 86_400_000;

export function stateOf(waiver: Waiver, now: Date): WaiverState {
  if (waiver.decision === 'denied') return 'denied';
  return waiver.decision === 'approved' ? stateOfApproved(waiver, now) : stateOfRequest(waiver, now);
}

function stateOfApproved({ startsAt, expiresAt, endedAt }: Waiver, now: Date): WaiverState {
  if (endedAt !== null && endedAt < expiresAt) return 'ended';
  if (now >= expiresAt) return 'expired';
  return startsAt !== null && now < startsAt ? 'scheduled' : 'active';
}

function stateOfRequest(waiver: Waiver, now: Date): WaiverState {
  const lapsesAt = lapseOf(waiver);
  if (waiver.endedAt !== null) return waiver.endedAt < lapsesAt ? 'withdrawn' : 'lapsed';
  return now < lapsesAt ? 'pending' : 'lapsed';
}

/** When a request lapses on which nobody decides. */
export const lapseOf = ({ requestedAt, expiresAt }: Waiver): Date =>
  new Date(Math.min(requestedAt.getTime() + LAPSES_MS, expiresAt.getTime()));

/** As the engine takes it. A team stands beside groups there, under an id that says so. */
export function policyWaiverOf(waiver: Waiver): PolicyWaiver {
  const { id, rules, effect, bounds, subject, startsAt, expiresAt, reason, decider } = waiver;
  return {
    id,
    rules: [...rules],
    effect,
    subject:
      subject.kind === 'team' ? { kind: 'group', id: `team/${subject.id}` } : { kind: subject.kind, id: subject.id },
    ...(bounds !== null && bounds !== undefined && { bounds }),
    ...(startsAt !== null && { from: startsAt.toISOString() }),
    expires: expiresAt.toISOString(),
    reason,
    ...(decider !== null && { approvedBy: decider.label.slice(0, 200) }),
  };
}
