import { z } from 'zod';
import { pageOf, textField } from '#platform/http';
import type { ConnectionId } from '../connections/connection.js';
import { connectionBody, connectionView, kindField } from '../connections/connection.schema.js';
import type { ConnectionTestId } from '../tests/connection-test.js';
import { type ConnectionSetupLink, type ConnectionSetupLinkId, isGood } from './connection-setup-link.js';

const WEEK_HOURS = 168;

export const setupLinkBody = z.strictObject({
  label: textField(120).min(1, 'Say for whom it is.'),
  kind: kindField,
  connectionId: z
    .uuid()
    .transform((id) => id as ConnectionId)
    .nullable()
    .default(null),
  hours: z.int().min(1).max(WEEK_HOURS).default(72),
});
export type SetupLinkBody = z.infer<typeof setupLinkBody>;

export const setupLinkParams = z.strictObject({ id: z.uuid().transform((id) => id as ConnectionSetupLinkId) });
export type SetupLinkParams = z.infer<typeof setupLinkParams>;

export const setupLinkView = z.object({
  id: z.uuid(),
  label: z.string(),
  kind: kindField,
  connectionId: z.uuid().nullable(),
  state: z.enum(['good', 'expired', 'revoked']),
  madeBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});
export type SetupLinkView = z.infer<typeof setupLinkView>;
export const setupLinkPage = pageOf(setupLinkView);
/** `url` is shown this once. */
export const madeSetupLinkView = z.object({ ...setupLinkView.shape, url: z.string() });
export type MadeSetupLinkView = z.infer<typeof madeSetupLinkView>;

export const toSetupLinkView = (link: ConnectionSetupLink, now: Date): SetupLinkView => ({
  id: link.id,
  label: link.label,
  kind: link.kind,
  connectionId: link.connectionId,
  state: link.revokedAt !== null ? 'revoked' : isGood(link, now) ? 'good' : 'expired',
  madeBy: link.madeBy,
  createdAt: link.createdAt.toISOString(),
  expiresAt: link.expiresAt.toISOString(),
  lastUsedAt: link.lastUsedAt?.toISOString() ?? null,
});

export const setupConnectionBody = connectionBody.pick({ name: true, settings: true, secrets: true });
export type SetupConnectionBody = z.infer<typeof setupConnectionBody>;

export const setupTestParams = z.strictObject({ testId: z.uuid().transform((id) => id as ConnectionTestId) });
export type SetupTestParams = z.infer<typeof setupTestParams>;

/** What the holder of a link sees. */
export const setupView = z.object({
  org: z.string(),
  kind: kindField,
  expiresAt: z.iso.datetime(),
  /** What the identity provider must be given. */
  urls: z.record(z.string(), z.string()),
  /** Whether it is for a connection that was there before the link. */
  isChange: z.boolean(),
  connection: connectionView.nullable(),
});
export type SetupView = z.infer<typeof setupView>;
