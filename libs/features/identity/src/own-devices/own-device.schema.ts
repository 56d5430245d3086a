import { z } from 'zod';
import type { GrantId, OwnDevice } from '../devices/machine-grant.js';

export const ownDeviceParams = z.strictObject({ id: z.uuid().transform((id) => id as GrantId) });
export type OwnDeviceParams = z.infer<typeof ownDeviceParams>;

export const signOutBody = z.strictObject({
  machines: z.boolean().default(false).describe('Whether the machines that you connected are signed out too'),
});
export type SignOutBody = z.infer<typeof signOutBody>;

export const ownDeviceView = z.object({
  id: z.uuid(),
  org: z.object({ id: z.uuid(), name: z.string() }),
  label: z.string(),
  isEnrolled: z.boolean(),
  createdAt: z.iso.datetime(),
});
export type OwnDeviceView = z.infer<typeof ownDeviceView>;
export const ownDeviceList = z.object({ items: z.array(ownDeviceView) });

export const toOwnDeviceView = ({ id, org, label, isEnrolled, createdAt }: OwnDevice): OwnDeviceView => ({
  id,
  org,
  label,
  isEnrolled,
  createdAt: createdAt.toISOString(),
});
