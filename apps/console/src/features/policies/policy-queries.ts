import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { PolicyFormat } from '../../api/wire.js';
import { usePages } from '../../ui/pages-query.js';
import type { JsonSchema } from './schema-completion.js';

/** The policy in force; null where none was published yet. */
export const currentPolicyQuery = queryOptions({
  queryKey: ['policy', 'current'],
  queryFn: async () => {
    try {
      return await told(api.GET('/api/v1/policy'));
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'policy.none') return null;
      throw error;
    }
  },
});

export const policySchemaQuery = queryOptions({
  queryKey: ['policy', 'schema'],
  queryFn: async () => (await told(api.GET('/api/v1/policy/schema'))) as JsonSchema,
  staleTime: Infinity,
});

export const policyVersionQuery = (number: number) =>
  queryOptions({
    queryKey: ['policy', 'version', number],
    queryFn: () => told(api.GET('/api/v1/policy/versions/{number}', { params: { path: { number: String(number) } } })),
    staleTime: Infinity,
  });

export const policyDiffQuery = (from: number, to: number) =>
  queryOptions({
    queryKey: ['policy', 'diff', from, to],
    queryFn: () => told(api.GET('/api/v1/policy/diff', { params: { query: { from, to } } })),
    staleTime: Infinity,
  });

export const usePolicyVersions = () =>
  usePages(['policy', 'versions'], (cursor) =>
    told(
      api.GET('/api/v1/policy/versions', { params: { query: cursor === undefined ? {} : { cursor: Number(cursor) } } }),
    ),
  );

/** Asks a policy what it would have answered to recorded calls. */
export const replay = (order: { text: string; format: PolicyFormat; days: number }) =>
  told(api.POST('/api/v1/audit/simulations', { body: { ...order, most: 2_000 } }));
export type Replayed = Awaited<ReturnType<typeof replay>>;

export interface PublishDraft {
  readonly text: string;
  readonly format: PolicyFormat;
  readonly reason: string;
  readonly basedOn: number | null;
}

export function usePublish() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: PublishDraft) => told(api.POST('/api/v1/policy/versions', { body: draft })),
    // Also after a refusal: a stale draft must be held against what is in force now.
    onSettled: () => queries.invalidateQueries({ queryKey: ['policy'] }),
  });
}

export function useRollback() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ number, reason }: { number: number; reason: string }) =>
      told(
        api.POST('/api/v1/policy/versions/{number}/rollback', {
          params: { path: { number: String(number) } },
          body: { reason },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['policy'] }),
  });
}
