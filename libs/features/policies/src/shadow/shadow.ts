import type { CodingAgent, Effect } from '#contracts';
import type { Id, OrgId, PrincipalId } from '#kernel';
import type { DraftId, DraftScope } from '../drafts/draft.js';

export type ShadowId = Id<'PolicyShadow'>;

/** Which machines watch a draft. */
export interface ShadowAudience {
  /** Percent of the machines, the same ones for the whole run. */
  readonly share: number;
  /** Only machines of people in this group; null for all. */
  readonly group: { readonly id: string; readonly name: string } | null;
}

export type ShadowEnd = 'stopped' | 'published' | 'discarded';

/** A draft that machines ask beside the policy they obey, for a while. They report counts. */
export interface ShadowRun {
  readonly orgId: OrgId;
  readonly id: ShadowId;
  /** As it was when the run began; what is saved later is not watched. */
  readonly draft: {
    readonly id: DraftId;
    readonly title: string;
    readonly revision: number;
    readonly scope: DraftScope;
  };
  /** What the draft means, as canonical JSON. */
  readonly document: string;
  readonly digest: string;
  readonly besideVersion: number;
  readonly audience: ShadowAudience;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly stopped: { readonly at: Date; readonly why: ShadowEnd } | null;
  readonly starter: { readonly id: PrincipalId; readonly label: string };
}

/** A run without its document, for lists. */
export type ShadowSummary = Omit<ShadowRun, 'document' | 'orgId'>;

/** What an admin asks for. */
export interface ShadowOrder {
  readonly draftId: DraftId;
  /** The revision that she has read. */
  readonly revision: number;
  readonly hours: number;
  readonly share: number;
  readonly groupId: string | null;
}

/** Runs that an org keeps; of more than this the oldest go, with their counts. */
export const MOST_SHADOWS = 50;
/** Ways of differing that are told apart in one run; the rest is counted under the rule "other". */
export const MOST_DIFFERENCES = 1_000;

export type ShadowState = 'running' | 'over';

export const shadowStateOf = ({ stopped, endsAt }: Pick<ShadowRun, 'stopped' | 'endsAt'>, now: Date): ShadowState =>
  stopped === null && now < endsAt ? 'running' : 'over';

/** What machines have counted. */
export interface ShadowResult {
  readonly compared: number;
  readonly stricter: number;
  readonly milder: number;
  readonly skipped: number;
  readonly machines: {
    /** That the run is for, of those in the fleet now. */
    readonly chosen: number;
    readonly reported: number;
    /** With at least one call that the draft would have answered otherwise. */
    readonly hit: number;
  };
  readonly peopleHit: number;
  readonly hours: readonly ShadowHourCount[];
  /** Most calls first. */
  readonly differences: readonly ShadowDifferenceCount[];
  readonly agents: readonly { readonly agent: CodingAgent; readonly calls: number }[];
}

export interface ShadowHourCount {
  readonly hour: Date;
  readonly compared: number;
  readonly stricter: number;
  readonly milder: number;
  readonly skipped: number;
}

export interface ShadowDifferenceCount {
  readonly live: Effect;
  readonly shadow: Effect;
  readonly liveRules: readonly string[];
  readonly shadowRules: readonly string[];
  readonly calls: number;
  readonly machines: number;
  readonly people: number;
}
