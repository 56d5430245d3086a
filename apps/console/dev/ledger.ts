import { createHash } from 'node:crypto';
import type { AuditEvent, AuditEventDetail } from '../src/api/wire.js';
import { contentOf, events } from './fixtures.js';

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(Uint8Array.of(1), left, right);

const leafOf = (event: AuditEvent): string => {
  const { id, kind, at, effect, reason } = event;
  return `castellan/event/v1\n${JSON.stringify({ at, id, kind, ...(effect === null ? { reason: reason ?? undefined } : { decision: { effect, reason } }) })}`;
};
const leafHashes = events.map((event) => sha256(Uint8Array.of(0), Buffer.from(leafOf(event))));

/** A tree by its definition (RFC 9162 section 2.1.1): slow, and right. */
function treeOf(leaves: readonly Buffer[], index: number): { root: Buffer; proof: Buffer[] } {
  if (leaves.length === 1) return { root: leaves[0] as Buffer, proof: [] };
  const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
  const isLeft = index < half;
  const left = treeOf(leaves.slice(0, half), isLeft ? index : 0);
  const right = treeOf(leaves.slice(half), isLeft ? 0 : index - half);
  return {
    root: nodeHash(left.root, right.root),
    proof: isLeft ? [...left.proof, right.root] : [...right.proof, left.root],
  };
}

/** The event with its content and a proof that can be checked. */
export function detailOf(event: AuditEvent): AuditEventDetail {
  const { root, proof } = treeOf(leafHashes, event.index);
  const content = contentOf(event.id);
  return {
    ...event,
    content: content ?? null,
    contentState: content === undefined ? 'none' : 'present',
    leaf: leafOf(event),
    leafHash: (leafHashes[event.index] as Buffer).toString('base64'),
    proof: {
      index: event.index,
      size: leafHashes.length,
      root: root.toString('base64'),
      hashes: proof.map((hash) => hash.toString('base64')),
      checkpoint: `castellan.example/acme\n${String(leafHashes.length)}\n${root.toString('base64')}\n\n— castellan.example/acme bWVtb3J5\n`,
    },
  };
}
