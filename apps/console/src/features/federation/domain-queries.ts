import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';

export const DOMAINS = ['domains'] as const;
export const domainsQuery = queryOptions({ queryKey: DOMAINS, queryFn: () => told(api.GET('/api/v1/domains')) });

export interface Domain {
  readonly id: string;
  readonly name: string;
  readonly state: 'waiting' | 'verified' | 'record-missing';
  readonly record: { readonly name: string; readonly value: string };
  readonly verifiedBy: 'dns' | 'operator' | null;
  readonly verifiedAt: string | null;
  readonly checkedAt: string | null;
  readonly missingSince: string | null;
  readonly connectionId: string | null;
  readonly ssoRequired: boolean;
}
