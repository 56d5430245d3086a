/** What the tab that came back from an identity provider tells the tab that waits for it. The server decides for itself whether the proof is good. */
export type ProofTold = { readonly kind: 'proved' } | { readonly kind: 'refused'; readonly reason: string };

const NAME = 'castellan-proofs';

export function tellOfProof(told: ProofTold): void {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(told);
  channel.close();
}

/** Answers how to stop listening. */
export function hearOfProofs(hear: (told: ProofTold) => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<ProofTold>) => hear(data);
  return () => channel.close();
}
