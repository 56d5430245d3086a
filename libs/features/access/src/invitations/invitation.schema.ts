import { z } from 'zod';
import { emailField } from '#features/identity';
import { pageOf, pageQuery } from '#platform/http';
import type { Invitation, SetupLinkId } from '../setup/setup-link.js';

const id = z.uuid().transform((text) => text as SetupLinkId);

export const invitationBody = z.strictObject({ email: emailField, role: z.string().min(1).max(60) });
export type InvitationBody = z.infer<typeof invitationBody>;
export const invitationLinkView = z.object({ url: z.url() });

export const invitationParams = z.strictObject({ id });
export type InvitationParams = z.infer<typeof invitationParams>;
export const invitationQuery = z.strictObject({ ...pageQuery, cursor: id.optional() });
export type InvitationQuery = z.infer<typeof invitationQuery>;

export const invitationView = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.string(),
  invitedBy: z.string().nullable().describe('Null where an automation made the link'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type InvitationView = z.infer<typeof invitationView>;
export const invitationPage = pageOf(invitationView);

export const toView = ({ id: linkId, email, role, madeBy, createdAt, expiresAt }: Invitation): InvitationView => ({
  id: linkId,
  email,
  role,
  invitedBy: madeBy,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
