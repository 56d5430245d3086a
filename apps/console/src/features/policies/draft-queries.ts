import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { PolicyFormat } from '../../api/wire.js';
import { usePages } from '../../ui/pages-query.js';
import { LAYER_KINDS, type LayerScope } from './layer-queries.js';

const DRAFTS = ['policy', 'drafts'];
const path = (id: string) => ({ params: { path: { id } } });

export type DraftShow = 'living' | 'published' | 'discarded';

export const useDrafts = (show: DraftShow) =>
  usePages([...DRAFTS, 'list', show], (cursor) =>
    told(api.GET('/api/v1/policy/drafts', { params: { query: { show, ...(cursor !== undefined && { cursor }) } } })),
  );

const fetchDraft = (id: string) => told(api.GET('/api/v1/policy/drafts/{id}', path(id)));
export type StoredDraft = Awaited<ReturnType<typeof fetchDraft>>;

export const draftQuery = (id: string) => queryOptions({ queryKey: [...DRAFTS, id], queryFn: () => fetchDraft(id) });

/** Whose policy a draft is to become; null for the organisation's. */
export function scopeOfDraft({ scope: { kind, id } }: Pick<DraftSummary, 'scope'>): LayerScope | null {
  const known = LAYER_KINDS.find((one) => one === kind);
  return known === undefined || id === null ? null : { kind: known, id };
}

const fetchLiving = () => told(api.GET('/api/v1/policy/drafts', { params: { query: { show: 'living', limit: 100 } } }));
export type DraftSummary = Awaited<ReturnType<typeof fetchLiving>>['items'][number];

/** Drafts that could be watched in shadow: those in work, the first hundred. */
export const livingDraftsQuery = queryOptions({ queryKey: [...DRAFTS, 'living'], queryFn: fetchLiving });

export const remarksQuery = (id: string) =>
  queryOptions({
    queryKey: [...DRAFTS, id, 'remarks'],
    queryFn: () => told(api.GET('/api/v1/policy/drafts/{id}/remarks', path(id))),
  });

export const reviewRuleQuery = queryOptions({
  queryKey: ['policy', 'review-rule'],
  queryFn: () => told(api.GET('/api/v1/policy/review-rule')),
});

export interface DraftWords {
  readonly title: string;
  readonly text: string;
  readonly format: PolicyFormat;
  readonly basedOn: number | null;
}

/** A new draft, for a team, group or project, or for the organisation where none is named. */
export const createDraft = (words: DraftWords & { scope?: LayerScope }) =>
  told(api.POST('/api/v1/policy/drafts', { body: words }));
/** A draft that brings back an old version: of a team, group or project, or of the organisation where none is named. */
const createRollBack = (order: { title: string; number: number; scope?: LayerScope }) =>
  told(api.POST('/api/v1/policy/drafts/rollbacks', { body: order }));
/** A draft that takes the policy of a team, group or project away. */
const createWithdrawal = (order: { title: string; scope: LayerScope }) =>
  told(api.POST('/api/v1/policy/drafts/withdrawals', { body: order }));
const save = ({ id, ...body }: DraftWords & { id: string; revision: number }) =>
  told(api.PUT('/api/v1/policy/drafts/{id}', { ...path(id), body }));

/** One step of a draft's review, of the revision that is on the page. */
export interface DraftStep {
  readonly id: string;
  readonly step: 'review' | 'withdraw' | 'approve' | 'send-back' | 'comment' | 'discard';
  readonly revision: number;
  readonly text: string;
}

function take({ id, step, revision, text }: DraftStep): Promise<unknown> {
  const reviewed = { ...path(id), body: { revision, text } };
  switch (step) {
    case 'review':
      return told(api.POST('/api/v1/policy/drafts/{id}/review', reviewed));
    case 'withdraw':
      return told(api.POST('/api/v1/policy/drafts/{id}/withdraw', reviewed));
    case 'approve':
      return told(api.POST('/api/v1/policy/drafts/{id}/approve', reviewed));
    case 'send-back':
      return told(api.POST('/api/v1/policy/drafts/{id}/send-back', reviewed));
    case 'comment':
      return told(api.POST('/api/v1/policy/drafts/{id}/remarks', { ...path(id), body: { text } }));
    case 'discard':
      return told(api.POST('/api/v1/policy/drafts/{id}/discard', path(id)));
  }
}

const publish = ({ id, ...body }: { id: string; revision: number; reason: string }) =>
  told(api.POST('/api/v1/policy/drafts/{id}/publish', { ...path(id), body }));

/** Whatever is done to a draft, also what was refused: the page then shows what stands. */
function useDraftAct<Asked, Answer>(act: (asked: Asked) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: act, onSettled: () => queries.invalidateQueries({ queryKey: ['policy'] }) });
}

export const useCreateDraft = () => useDraftAct(createDraft);
export const useDraftOfOldVersion = () => useDraftAct(createRollBack);
export const useDraftOfWithdrawal = () => useDraftAct(createWithdrawal);
export const useSaveDraft = () => useDraftAct(save);
export const useDraftStep = () => useDraftAct(take);
export const usePublishDraft = () => useDraftAct(publish);
export const useReviewRule = () =>
  useDraftAct((required: boolean) => told(api.PUT('/api/v1/policy/review-rule', { body: { required } })));
