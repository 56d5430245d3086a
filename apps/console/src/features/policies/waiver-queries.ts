import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { at, usePages } from '../../ui/pages-query.js';

export type WaiverShow = 'pending' | 'running' | 'over';

const load = (show: WaiverShow, cursor?: string) =>
  told(api.GET('/api/v1/policy/waivers', { params: { query: { ...at(cursor), show } } }));
const loadMine = (show: WaiverShow, cursor?: string) =>
  told(api.GET('/api/v1/policy/waivers/mine', { params: { query: { ...at(cursor), show } } }));

export type Waiver = Awaited<ReturnType<typeof load>>['items'][number];

export const WAIVERS = ['waivers'];
export const useWaivers = (show: WaiverShow, isAll: boolean) =>
  usePages([...WAIVERS, show, isAll], (cursor) => (isAll ? load(show, cursor) : loadMine(show, cursor)));

export const waiverRuleQuery = queryOptions({
  queryKey: [...WAIVERS, 'rule'],
  queryFn: () => told(api.GET('/api/v1/policy/waivers/rule')),
});
