import type { PolicyDocument } from '#contracts';
import type { OrgId, Principal } from '#kernel';

export type PolicyFormat = 'yaml' | 'json';

/** A policy as somebody published it. Written once; numbers count up from 1 within an org. */
export interface PolicyVersion {
  readonly orgId: OrgId;
  readonly number: number;
  /** As the author wrote it, comments and all. */
  readonly text: string;
  readonly format: PolicyFormat;
  /** What `text` means, as canonical JSON (RFC 8785). */
  readonly document: string;
  /** SHA-256 of `document`, hex. */
  readonly digest: string;
  readonly reason: string;
  readonly author: Principal;
  /** The version that this one brought back, if it did. */
  readonly rollbackOf: number | null;
  readonly publishedAt: Date;
}

/** A version without its text, for lists. */
export type PolicyVersionSummary = Pick<
  PolicyVersion,
  'number' | 'digest' | 'reason' | 'author' | 'rollbackOf' | 'publishedAt'
>;

/** What stands now in an org. */
export interface PolicyHead {
  readonly currentVersion: number;
  /** Grows with every change of what machines are told. */
  readonly bundleVersion: number;
  readonly changedAt: Date;
}

/** What an author hands in. */
export interface PolicyDraft {
  readonly text: string;
  readonly format: PolicyFormat;
  readonly reason: string;
  /** The version that the author had before her eyes, null when there was none; 'whatever-stands' where a file elsewhere is the source of truth. */
  readonly basedOn: number | null | 'whatever-stands';
}

/** A text that has been read, checked and found good. */
export interface CheckedPolicy {
  readonly text: string;
  readonly format: PolicyFormat;
  readonly document: PolicyDocument;
}
