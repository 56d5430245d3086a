import { z } from 'zod';
import { emailField } from '#features/identity';
import { loginPathOf } from '../connections/connection.js';
import type { Realm } from './discovery.service.js';

export const discoverBody = z.strictObject({ email: emailField });
export type DiscoverBody = z.infer<typeof discoverBody>;

export const realmView = z.object({
  /** Where the browser goes to sign in; none: ask for the password. */
  connections: z.array(z.object({ id: z.uuid(), name: z.string(), kind: z.enum(['saml', 'oidc']), url: z.string() })),
  /** Whether the password is of no use to most people of this domain. */
  ssoRequired: z.boolean(),
});
export type RealmView = z.infer<typeof realmView>;

export const toRealmView = ({ connections, ssoRequired }: Realm): RealmView => ({
  connections: connections.map((connection) => ({
    id: connection.id,
    name: connection.name,
    kind: connection.kind,
    url: loginPathOf(connection),
  })),
  ssoRequired,
});
