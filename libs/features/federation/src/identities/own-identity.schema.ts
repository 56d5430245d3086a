import { z } from 'zod';
import { pageOf } from '#platform/http';
import type { ConnectionId } from '../connections/connection.js';
import type { OwnIdentity } from './own-identity.service.js';

const connectionId = z.uuid().transform((id) => id as ConnectionId);
export const linkBody = z.strictObject({ connectionId });
export type LinkBody = z.infer<typeof linkBody>;
export const identityParams = z.strictObject({ connectionId });
export type IdentityParams = z.infer<typeof identityParams>;

/** `url` is opened in this browser. */
export const begunLinkView = z.object({ url: z.string() });
export type BegunLinkView = z.infer<typeof begunLinkView>;

export const ownIdentityView = z.object({
  connection: z.object({ id: z.uuid(), name: z.string(), kind: z.enum(['saml', 'oidc']) }),
  /** Null where she has none, and can add one. */
  identity: z
    .object({
      email: z.string().nullable(),
      linkedBy: z.enum(['jit', 'directory', 'verified-domain', 'handover', 'self']),
      linkedAt: z.iso.datetime(),
      lastUsedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type OwnIdentityView = z.infer<typeof ownIdentityView>;
export const ownIdentityPage = pageOf(ownIdentityView);

export const toOwnIdentityView = ({ connection: { id, name, kind }, identity }: OwnIdentity): OwnIdentityView => ({
  connection: { id, name, kind },
  identity: identity && {
    email: identity.email,
    linkedBy: identity.linkedBy,
    linkedAt: identity.linkedAt.toISOString(),
    lastUsedAt: identity.lastUsedAt?.toISOString() ?? null,
  },
});
