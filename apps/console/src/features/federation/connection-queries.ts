import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { ApiProblem } from '../../api/problem.js';
import type { Connection } from './connection.js';
import type { ConnectionDesk } from './connection-desk.js';
import { notYet } from './setup-link-queries.js';
import type { Kind } from './recipe.js';

export const CONNECTIONS = ['connections'] as const;

export const connectionsQuery = queryOptions({
  queryKey: [...CONNECTIONS, 'list'],
  queryFn: () => told(api.GET('/api/v1/connections')),
});
export const connectionQuery = (id: string) =>
  queryOptions({ queryKey: [...CONNECTIONS, id], queryFn: () => readConnection(id) });
export const testsQuery = (id: string) =>
  queryOptions({
    queryKey: [...CONNECTIONS, id, 'tests'],
    queryFn: () => told(api.GET('/api/v1/connections/{id}/tests', { params: { path: { id } } })),
  });
export const signInPolicyQuery = queryOptions({
  queryKey: ['sign-in-policy'],
  queryFn: () => told(api.GET('/api/v1/sign-in-policy')),
});

const readConnection = (id: string): Promise<Connection> =>
  told(api.GET('/api/v1/connections/{id}', { params: { path: { id } } }));

export interface Reservation {
  readonly id: string;
  readonly urls: Readonly<Record<string, string>>;
}

/** An id for a connection to be, and the addresses that the identity provider is given before there is a connection. */
export const reservationQuery = (kind: Kind, former: string) =>
  queryOptions({
    queryKey: ['connection-reservation', kind, former],
    queryFn: async (): Promise<Reservation> => {
      // The page may be loaded anew: the identity provider was given the addresses of the former id already.
      const body = { kind, ...(former !== '' && { id: former }) };
      return told(api.POST('/api/v1/connections/reservations', { body }));
    },
    staleTime: Infinity,
    gcTime: Infinity,
    refetchOnWindowFocus: false,
  });

export const deskOf = (id: string): ConnectionDesk => ({
  key: connectionQuery(id).queryKey,
  read: () => readConnection(id),
  save: (order) =>
    told(api.PATCH('/api/v1/connections/{id}', { params: { path: { id } }, body: { ...order } as never })),
  startTest: () => told(api.POST('/api/v1/connections/{id}/tests', { params: { path: { id } } })),
  readTest: (testId) => told(api.GET('/api/v1/connections/{id}/tests/{testId}', { params: { path: { id, testId } } })),
  askAgainMs: 1_500,
  goLive: () => told(api.POST('/api/v1/connections/{id}/live', { params: { path: { id } } })),
});

/** As the desk of a connection, for one that is made by its first save. */
export function deskOfNew({ id, urls }: Reservation, kind: Kind, name: string): ConnectionDesk {
  const made = deskOf(id);
  const toBe = { ...notYet(kind, urls, name), id };
  return {
    ...made,
    read: () => orIfUnknown(made.read, () => Promise.resolve(toBe)),
    save: (order) =>
      orIfUnknown(
        () => made.save(order),
        () => told(api.POST('/api/v1/connections', { body: { id, kind, name, ...order } as never })),
      ),
  };
}

async function orIfUnknown<T>(ask: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return otherwise();
    throw error;
  }
}
