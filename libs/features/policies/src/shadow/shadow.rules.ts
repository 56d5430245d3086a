import { digestOf } from '#engines/bundle';
import { canonicalJson } from '#engines/ledger';
import { newId, type RequestContext } from '#kernel';
import type { Draft } from '../drafts/draft.js';
import type { CheckedLayer, PolicyHead } from '../versions/version.js';
import type { ShadowAudience, ShadowOrder, ShadowRun } from './shadow.js';

const HOUR_MS = 3_600_000;

/** A run of `draft`, which begins now. */
export function newRun(
  ctx: RequestContext,
  { draft, policy, head, group }: NewRun,
  { hours, share }: Pick<ShadowOrder, 'hours' | 'share'>,
): ShadowRun {
  return {
    orgId: ctx.orgId,
    id: newId<'PolicyShadow'>(ctx.now),
    draft: { id: draft.id, title: draft.title, revision: draft.revision, scope: draft.scope },
    document: canonicalJson(policy.document),
    digest: digestOf(policy.document),
    besideVersion: head.currentVersion,
    audience: { share, group },
    startsAt: ctx.now,
    endsAt: new Date(ctx.now.getTime() + hours * HOUR_MS),
    stopped: null,
    starter: { id: ctx.principal.id, label: ctx.principal.label },
  };
}

export interface NewRun {
  readonly draft: Draft;
  readonly policy: CheckedLayer;
  readonly head: PolicyHead;
  readonly group: ShadowAudience['group'];
}
