import type { Id, PersonId } from '#kernel';

export type ElevationId = Id<'Elevation'>;

/** A role for a while: asked for with a reason, approved by somebody else, over by itself. */
export interface Elevation {
  readonly id: ElevationId;
  readonly personId: PersonId;
  readonly personLabel: string;
  readonly role: string;
  readonly reason: string;
  readonly minutes: number;
  readonly requestedAt: Date;
  readonly decision: 'approved' | 'rejected' | null;
  readonly decisionReason: string | null;
  readonly deciderLabel: string | null;
  readonly decidedAt: Date | null;
  readonly endsAt: Date | null;
  readonly endedAt: Date | null;
}

/** An elevation as the caller sees it. */
export interface ListedElevation extends Elevation {
  readonly mayDecide: boolean;
}

/** A role that a person has for a while, and until when. */
export interface RunningElevation {
  readonly id: ElevationId;
  readonly personId: PersonId;
  readonly role: string;
  readonly endsAt: Date;
}

export type ElevationState = 'pending' | 'lapsed' | 'rejected' | 'running' | 'over' | 'withdrawn';

/** A request that nobody decided lapses: who asked yesterday may not need it today. */
export const LAPSES_MS = 24 * 3_600_000;
export const lapseOf = ({ requestedAt }: Pick<Elevation, 'requestedAt'>): Date =>
  new Date(requestedAt.getTime() + LAPSES_MS);

export function stateOf(elevation: Elevation, now: Date): ElevationState {
  const { decision, endsAt, endedAt } = elevation;
  if (decision === 'rejected') return 'rejected';
  if (decision === 'approved') return endedAt === null && endsAt !== null && now < endsAt ? 'running' : 'over';
  const lapsesAt = lapseOf(elevation);
  if (endedAt !== null) return endedAt < lapsesAt ? 'withdrawn' : 'lapsed';
  return now < lapsesAt ? 'pending' : 'lapsed';
}
