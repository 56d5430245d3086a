import { z } from 'zod';
import { type DataKeyVersion, KEY_PURPOSES } from './data-key.js';

export const rotateKeyBody = z.strictObject({ purpose: z.enum(KEY_PURPOSES) });
export type RotateKeyBody = z.infer<typeof rotateKeyBody>;

export const dataKeyView = z.object({
  purpose: z.enum(KEY_PURPOSES),
  version: z.int().positive(),
  state: z.enum(['active', 'retired']),
  createdAt: z.iso.datetime(),
  retiredAt: z.iso.datetime().nullable(),
  vault: z.enum(['local', 'aws-kms']),
});
export type DataKeyView = z.infer<typeof dataKeyView>;
export const dataKeyViews = z.array(dataKeyView);

export const toView = ({ purpose, version, state, createdAt, retiredAt, vault }: DataKeyVersion): DataKeyView => ({
  purpose,
  version,
  state,
  createdAt: createdAt.toISOString(),
  retiredAt: retiredAt?.toISOString() ?? null,
  vault,
});
