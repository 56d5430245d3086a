import { z } from 'zod';

/**
 * The files of an export. A `whole` export holds a ledger from its first entry to the checkpoint; an `excerpt` holds some entries,
 * each with its proof.
 *
 *   manifest.json       what this is (the shape below)
 *   checkpoint          the signed checkpoint (C2SP tlog-checkpoint)
 *   keys.json           the keys that may have signed it; an auditor compares them with those that he trusts
 *   entries.ndjson      whole: one line for each entry in order, its leaf without the tag `castellan/event/v1\n`
 *                       excerpt: one line for each, {index, leaf, proof}: the leaf without its tag, hashes in base64
 *   leaf-hashes.bin     whole: the hash of each leaf in order, 32 bytes each: tells which entry was altered
 *   contents.ndjson     what the entries' digests commit to, in order, where the caller might read it (the shape below)
 */
export const EXPORT_FILES = {
  manifest: 'manifest.json',
  checkpoint: 'checkpoint',
  keys: 'keys.json',
  entries: 'entries.ndjson',
  leafHashes: 'leaf-hashes.bin',
  contents: 'contents.ndjson',
} as const;

export const exportManifest = z.object({
  schema: z.literal('castellan.export/v1'),
  kind: z.enum(['whole', 'excerpt']),
  org: z.object({ id: z.uuid(), slug: z.string().optional(), name: z.string().optional() }),
  exportedAt: z.iso.datetime({ precision: 3 }),
  entries: z.int().nonnegative(),
  hasContents: z.boolean(),
});
export type ExportManifest = z.infer<typeof exportManifest>;

export const exportKeys = z.object({
  ledger: z
    .array(z.object({ name: z.string().min(1).max(300), keyid: z.string(), publicKey: z.base64() }))
    .min(1)
    .max(16),
});
export type ExportKeys = z.infer<typeof exportKeys>;

export const exportedEntry = z.object({
  index: z.int().nonnegative(),
  leaf: z.string(),
  proof: z.array(z.base64()).max(64),
});
export type ExportedEntry = z.infer<typeof exportedEntry>;

/** `content` and `salt` in base64, or why they are not there. */
export const exportedContent = z.union([
  z.object({ index: z.int().nonnegative(), salt: z.base64(), content: z.base64() }),
  z.object({ index: z.int().nonnegative(), state: z.enum(['erased', 'unreadable']) }),
]);
export type ExportedContent = z.infer<typeof exportedContent>;
