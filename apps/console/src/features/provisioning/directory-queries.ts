import { api, told } from '../../api/client.js';
import { at } from '../../ui/pages-query.js';

export const DIRECTORIES = ['directories'];
export const directoriesQuery = { queryKey: DIRECTORIES, queryFn: () => told(api.GET('/api/v1/directories')) };
export type Directory = Awaited<ReturnType<typeof directoriesQuery.queryFn>>['items'][number];
export type DirectoryToken = Directory['tokens'][number];

export const stateOf = ({ revokedAt, expiresAt }: DirectoryToken): 'revoked' | 'expired' | 'good' => {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) <= Date.now() ? 'expired' : 'good';
};

export const directoryQuery = (id: string) => ({
  queryKey: [...DIRECTORIES, id],
  queryFn: () => told(api.GET('/api/v1/directories/{id}', { params: { path: { id } } })),
});

export const directoryUsers = (id: string, filter: { search: string; group: string }, cursor?: string) =>
  told(
    api.GET('/api/v1/directories/{id}/users', {
      params: {
        path: { id },
        query: {
          ...at(cursor),
          ...(filter.search !== '' && { search: filter.search }),
          ...(filter.group !== '' && { group: filter.group }),
        },
      },
    }),
  );

export const directoryGroups = (id: string, search: string, cursor?: string) =>
  told(
    api.GET('/api/v1/directories/{id}/groups', {
      params: { path: { id }, query: { ...at(cursor), ...(search !== '' && { search }) } },
    }),
  );

export const directoryLog = (id: string, filter: { search: string; isRefused: boolean }, cursor?: string) =>
  told(
    api.GET('/api/v1/directories/{id}/log', {
      params: {
        path: { id },
        query: {
          ...at(cursor),
          ...(filter.search !== '' && { search: filter.search }),
          ...(filter.isRefused && { outcome: 'refused' as const }),
        },
      },
    }),
  );
export type LogEntry = Awaited<ReturnType<typeof directoryLog>>['items'][number];

export const replay = (id: string, entryId: string) =>
  told(api.POST('/api/v1/directories/{id}/log/{entryId}/replay', { params: { path: { id, entryId } } }));
