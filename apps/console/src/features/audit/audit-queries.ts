import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import type { AuditFilter } from '../../api/doors.js';
import { at, usePages } from '../../ui/pages-query.js';

const PAGE = 100;

export const useAuditEvents = (filter: AuditFilter) =>
  usePages(['audit', filter], (cursor) => told(api.GET('/api/v1/audit/events', { params: { query: { ...filter, limit: PAGE, ...at(cursor) } } })));

export const eventQuery = (id: string) =>
  queryOptions({ queryKey: ['audit-event', id], queryFn: () => told(api.GET('/api/v1/audit/events/{id}', { params: { path: { id } } })), staleTime: Infinity });

export const useSessions = (filter: AuditFilter) =>
  usePages(['agent-sessions', filter], (cursor) => told(api.GET('/api/v1/audit/sessions', { params: { query: { ...filter, ...at(cursor) } } })));

export const sessionQuery = (id: string) =>
  queryOptions({ queryKey: ['agent-session', id], queryFn: () => told(api.GET('/api/v1/audit/sessions/{id}', { params: { path: { id } } })) });
