import { z } from 'zod';
import { waiver } from './policy-resolution.js';

/** An Ed25519 public key: `publicKey` is the 32 raw bytes in base64, `keyid` the first 16 hex digits of their SHA-256. */
export const verificationKey = z.strictObject({ keyid: z.string().regex(/^[0-9a-f]{16}$/), publicKey: z.base64() });
export type VerificationKey = z.infer<typeof verificationKey>;

/** DSSE v1: the signature is over PAE(payloadType, payload), not over the JSON that carries them. Unknown fields are passed over. */
export const dsseEnvelope = z.looseObject({
  payloadType: z.string().max(200),
  payload: z.base64(),
  signatures: z
    .array(z.strictObject({ keyid: z.string().max(64), sig: z.base64() }))
    .min(1)
    .max(8),
});
export type DsseEnvelope = z.infer<typeof dsseEnvelope>;

/**
 * The envelope as a machine gets it. One signature serves all machines of a push; `place` proves that this machine is among those
 * that the signed `audience` names: an inclusion proof (RFC 9162 section 2.1.3), each node 32 bytes in base64.
 */
export const bundleEnvelope = dsseEnvelope.extend({
  place: z.strictObject({ index: z.int().nonnegative(), path: z.array(z.base64().length(44)).max(32) }),
});
export type BundleEnvelope = z.infer<typeof bundleEnvelope>;

const id = z.string().min(1).max(200);
/** A policy as written, with the defaults of its rules; checked by the engine that reads it. */
const writtenDocument = z.record(z.string(), z.unknown());

/**
 * What a machine needs to resolve the policy of a project, by itself: which project a workspace belongs to, only the machine sees. Without a project
 * the bundle's `policy` holds; in one, `base` and the documents of the projects that it is are merged anew.
 */
export const bundleProjects = z.strictObject({
  /** Whose waivers count, as the merge wants to know it. */
  subject: z.strictObject({ org: id, user: id.optional(), groups: z.array(id).max(500) }),
  /** What `policy` was merged from: the org's own, and the layers of the person's groups and teams. */
  base: z
    .array(
      z.strictObject({
        kind: z.enum(['org', 'group']),
        id,
        name: z.string().max(200).optional(),
        document: writtenDocument,
      }),
    )
    .min(1)
    .max(200),
  layers: z
    .array(
      z.strictObject({
        id,
        name: z.string().max(200),
        /** Canonical git remotes: a workspace that has one of them is in the project. */
        remotes: z.array(z.string().max(500)).max(50),
        /** Whether the person is of the team that answers for the project. To everybody else it is never milder than what holds anyway. */
        mayLoosen: z.boolean(),
        /** Absent where only waivers speak to the project. */
        document: writtenDocument.optional(),
      }),
    )
    .max(300),
  /** Those of the person and of her groups again, and those of projects. */
  waivers: z.array(waiver).max(500),
});
export type BundleProjects = z.infer<typeof bundleProjects>;

/**
 * What a machine obeys: the policy resolved for it, said by its org, at a time, until a time. Fields that a machine does not know are passed over, so
 * that an older program goes on obeying `policy`.
 */
export const bundle = z.object({
  schema: z.literal('castellan.bundle/v1'),
  orgId: z.uuid(),
  /** Whom it is for: the root, in hex, of the Merkle tree (RFC 9162 section 2.1.1) over the ids of `size` machines. */
  audience: z.strictObject({
    size: z
      .int()
      .positive()
      .max(2 ** 31),
    root: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  /** Grows with each change of what the org tells its machines; a machine refuses a lower one than it has seen. */
  version: z.int().positive(),
  /** The published version of the org's own policy, on which the layers of this bundle lie. */
  policyVersion: z.int().positive(),
  /** SHA-256 of the canonical policy document, hex. */
  policyDigest: z.string().regex(/^[0-9a-f]{64}$/),
  issuedAt: z.iso.datetime({ precision: 3 }),
  /** After this the machine still obeys the bundle for `graceSeconds`, then falls to `offline`. */
  expiresAt: z.iso.datetime({ precision: 3 }),
  graceSeconds: z.int().nonnegative(),
  /** What a machine does that cannot reach its control plane past the grace period. */
  offline: z.enum(['ask', 'reject']),
  /** Keys that may sign the next bundle: how signing keys rotate without a new enrolment. */
  trust: z.array(verificationKey).min(1).max(8),
  /** A policy document of schema version 1, checked by the engine that reads it. */
  policy: z.record(z.string(), z.unknown()),
  projects: bundleProjects.optional(),
});
export type Bundle = z.infer<typeof bundle>;
