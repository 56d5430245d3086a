import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { PolicyFormat } from '../../api/wire.js';

export const LAYER_KINDS = ['team', 'group', 'project'] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

/** A team, group or project, as addresses name it. */
export interface LayerScope {
  readonly kind: LayerKind;
  readonly id: string;
}

/** Whose people may be allowed to write its policy, beside those of the organisation. */
export const teamOf = (scope: LayerScope | null): string | null => (scope?.kind === 'team' ? scope.id : null);

const pathOf = ({ kind, id }: LayerScope) => ({ path: { kind, scopeId: id } });

const loadLayers = () => told(api.GET('/api/v1/policy/scopes'));
export type StandingLayer = Awaited<ReturnType<typeof loadLayers>>['items'][number];

export const layersQuery = queryOptions({ queryKey: ['policy', 'layers'], queryFn: loadLayers });

/** What stands for a scope; null where it has no policy of its own. */
export const layerQuery = (scope: LayerScope) =>
  queryOptions({
    queryKey: ['policy', 'layers', scope.kind, scope.id],
    queryFn: async () => {
      try {
        return await told(api.GET('/api/v1/policy/scopes/{kind}/{scopeId}', { params: pathOf(scope) }));
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'policy.layer_none') return null;
        throw error;
      }
    },
  });

export const layerVersionsQuery = (scope: LayerScope) =>
  queryOptions({
    queryKey: ['policy', 'layers', scope.kind, scope.id, 'versions'],
    queryFn: () => told(api.GET('/api/v1/policy/scopes/{kind}/{scopeId}/versions', { params: pathOf(scope) })),
  });

export const layerPreviewQuery = (scope: LayerScope, text: string, format: PolicyFormat) =>
  queryOptions({
    queryKey: ['policy-preview', scope.kind, scope.id, format, text],
    queryFn: () =>
      told(
        api.POST('/api/v1/policy/scopes/{kind}/{scopeId}/preview', { params: pathOf(scope), body: { text, format } }),
      ),
    staleTime: 30_000,
    gcTime: 0,
  });

export interface LayerDraft {
  readonly text: string;
  readonly format: PolicyFormat;
  readonly reason: string;
  readonly basedOn: number | null;
}

export function useLayerActs(scope: LayerScope) {
  const queries = useQueryClient();
  const onSettled = () => queries.invalidateQueries({ queryKey: ['policy'] });
  const params = pathOf(scope);
  const publish = useMutation({
    mutationFn: (draft: LayerDraft) =>
      told(api.POST('/api/v1/policy/scopes/{kind}/{scopeId}/versions', { params, body: draft })),
    onSettled,
  });
  const rollBack = useMutation({
    mutationFn: ({ number, reason }: { number: number; reason: string }) =>
      told(
        api.POST('/api/v1/policy/scopes/{kind}/{scopeId}/versions/{number}/rollback', {
          params: { path: { ...params.path, number: String(number) } },
          body: { reason },
        }),
      ),
    onSettled,
  });
  const withdraw = useMutation({
    mutationFn: (reason: string) =>
      told(api.POST('/api/v1/policy/scopes/{kind}/{scopeId}/withdrawal', { params, body: { reason } })),
    onSettled,
  });
  return { publish, rollBack, withdraw };
}

const loadApplied = (query: { person?: string; machine?: string; project?: string }) =>
  told(api.GET('/api/v1/policy/applied', { params: { query } }));
export type AppliedPolicy = Awaited<ReturnType<typeof loadApplied>>;

export const appliedQuery = (query: { person?: string; machine?: string; project?: string }, isMine: boolean) =>
  queryOptions({
    queryKey: ['policy', 'applied', isMine, query],
    queryFn: () =>
      isMine
        ? told(
            api.GET('/api/v1/policy/applied/mine', {
              params: { query: query.project === undefined ? {} : { project: query.project } },
            }),
          )
        : loadApplied(query),
  });
