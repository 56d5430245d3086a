import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { at } from '../../ui/pages-query.js';

const load = () => told(api.GET('/api/v1/teams'));

export type Team = Awaited<ReturnType<typeof load>>['items'][number];

export const TEAMS = ['teams'];

export const teamsQuery = queryOptions({ queryKey: TEAMS, queryFn: load });

export const teamQuery = (id: string) =>
  queryOptions({
    queryKey: [...TEAMS, id],
    queryFn: () => told(api.GET('/api/v1/teams/{id}', { params: { path: { id } } })),
  });

export const teamMembers = (id: string, cursor: string | undefined) =>
  told(api.GET('/api/v1/teams/{id}/members', { params: { path: { id }, query: at(cursor) } }));
export type TeamMember = Awaited<ReturnType<typeof teamMembers>>['items'][number];
