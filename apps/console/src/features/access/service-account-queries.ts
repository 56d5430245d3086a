import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';

const load = () => told(api.GET('/api/v1/service-accounts'));

export type ServiceAccount = Awaited<ReturnType<typeof load>>['items'][number];
export type ServiceKey = ServiceAccount['keys'][number];

export const serviceAccountsQuery = queryOptions({ queryKey: ['service-accounts'], queryFn: load });
export const permissionsQuery = queryOptions({
  queryKey: ['permissions'],
  queryFn: () => told(api.GET('/api/v1/permissions')),
});
