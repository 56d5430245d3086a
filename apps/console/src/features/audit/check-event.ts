import { problemOf } from '../../api/problem.js';
import type { AuditEventDetail } from '../../api/wire.js';
import { bytesOf, type CheckpointText, hexOf, isSame, leafHash, readCheckpoint, rootFrom } from './ledger-proof.js';

export interface EventCheck {
  readonly isProven: boolean;
  readonly words: string;
  readonly size: number;
  readonly root: string;
  readonly leafHash: string;
}

/**
 * Proves that the ledger's current checkpoint commits to `event`: hashes the leaf's bytes here, climbs the proof, compares roots, and
 * holds what the page shows against what the leaf says.
 */
export async function checkEvent(event: AuditEventDetail): Promise<EventCheck> {
  const hash = await leafHash(new TextEncoder().encode(event.leaf));
  const { checkpoint, hashes } = await evidenceFor(event);
  const told = {
    size: checkpoint?.size ?? 0,
    root: checkpoint === null ? '' : hexOf(checkpoint.root),
    leafHash: hexOf(hash),
  };
  const fails = (words: string): EventCheck => ({ isProven: false, words, ...told });
  if (checkpoint === null || hashes.includes(null))
    return fails('The ledger’s checkpoint or its proof cannot be read.');
  if (checkpoint.size <= event.index)
    return fails('The ledger has not signed a checkpoint over this entry yet. Look again in a second.');
  const root = await rootFrom(hash, event.index, checkpoint.size, hashes as Uint8Array[]);
  if (root === null || !isSame(root, checkpoint.root))
    return fails(
      'The proof does not lead to the root that the ledger has signed. Run a full check, and call your auditor.',
    );
  if (!saysTheSame(event))
    return fails('The ledger holds this entry, but it says something else than what is shown here.');
  return {
    isProven: true,
    words:
      'Hashing this entry and climbing its proof leads to the root of the ledger’s signed checkpoint, and the entry says what is shown here.',
    ...told,
  };
}

interface Evidence {
  readonly checkpoint: CheckpointText | null;
  readonly hashes: readonly (Uint8Array | null)[];
}

/** The proof that came with the event; where no checkpoint held it then, the one of now. */
async function evidenceFor({ index, proof }: AuditEventDetail): Promise<Evidence> {
  if (typeof proof?.checkpoint === 'string')
    return { checkpoint: readCheckpoint(proof.checkpoint), hashes: proof.hashes.map(bytesOf) };
  const checkpoint = readCheckpoint(await fetched('/api/v1/audit/checkpoint'));
  if (checkpoint === null || checkpoint.size <= index) return { checkpoint, hashes: [] };
  const answer = await fetched(`/api/v1/audit/proof/inclusion?index=${String(index)}&size=${String(checkpoint.size)}`);
  return { checkpoint, hashes: (JSON.parse(answer) as { hashes: string[] }).hashes.map(bytesOf) };
}

/** Whether the leaf, which is what is proved, says what the page shows. */
export function saysTheSame(
  event: Pick<AuditEventDetail, 'leaf' | 'id' | 'kind' | 'at' | 'effect' | 'reason'>,
): boolean {
  const said = leafContent(event.leaf);
  if (said === null) return false;
  const isIt = said.id === event.id && said.kind === event.kind && sameMoment(said.at, event.at);
  return isIt && effectOf(said) === event.effect && reasonOf(said) === event.reason;
}

interface LeafContent {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly decision?: { readonly effect: string; readonly reason: string };
  readonly reason?: string;
}

const effectOf = ({ decision }: LeafContent): string | null => decision?.effect ?? null;
const reasonOf = ({ decision, reason }: LeafContent): string | null => decision?.reason ?? reason ?? null;

function leafContent(leaf: string): LeafContent | null {
  const tag = 'castellan/event/v1\n';
  if (!leaf.startsWith(tag)) return null;
  try {
    return JSON.parse(leaf.slice(tag.length)) as LeafContent;
  } catch {
    return null;
  }
}

const sameMoment = (a: string, b: string): boolean => new Date(a).getTime() === new Date(b).getTime();

async function fetched(path: string): Promise<string> {
  const response = await fetch(path, { credentials: 'same-origin' });
  if (!response.ok) throw await problemOf(response);
  return response.text();
}
