import { newId, type Principal, type RequestContext } from '#kernel';
import { isNear } from '../scopes/scope.js';
import { PolicyScopeClosed } from '../scopes/scope.errors.js';
import {
  type Draft,
  type DraftAct,
  type DraftScope,
  type DraftWords,
  isLiving,
  MOST_EDITORS,
  scopeOfDraft,
} from './draft.js';
import {
  DraftEnded,
  DraftIsYours,
  DraftNotInReview,
  DraftsTooMany,
  DraftStale,
  DraftWithdraws,
} from './draft.errors.js';

/** A new draft, by the principal of `ctx`. */
export function newDraft(ctx: RequestContext, scope: DraftScope, words: DraftWords, act: DraftAct): Draft {
  return {
    ...words,
    orgId: ctx.orgId,
    id: newId<'PolicyDraft'>(ctx.now),
    scope,
    act,
    revision: 1,
    state: 'open',
    author: ctx.principal,
    editors: [ctx.principal.id],
    createdAt: ctx.now,
    changedAt: ctx.now,
    changedBy: ctx.principal.label,
    approval: null,
    version: null,
  };
}

/**
 * The draft as it is after a save: a revision of its own, which nobody has approved yet. Where it was to bring back an old version and its text is
 * another now, it is a text like any other.
 * @throws DraftEnded, DraftStale, DraftWithdraws where there is no text to write, DraftsTooMany when too many hands have been at it
 */
export function savedDraft(ctx: RequestContext, draft: Draft, revision: number, words: DraftWords): Draft {
  checkRevision(draft, revision);
  if (draft.act.kind === 'withdraw')
    throw new DraftWithdraws('Discard it, or ask for a review of it. To change the policy, begin a draft with a text.');
  const isSame = draft.text === words.text && draft.format === words.format;
  const editors = [...new Set([...draft.editors, ctx.principal.id])];
  if (editors.length > MOST_EDITORS)
    throw new DraftsTooMany(`${MOST_EDITORS} people have written this draft. Begin a new one with its text.`);
  return {
    ...draft,
    ...words,
    act: isSame ? draft.act : { kind: 'publish' },
    editors,
    revision: draft.revision + 1,
    state: 'open',
    approval: null,
    changedAt: ctx.now,
    changedBy: ctx.principal.label,
  };
}

/** @throws DraftEnded, DraftStale when the caller has not seen what is written now */
export function checkRevision(draft: Draft, revision: number): void {
  checkLiving(draft);
  if (draft.revision !== revision)
    throw new DraftStale(
      `${draft.changedBy} has saved revision ${draft.revision}; you have seen ${revision}. Look at what changed, then try again.`,
      { revision: draft.revision },
    );
}

/** That it is of a scope that the caller reaches: where she acts in some teams alone, of one of those. @throws PolicyScopeClosed */
export function checkReach(draft: Draft, ctx: RequestContext): void {
  if (isNear(ctx, scopeOfDraft(draft))) return;
  throw new PolicyScopeClosed(
    'You write, review and publish for your teams alone. Ask somebody who does it for the organisation.',
  );
}

/** @throws DraftEnded */
export function checkLiving(draft: Draft): void {
  if (isLiving(draft)) return;
  throw new DraftEnded(`It is ${draft.state}. Begin a new draft with its text if there is more to change.`);
}

/**
 * That `reviewer` may judge this revision: a person, and none of those who have written it.
 * @throws DraftEnded, DraftStale, DraftNotInReview, DraftIsYours
 */
export function checkReview(draft: Draft, revision: number, reviewer: Principal): void {
  checkRevision(draft, revision);
  if (draft.state !== 'in_review')
    throw new DraftNotInReview('Its author has to ask for a review of what is written now.');
  if (reviewer.kind !== 'person')
    throw new DraftIsYours('A review is a person’s: somebody has to read the draft and sign in to approve it.');
  if (draft.editors.includes(reviewer.id))
    throw new DraftIsYours('You have had a hand in this draft. Ask a colleague to read it.');
}

/** Whether somebody could approve it, if its author asks: a person, who has written none of it. */
export const mayReview = (draft: Draft, { kind, id }: Principal): boolean =>
  kind === 'person' && !draft.editors.includes(id);
