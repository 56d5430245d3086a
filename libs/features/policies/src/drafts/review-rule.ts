/** Whether an org's policy is published only after another person's approval. */
export interface ReviewRule {
  readonly isRequired: boolean;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/**
 * By what right a policy is published: its author alone asks for it; another person has approved that very text; or somebody at the
 * server's own command line breaks the glass.
 */
export type PublicationRight = 'author-alone' | 'approved' | 'break-glass';
