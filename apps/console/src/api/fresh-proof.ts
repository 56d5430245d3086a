/** What the server says when it wants to know anew who is at the screen (RFC 9470). */
export const PROOF_NEEDED = 'request.insufficient_user_authentication';

/** Asks the person; answers whether she has proved it. */
type Prover = () => Promise<boolean>;

let prover: Prover | null = null;
let underway: Promise<boolean> | null = null;

/** Says who asks. Answers how to stop it. */
export function proveWith(ask: Prover): () => void {
  prover = ask;
  return () => {
    if (prover === ask) prover = null;
  };
}

/** Asks once, however many requests want to know at the same moment. */
export function proveAnew(): Promise<boolean> {
  if (prover === null) return Promise.resolve(false);
  underway ??= prover().finally(() => (underway = null));
  return underway;
}

/** Sends, and where a fresh proof is wanted asks for it in place and sends again. */
export async function withFreshProof(send: () => Promise<Response>): Promise<Response> {
  const response = await send();
  return (await wantsProof(response)) && (await proveAnew()) ? send() : response;
}

export async function wantsProof(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return typeof body === 'object' && body !== null && 'code' in body && body.code === PROOF_NEEDED;
}
