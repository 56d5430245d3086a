import { z } from 'zod';
import type { OrgId } from '#kernel';
import type { DeviceRequest } from './device-request.js';

const userCode = z.string().trim().min(4).max(40);

export const userCodeBody = z.strictObject({ userCode });
export type UserCodeBody = z.infer<typeof userCodeBody>;

export const approveBody = z.strictObject({ userCode, orgId: z.uuid().transform((id) => id as OrgId) });
export type ApproveBody = z.infer<typeof approveBody>;

export const deviceRequestView = z.object({
  client: z.string(),
  scopes: z.array(z.string()),
  machine: z.object({ hostname: z.string().nullable(), os: z.string().nullable(), ip: z.string().nullable() }),
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type DeviceRequestView = z.infer<typeof deviceRequestView>;

export const toView = ({ scopes, requestedAt, expiresAt, ...rest }: DeviceRequest): DeviceRequestView => ({
  ...rest,
  scopes: [...scopes],
  requestedAt: requestedAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
