import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';

const load = () => told(api.GET('/api/v1/trust-rules'));

export type TrustRule = Awaited<ReturnType<typeof load>>['items'][number];
export type TrustCondition = TrustRule['conditions'][number];

export const TRUST_RULES = ['trust-rules'];
export const trustRulesQuery = queryOptions({ queryKey: TRUST_RULES, queryFn: load });
