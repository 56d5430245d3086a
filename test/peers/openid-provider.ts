import { createServer, type Server } from 'node:http';
import { type ClientMetadata, Provider } from 'oidc-provider';
import { freePort } from './peer.js';

/** A person at the provider: her claims, by the login that she types. Any password is right. */
export type Claims = Readonly<Record<string, unknown>>;

/** The certified provider of npm, with its own pages to sign in at: what a browser meets. */
export interface OpenIdProvider {
  readonly issuer: string;
  /** By login; others are given an address at provider.example. */
  readonly people: Map<string, Claims>;
  register(client: ClientMetadata): void;
  /** Forgets a client, as an admin of the provider does by mistake. */
  forget(clientId: string): void;
  stop(): Promise<void>;
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const clients = new Map<string, ClientMetadata>();
  const people = new Map<string, Claims>();
  const usual = (login: string): Claims => ({ email: `${login}@provider.example`, email_verified: true, name: login });
  const provider = new Provider(issuer, {
    adapter: memoryWith(clients),
    findAccount: (_ctx, login) => ({
      accountId: login,
      claims: () => ({ sub: login, ...(people.get(login) ?? usual(login)) }),
    }),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of the test'] },
    pkce: { required: () => true },
    // It guards itself against addresses such as those of a test.
    fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined } as RequestInit),
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  });
  const callback = provider.callback();
  const server = createServer((request, response) => void callback(request, response));
  await new Promise<void>((listening) => server.listen(Number(new URL(issuer).port), '127.0.0.1', listening));
  return {
    issuer,
    people,
    register: (client) => void clients.set(client.client_id, client),
    forget: (clientId) => void clients.delete(clientId),
    stop: () => ended(server),
  };
}

const ended = (server: Server): Promise<void> =>
  new Promise((closed) => {
    server.closeAllConnections();
    server.close(() => closed());
  });

/** What the provider keeps, in memory, but for clients, which a test registers as it goes. */
function memoryWith(clients: ReadonlyMap<string, ClientMetadata>) {
  const kept = new Map<string, Record<string, unknown>>();
  return (kind: string) => ({
    upsert: (id: string, payload: object) => Promise.resolve(void kept.set(`${kind} ${id}`, { ...payload })),
    find: (id: string) => Promise.resolve(kind === 'Client' ? clients.get(id) : kept.get(`${kind} ${id}`)),
    findByUid: (uid: string) =>
      Promise.resolve([...kept].find(([key, { uid: own }]) => key.startsWith(`${kind} `) && own === uid)?.[1]),
    findByUserCode: () => Promise.resolve(undefined),
    consume: (id: string) => {
      Object.assign(kept.get(`${kind} ${id}`) ?? {}, { consumed: Math.floor(Date.now() / 1_000) });
      return Promise.resolve(undefined);
    },
    destroy: (id: string) => Promise.resolve(void kept.delete(`${kind} ${id}`)),
    revokeByGrantId: (grantId: string) => {
      for (const [key, { grantId: own }] of kept) if (own === grantId) kept.delete(key);
      return Promise.resolve(undefined);
    },
  });
}
