import type { RequestContext } from '#kernel';
import { stateOf, type Waiver, type WaiverSubject, type WaiverTerms } from './waiver.js';
import { WaiverDecided, WaiverForPeople, WaiverOwn, WaiverRefused } from './waiver.errors.js';

const DAY_MS = 86_400_000;
/** Answers that no rule of the document gives: of everything of a kind, so nobody can mean all of it. */
const CASTELLANS_OWN = /^(?:default|otherwise)\//;

/** @throws WaiverRefused where the engine would pass it over, or the org's longest time is not kept */
export function checkTerms({ rules, bounds, startsAt, expiresAt }: WaiverTerms, maxDays: number, now: Date): void {
  const isBounded = Object.values(bounds ?? {}).some((bound) => bound !== undefined);
  const own = rules.find((rule) => CASTELLANS_OWN.test(rule));
  if (own !== undefined && !isBounded)
    throw new WaiverRefused(
      `"${own}" answers for everything of its kind. Say what is excepted: programs, paths, hosts.`,
    );
  const from = Math.max(now.getTime(), startsAt?.getTime() ?? 0);
  if (expiresAt.getTime() <= from) throw new WaiverRefused('It is over before it begins: choose a later end.');
  if (expiresAt.getTime() - from > maxDays * DAY_MS)
    throw new WaiverRefused(
      `An exception lasts ${maxDays} days at most here. Choose an earlier end, and ask again then.`,
      {
        maxDays,
      },
    );
}

/** @throws WaiverForPeople */
export function personIn({ principal }: RequestContext): { id: string; label: string } {
  if (principal.kind !== 'person') throw new WaiverForPeople('Sign in at the console as a person.');
  return { id: principal.id, label: principal.label };
}

/** Whether she is one who could decide on it, if she has the permission: not on her own request, nor on one for her. */
export const mayDecide = (waiver: Waiver, { principal }: RequestContext): boolean =>
  principal.kind === 'person' && waiver.requester.id !== principal.id && !isFor(waiver.subject, principal.id);

const isFor = ({ kind, id }: WaiverSubject, personId: string): boolean => kind === 'user' && id === personId;

/** @throws WaiverDecided, WaiverOwn */
export function checkDecision(waiver: Waiver, ctx: RequestContext): void {
  if (stateOf(waiver, ctx.now) !== 'pending') throw decided();
  if (!mayDecide(waiver, ctx)) throw new WaiverOwn('Ask somebody else who may approve exceptions.');
}

export const decided = (): WaiverDecided =>
  new WaiverDecided('It was decided, withdrawn or ended, or its time is over. Look at the list again.');
