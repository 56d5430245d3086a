import { canonicalJson, type Json } from './canonical-json.js';
import type { LedgerEvent } from './event.js';

/** Says what kind of statement a leaf is, and in which version of its form: no leaf can be taken for anything else that is hashed or signed. */
export const LEAF_TAG = 'castellan/event/v1\n';

/**
 * The leaf of an event: the tag, then the event as canonical JSON (RFC 8785). UTF-8, at most 65,535 bytes (C2SP tlog-tiles).
 * The members of the literal below stand in the order of their names, so that for the shapes that machines send JSON.stringify gives the canonical
 * form directly; `canonicalJson` takes four times as long.
 */
export function leafOf(event: LedgerEvent): string {
  if (event.facts !== undefined) return LEAF_TAG + canonicalJson(event as unknown as Json);
  const { actor, machine, session, decision, target } = event;
  return (
    LEAF_TAG +
    JSON.stringify({
      actor: { id: actor.id, kind: actor.kind, label: actor.label },
      agent: event.agent,
      agentVersion: event.agentVersion,
      at: event.at,
      content: event.content,
      decision: decision && {
        effect: decision.effect,
        mode: decision.mode,
        reason: decision.reason,
        risk: decision.risk,
        rules: decision.rules,
        wouldBe: decision.wouldBe,
      },
      id: event.id,
      kind: event.kind,
      machine: machine && { id: machine.id, label: machine.label },
      org: event.org,
      policyVersion: event.policyVersion,
      reason: event.reason,
      receivedAt: event.receivedAt,
      session: session && { id: session.id, name: session.name },
      target: target && { id: target.id, kind: target.kind, label: target.label },
      tool: event.tool,
      toolKind: event.toolKind,
    })
  );
}

/** The event of a leaf; null when it is no leaf of a version known here. */
export function eventOf(leaf: string): LedgerEvent | null {
  if (!leaf.startsWith(LEAF_TAG)) return null;
  try {
    return JSON.parse(leaf.slice(LEAF_TAG.length)) as LedgerEvent;
  } catch {
    return null;
  }
}
