import { api, told } from '../../api/client.js';
import { at, usePages } from '../../ui/pages-query.js';

const load = (cursor?: string) => told(api.GET('/api/v1/elevations', { params: { query: at(cursor) } }));

export type Elevation = Awaited<ReturnType<typeof load>>['items'][number];

export const ELEVATIONS = ['elevations'];
export const useElevations = () => usePages(ELEVATIONS, load);

export const endElevation = (id: string) => told(api.POST('/api/v1/elevations/{id}/end', { params: { path: { id } } }));
