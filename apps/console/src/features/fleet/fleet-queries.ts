import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { MachineStatus } from '../../api/wire.js';
import { at, usePages } from '../../ui/pages-query.js';

const REFRESH_MS = 15_000;

export function useMachines(q: string, status: string) {
  return usePages(
    ['machines', q, status],
    (cursor) =>
      told(
        api.GET('/api/v1/machines', {
          params: {
            query: { ...(q !== '' && { q }), ...(status !== '' && { status: status as MachineStatus }), ...at(cursor) },
          },
        }),
      ),
    { refetchInterval: REFRESH_MS },
  );
}

export const machineQuery = (id: string) =>
  queryOptions({
    queryKey: ['machine', id],
    queryFn: () => told(api.GET('/api/v1/machines/{id}', { params: { path: { id } } })),
    refetchInterval: REFRESH_MS,
  });

export const useEnrolmentTokens = () => usePages(['enrolment-tokens'], () => told(api.GET('/api/v1/enrolment-tokens')));
