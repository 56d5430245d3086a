import type { PolicyDocument, WrittenPolicy } from '#contracts';
import type { OrgId, Principal } from '#kernel';
import type { NamedScope, PolicyScope } from '../scopes/scope.js';

export type PolicyFormat = 'yaml' | 'json';

/** A policy as somebody published it. Written once; numbers count up from 1 within a scope. */
export interface PolicyVersion {
  readonly orgId: OrgId;
  readonly scope: PolicyScope;
  readonly number: number;
  /** As the author wrote it, comments and all. */
  readonly text: string;
  readonly format: PolicyFormat;
  /**
   * What `text` means, as canonical JSON (RFC 8785): the org's own with every default, since it is the widest; a layer's without those of values,
   * since a layer that does not speak of a value has no opinion of it.
   */
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

/** What stands now in a scope. */
export interface PolicyHead {
  readonly currentVersion: number;
  /** What the org's machines were told at least by then: see `LayerBook.bundleVersion`. */
  readonly bundleVersion: number;
  readonly changedAt: Date;
}

/** What an author hands in. */
export interface PolicyDraft {
  /** Without one it is the org's own. */
  readonly scope?: PolicyScope;
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

/** As CheckedPolicy, of the org or of a layer. */
export interface CheckedLayer extends Omit<CheckedPolicy, 'document'> {
  readonly document: PolicyDocument | WrittenPolicy;
}

/** Something that a layer wanted and was not given. */
export interface RefusedPart {
  /** A value, such as `defaults.high`, or a rule, such as `rules/no-curl`. */
  readonly what: string;
  readonly lockedBy: NamedScope;
}

/** A version just published, and what the layers above it refused of it. */
export interface PublishedVersion extends PolicyVersion {
  readonly refused: readonly RefusedPart[];
}
