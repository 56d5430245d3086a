import { createHash } from 'node:crypto';
import type { VerificationKey } from '#contracts';
import { type BundleStatement, type SigningKey, writeBundle, type WrittenBundle } from '#engines/bundle';
import type { OrgId } from '#kernel';
import type { ResolvedPolicy } from './resolved-policy.js';

const HOUR_MS = 3_600_000;
/** How long a machine obeys a bundle without hearing from its org, before grace begins. */
const LIFETIME_MS = 24 * HOUR_MS;
/** A machine that asks within this of the last issue is told "not modified"; so at least 23 hours are always left. */
const REISSUE_MS = HOUR_MS;

/** What an org says to the machines of one variant, from one change or hour to the next. */
export interface Issue {
  /**
   * A strong entity tag, quoted: names the statement, so it is the same on every process and for every machine. What machines get
   * under it differs by their place alone, and each sees only its own (`cache-control: private`).
   */
  readonly etag: string;
  readonly statement: BundleStatement;
  /** Of the statement as JSON, in UTF-8: what decides whether a push carries it. */
  readonly statementBytes: number;
  readonly keys: readonly SigningKey[];
}

/**
 * The issue of the hour in which `now` is. It depends on nothing else, so that all processes make the same one: issued at the full hour,
 * or at the last change if that was later.
 */
export function issueOf(orgId: OrgId, policy: ResolvedPolicy, keys: readonly SigningKey[], now: Date): Issue {
  const hour = Math.floor(now.getTime() / REISSUE_MS) * REISSUE_MS;
  const issuedAt = Math.max(hour, policy.changedAt.getTime());
  const statement: BundleStatement = {
    schema: 'castellan.bundle/v1',
    orgId,
    version: policy.bundleVersion,
    policyVersion: policy.policyVersion,
    policyDigest: policy.digest,
    issuedAt: new Date(issuedAt).toISOString(),
    expiresAt: new Date(issuedAt + LIFETIME_MS).toISOString(),
    graceSeconds: policy.document.offline.graceSeconds,
    offline: policy.document.offline.mode,
    trust: keys.map(({ keyid, publicKey }): VerificationKey => ({ keyid, publicKey })),
    policy: policy.document,
    ...(policy.projects !== undefined && { projects: policy.projects }),
  };
  const spelled = Buffer.from(JSON.stringify(statement));
  const tag = createHash('sha256').update(spelled).digest('base64url');
  return { etag: `"${tag}"`, statement, statementBytes: spelled.length, keys };
}

/** Signs `issue` once, for all of `machineIds`. */
export const signedFor = (issue: Issue, machineIds: readonly string[]): WrittenBundle =>
  writeBundle(issue.statement, machineIds, issue.keys);
