import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { asEdited, type Connection } from './connection.js';
import type { ConnectionDesk } from './connection-desk.js';
import type { Kind } from './recipe.js';

export const SETUP_LINKS = ['connection-setup-links'] as const;
export const setupLinksQuery = queryOptions({
  queryKey: SETUP_LINKS,
  queryFn: () => told(api.GET('/api/v1/connection-setup-links')),
});

export interface SetupLink {
  readonly id: string;
  readonly label: string;
  readonly kind: Kind;
  readonly state: 'good' | 'expired' | 'revoked';
  readonly madeBy: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
}

/** What the holder of a link is shown. */
export interface SetupOffer {
  readonly org: string;
  readonly kind: Kind;
  readonly expiresAt: string;
  readonly urls: Readonly<Record<string, string>>;
  /** Whether people use the connection already: the holder proposes, the organisation says when it counts. */
  readonly isChange: boolean;
  readonly connection: Connection | null;
}

/** The token goes in a header of its own: it stands in no address that anybody logs. */
const held = (token: string) => ({ headers: { 'x-castellan-setup': token } });

export const setupOfferQuery = (token: string) =>
  queryOptions({
    queryKey: ['connection-setup', token],
    queryFn: (): Promise<SetupOffer> => told(api.GET('/api/v1/connection-setup', held(token))),
    enabled: token !== '',
    retry: false,
    refetchOnWindowFocus: false,
  });

/** The holder's desk. It turns nothing on: that is for the organisation to do. */
export function deskOfLink(
  token: string,
  { kind, urls }: Pick<SetupOffer, 'kind' | 'urls'>,
  name: string,
): ConnectionDesk {
  const { queryKey } = setupOfferQuery(token);
  return {
    key: [...queryKey, 'connection'],
    read: async () => {
      const { connection } = await told(api.GET('/api/v1/connection-setup', held(token)));
      return connection === null ? notYet(kind, urls, name) : asEdited(connection);
    },
    save: (order) => told(api.PUT('/api/v1/connection-setup', { ...held(token), body: { name, ...order } as never })),
    startTest: () => told(api.POST('/api/v1/connection-setup/tests', held(token))),
    readTest: (testId) =>
      told(api.GET('/api/v1/connection-setup/tests/{testId}', { ...held(token), params: { path: { testId } } })),
    askAgainMs: 1_500,
    goLive: null,
  };
}

/** A connection that is made by its first save. */
export const notYet = (kind: Kind, urls: Readonly<Record<string, string>>, name: string): Connection => ({
  ...{ id: '', urls, kind, name, status: 'draft', settings: {}, facts: {}, defaultRole: null, jit: true },
  voucher: { by: null, isOwner: true },
  ...{ updatedAt: '', testedAt: null, lastUsedAt: null, pending: null },
});
