import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { at } from '../../ui/pages-query.js';

export const PROJECTS = ['projects'];

export const loadProjects = (cursor: string | undefined) =>
  told(api.GET('/api/v1/projects', { params: { query: at(cursor) } }));
export type ProjectView = Awaited<ReturnType<typeof loadProjects>>['items'][number];

/** For choosing among: the first hundred. */
export const projectChoicesQuery = queryOptions({
  queryKey: [...PROJECTS, 'choices'],
  queryFn: () => told(api.GET('/api/v1/projects', { params: { query: { limit: 100 } } })),
});
