import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { AuditEvent, AuditEventDetail, AgentSessionDetail, AuditFilter, PageOf } from '../../api/wire.js';
import type { Effect } from '#contracts';
import { at, usePages } from '../../ui/pages-query.js';

const PAGE = 100;

// The document of the API says `string` where the ledger may one day know more words than this console; what it does not know it shows as it is.
export const useAuditEvents = (filter: AuditFilter) =>
  usePages(['audit', filter], async (cursor) => {
    const { effect, ...rest } = filter;
    const query = { ...rest, ...(effect !== undefined && { effect: effect as Effect }), limit: PAGE, ...at(cursor) };
    return (await told(api.GET('/api/v1/audit/events', { params: { query } }))) as PageOf<AuditEvent>;
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: ['audit-event', id],
    queryFn: async () =>
      (await told(api.GET('/api/v1/audit/events/{id}', { params: { path: { id } } }))) as AuditEventDetail,
    staleTime: Infinity,
  });

export const useSessions = (filter: AuditFilter) =>
  usePages(['agent-sessions', filter], (cursor) =>
    told(api.GET('/api/v1/audit/sessions', { params: { query: { ...filter, ...at(cursor) } } })),
  );

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ['agent-session', id],
    queryFn: async () =>
      (await told(api.GET('/api/v1/audit/sessions/{id}', { params: { path: { id } } }))) as AgentSessionDetail,
  });
