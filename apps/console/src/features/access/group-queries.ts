import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { at } from '../../ui/pages-query.js';

export const GROUPS = ['groups'];

export const loadGroups = (cursor: string | undefined) =>
  told(api.GET('/api/v1/groups', { params: { query: at(cursor) } }));
export type GroupView = Awaited<ReturnType<typeof loadGroups>>['items'][number];

/** For choosing among: the first hundred. */
export const groupChoicesQuery = queryOptions({
  queryKey: [...GROUPS, 'choices'],
  queryFn: () => told(api.GET('/api/v1/groups', { params: { query: { limit: 100 } } })),
});

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: [...GROUPS, id],
    queryFn: () => told(api.GET('/api/v1/groups/{id}', { params: { path: { id } } })),
  });

export const loadGroupMembers = (id: string, cursor: string | undefined) =>
  told(api.GET('/api/v1/groups/{id}/members', { params: { path: { id }, query: at(cursor) } }));

export const SOURCES: Readonly<Record<GroupView['source'], string>> = {
  local: 'Made here',
  directory: 'From the directory',
  connection: 'From the identity provider',
};

export const loadGrants = (principalId: string) =>
  told(api.GET('/api/v1/grants', { params: { query: { principalId, limit: 100 } } }));
