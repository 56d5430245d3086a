import { z } from 'zod';
import type { InclusionProof } from './inclusion.js';
import type { Consistency, Inclusion } from './proof.service.js';

const natural = z.coerce.number().int().nonnegative();

export const inclusionQuery = z.object({ index: natural, size: z.coerce.number().int().positive().optional() });
export type InclusionQuery = z.infer<typeof inclusionQuery>;

export const consistencyQuery = z.object({
  from: z.coerce.number().int().positive(),
  to: z.coerce.number().int().positive().optional(),
});
export type ConsistencyQuery = z.infer<typeof consistencyQuery>;

const hashes = z.array(z.base64());

export const proofView = z.object({
  index: z.int(),
  size: z.int(),
  root: z.base64(),
  hashes,
  checkpoint: z.string().nullable(),
});
export type ProofView = z.infer<typeof proofView>;

export const inclusionView = z.object({ index: z.int(), size: z.int(), hashes });
export type InclusionView = z.infer<typeof inclusionView>;

export const consistencyView = z.object({ from: z.int(), to: z.int(), hashes });
export type ConsistencyView = z.infer<typeof consistencyView>;

export const toProofView = ({ index, size, root, hashes: path, checkpoint }: InclusionProof): ProofView => ({
  ...{ index, size, checkpoint },
  root: base64(root),
  hashes: path.map(base64),
});

export const toInclusionView = (proof: Inclusion): InclusionView => ({ ...proof, hashes: proof.hashes.map(base64) });
export const toConsistencyView = (proof: Consistency): ConsistencyView => ({
  ...proof,
  hashes: proof.hashes.map(base64),
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
