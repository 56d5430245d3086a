import type { BundleProjects, PolicyDocument } from '#contracts';

/** The one policy that is left when all layers have been laid over each other. */
export interface ResolvedPolicy {
  /** The published version of the org's own policy, on which the others lie. */
  readonly policyVersion: number;
  /** Of the change that brought it about; machines refuse a lower one than they have seen. */
  readonly bundleVersion: number;
  readonly changedAt: Date;
  /** SHA-256 of the document's canonical JSON, hex. */
  readonly digest: string;
  /** What holds wherever the person works. */
  readonly document: PolicyDocument;
  /** What a machine needs to resolve the policy of a project; absent where no policy speaks to any. */
  readonly projects?: BundleProjects;
}
