import type { PolicyDocument } from '#contracts';

/** The one policy that is left when all layers have been laid over each other. */
export interface ResolvedPolicy {
  /** The published version that it comes from. */
  readonly policyVersion: number;
  /** Of the change that brought it about; machines refuse a lower one than they have seen. */
  readonly bundleVersion: number;
  readonly changedAt: Date;
  /** SHA-256 of the document's canonical JSON, hex. */
  readonly digest: string;
  readonly document: PolicyDocument;
}
