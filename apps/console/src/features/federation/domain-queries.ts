import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { toastDone } from '../../ui/toast.js';

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
  readonly takesOverUntil: string | null;
  readonly awaited: number | null;
}

interface Ruling {
  domain: Domain;
  connectionId: string | null;
  /** Left as it is where it is absent. */
  ssoRequired?: boolean;
  takeOverDays?: number;
}

/** Says how people with addresses of a domain come in. */
export function useDomainRule(said: (domain: Domain) => string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ domain: { id }, ...body }: Ruling) =>
      told(api.PATCH('/api/v1/domains/{id}', { params: { path: { id } }, body })),
    onSuccess: async (_, { domain }) => {
      toastDone(said(domain));
      await queries.invalidateQueries({ queryKey: DOMAINS });
    },
  });
}
