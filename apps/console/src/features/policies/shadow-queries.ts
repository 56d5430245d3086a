import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';

const SHADOWS = ['policy', 'shadows'];
/** Machines report about once a minute. */
const REFRESH_MS = 15_000;

const list = () => told(api.GET('/api/v1/policy/shadows'));
export type ShadowSummary = Awaited<ReturnType<typeof list>>['items'][number];

export const shadowsQuery = queryOptions({ queryKey: SHADOWS, queryFn: list, refetchInterval: REFRESH_MS });

const one = (id: string) => told(api.GET('/api/v1/policy/shadows/{id}', { params: { path: { id } } }));
export type ShadowView = Awaited<ReturnType<typeof one>>;

export const shadowQuery = (id: string) =>
  queryOptions({
    queryKey: [...SHADOWS, id],
    queryFn: () => one(id),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? REFRESH_MS : false),
  });

export interface ShadowOrder {
  readonly draftId: string;
  readonly revision: number;
  readonly hours: number;
  readonly share: number;
  readonly groupId: string | null;
}

export function useStartShadow() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (order: ShadowOrder) => told(api.POST('/api/v1/policy/shadows', { body: order })),
    onSettled: () => queries.invalidateQueries({ queryKey: SHADOWS }),
  });
}

export function useStopShadow() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => told(api.POST('/api/v1/policy/shadows/{id}/stop', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: SHADOWS }),
  });
}
