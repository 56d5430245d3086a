import { z } from 'zod';
import { textField } from '#platform/http';
import type { BundleKey } from './bundle-key.js';

export const rotateBody = z.strictObject({
  reason: textField(2_000).min(1),
});
export type RotateBody = z.infer<typeof rotateBody>;

export const bundleKeyView = z.object({
  keyid: z.string(),
  publicKey: z.string().describe('The 32 raw bytes of the Ed25519 public key, base64'),
  state: z.enum(['active', 'retiring', 'retired']),
  createdAt: z.iso.datetime(),
  retiresAt: z.iso.datetime().nullable(),
});
export type BundleKeyView = z.infer<typeof bundleKeyView>;

export const bundleKeyList = z.array(bundleKeyView);

export const toBundleKeyView = (key: BundleKey): BundleKeyView => ({
  keyid: key.keyid,
  publicKey: Buffer.from(key.publicKey).toString('base64'),
  state: key.state,
  createdAt: key.createdAt.toISOString(),
  retiresAt: key.retiresAt?.toISOString() ?? null,
});
