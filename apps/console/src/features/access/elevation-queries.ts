import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { at, usePages } from '../../ui/pages-query.js';
import type { RoleTitle } from './access-queries.js';

const load = (cursor?: string) => told(api.GET('/api/v1/elevations', { params: { query: at(cursor) } }));

export type Elevation = Awaited<ReturnType<typeof load>>['items'][number];

export const ELEVATIONS = ['elevations'];
export const useElevations = () => usePages(ELEVATIONS, load);

const loadRules = () => told(api.GET('/api/v1/elevation-rules'));
export type ElevationRule = Awaited<ReturnType<typeof loadRules>>['items'][number];

export const elevationRulesQuery = queryOptions({ queryKey: ['elevation-rules'], queryFn: loadRules });

export function approverInWords({ kind, label }: ElevationRule['approver'], roleTitle: RoleTitle): string {
  if (kind === 'role') return `those who have the role ${roleTitle(label ?? '')}`;
  return kind === 'group' ? `the group ${label ?? ''}` : 'whoever could give the role';
}

export const endElevation = (id: string) => told(api.POST('/api/v1/elevations/{id}/end', { params: { path: { id } } }));
