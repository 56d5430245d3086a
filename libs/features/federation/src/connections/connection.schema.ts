import { z } from 'zod';
import { pageOf, textField } from '#platform/http';
import type { ConnectionId, JsonObject } from './connection.js';
import type { ShownConnection } from './connection-showing.js';
import type { ConnectionDraft, ConnectionEdit } from './connection.service.js';

const MOST_JSON = 400_000;

/** The protocol checks each member; here the whole is bounded. Metadata of an identity provider may be long. */
const protocolObject = z
  .record(z.string().max(100), z.unknown())
  .refine((value) => JSON.stringify(value).length <= MOST_JSON, `must be at most ${MOST_JSON} characters of JSON`)
  .transform((value) => value as JsonObject);

const called = textField(80).min(1);
const roleField = z.string().min(1).max(60).nullable();
export const kindField = z.enum(['saml', 'oidc']);

const reservedId = z
  .uuidv7()
  .transform((id) => id as ConnectionId)
  .optional();

export const connectionBody = z.strictObject({
  id: reservedId,
  kind: kindField,
  name: called,
  settings: protocolObject,
  secrets: protocolObject.default({}),
  defaultRole: roleField.default(null),
  jit: z.boolean().default(true),
});
export type ConnectionBody = z.infer<typeof connectionBody>;

export const connectionEditBody = z.strictObject({
  name: called.optional(),
  settings: protocolObject.optional(),
  secrets: protocolObject.optional(),
  defaultRole: roleField.optional(),
  jit: z.boolean().optional(),
});
export type ConnectionEditBody = z.infer<typeof connectionEditBody>;

export const connectionParams = z.strictObject({ id: z.uuid().transform((id) => id as ConnectionId) });
export type ConnectionParams = z.infer<typeof connectionParams>;

/** `id`: one that was given before, which goes on to be reserved. */
export const reservationBody = z.strictObject({ kind: kindField, id: reservedId });
export type ReservationBody = z.infer<typeof reservationBody>;
/** `proposedAt` of what was seen: what somebody changed since does not count. */
export const promotionBody = z.strictObject({ proposedAt: z.iso.datetime().transform((text) => new Date(text)) });
export type PromotionBody = z.infer<typeof promotionBody>;

export const reservationView = z.object({ id: z.uuid(), urls: z.record(z.string(), z.string()) });
export type ReservationView = z.infer<typeof reservationView>;

const json = z.record(z.string(), z.unknown());

export const connectionView = z.object({
  id: z.uuid(),
  kind: kindField,
  name: z.string(),
  status: z.enum(['draft', 'live', 'disabled']),
  settings: json,
  /** What the protocol reads from them: certificates and when they expire, the identity provider's addresses. */
  facts: json,
  /** What the identity provider must be given. */
  urls: z.record(z.string(), z.string()),
  defaultRole: z.string().nullable(),
  jit: z.boolean(),
  /** Who answers for what the identity provider says of people and groups, once it is live; `by` null: the installation. */
  voucher: z.object({ by: z.string().nullable(), isOwner: z.boolean() }),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  testedAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  /** Settings that were changed while people come in: they count once they were tested and somebody says so. */
  pending: z
    .object({
      settings: json,
      facts: json,
      changes: z.array(z.object({ member: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
      secretsChange: z.boolean(),
      proposedAt: z.iso.datetime(),
      proposedBy: z.string(),
      testedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
});
export type ConnectionView = z.infer<typeof connectionView>;
export const connectionPage = pageOf(connectionView);

export const toConnectionView = ({ connection, facts, urls, voucher, pending }: ShownConnection): ConnectionView => ({
  id: connection.id,
  kind: connection.kind,
  name: connection.name,
  status: connection.status,
  settings: connection.settings,
  facts: facts,
  urls: { ...urls },
  defaultRole: connection.defaultRole,
  jit: connection.jit,
  voucher: { ...voucher },
  createdAt: connection.createdAt.toISOString(),
  updatedAt: connection.updatedAt.toISOString(),
  testedAt: connection.testedAt?.toISOString() ?? null,
  lastUsedAt: connection.lastUsedAt?.toISOString() ?? null,
  pending: pending && {
    settings: pending.settings,
    facts: pending.facts,
    changes: pending.changes.map((change) => ({ ...change })),
    secretsChange: pending.hasSecrets,
    proposedAt: pending.at.toISOString(),
    proposedBy: pending.by,
    testedAt: pending.testedAt?.toISOString() ?? null,
  },
});

export const toDraft = ({ id, ...draft }: ConnectionBody): ConnectionDraft => ({
  ...draft,
  ...(id !== undefined && { id }),
});

export const toEdit = ({ name, settings, secrets, defaultRole, jit }: ConnectionEditBody): ConnectionEdit => ({
  ...(name !== undefined && { name }),
  ...(settings !== undefined && { settings }),
  ...(secrets !== undefined && { secrets }),
  ...(defaultRole !== undefined && { defaultRole }),
  ...(jit !== undefined && { jit }),
});
