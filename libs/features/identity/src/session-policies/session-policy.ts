/** How long sessions of an org's members last, and how fresh a proof dangerous acts want. */
export interface SessionPolicy {
  readonly idleMinutes: number;
  readonly absoluteMinutes: number;
  readonly proofMinutes: number;
  /** Whether publishing a policy wants a fresh proof too. */
  readonly freshForPublish: boolean;
}

export const USUAL_PROOF_MINUTES = 10;
export const PUBLISHING = 'policy:publish';

/** What holds where the org says nothing. It may say less, never more. */
export const USUAL_SESSION_POLICY: SessionPolicy = {
  idleMinutes: 12 * 60,
  absoluteMinutes: 7 * 24 * 60,
  proofMinutes: USUAL_PROOF_MINUTES,
  freshForPublish: false,
};
