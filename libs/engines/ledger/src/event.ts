import { createHash } from 'node:crypto';

export interface Named {
  readonly id: string;
  readonly label: string;
}

/**
 * One entry of a ledger: what happened, where, who did it. All of this stands in the clear; what must not is `content`, of which the
 * entry holds only a keyed digest. Moments are RFC 3339, UTC, with milliseconds.
 */
export interface LedgerEvent {
  readonly id: string;
  readonly org: string;
  /** `noun.participle`; what administrators do begins with `admin.`. */
  readonly kind: string;
  /** When it happened, by the clock of who reports it. */
  readonly at: string;
  /** When this ledger took it, by the server's clock. */
  readonly receivedAt: string;
  readonly actor: Named & { readonly kind: string };
  readonly machine?: Named | undefined;
  /** `id` is ours (see `sessionIdOf`), `name` is the agent's own. */
  readonly session?: { readonly id: string; readonly name: string } | undefined;
  readonly agent?: string | undefined;
  readonly agentVersion?: string | undefined;
  readonly toolKind?: string | undefined;
  readonly tool?: string | undefined;
  readonly decision?: LedgerDecision | undefined;
  readonly policyVersion?: number | undefined;
  /** What an admin's action was done to. */
  readonly target?: { readonly kind: string; readonly id: string; readonly label?: string | undefined } | undefined;
  readonly reason?: string | undefined;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  /** Hexadecimal; see `contentDigest`. Absent where the event has no content. */
  readonly content?: string | undefined;
}

export interface LedgerDecision {
  readonly effect: string;
  readonly mode: string;
  readonly reason: string;
  readonly risk: string;
  readonly rules: readonly string[];
  readonly wouldBe: string;
}

/**
 * The same session of the same agent on the same machine has the same id, and no other machine can name it: what an agent calls its
 * session is its own affair and may repeat elsewhere.
 */
export function sessionIdOf(machineId: string, agent: string, name: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify(['castellan/session/v1', machineId, agent, name]))
    .digest()
    .subarray(0, 16);
  // RFC 9562 section 5.8: a UUID of our own making says so by version 8.
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What entries are searched by: copied from the entry to columns of their own, and checked against it when a ledger is verified. */
export interface Facets {
  readonly kind: string;
  /** Milliseconds since the epoch: when it happened, but never later than it was received. A machine's clock may be years ahead. */
  readonly occurredAt: number;
  readonly actorId: string;
  readonly machineId: string | null;
  readonly sessionId: string | null;
  readonly agent: string | null;
  readonly tool: string | null;
  readonly effect: string | null;
  readonly rules: readonly string[];
}

export function facetsOf(event: LedgerEvent): Facets {
  const { machine, session, decision } = event;
  return {
    kind: event.kind,
    occurredAt: Math.min(Date.parse(event.at), receivedAtOf(event)),
    actorId: event.actor.id,
    machineId: orNull(machine?.id),
    sessionId: orNull(session?.id),
    agent: orNull(event.agent),
    tool: orNull(event.tool),
    effect: orNull(decision?.effect),
    rules: decision?.rules ?? [],
  };
}

let [lastReceived, lastReceivedMs] = ['', Number.NaN];

/** What comes in one request was received at one moment. */
function receivedAtOf({ receivedAt }: LedgerEvent): number {
  if (receivedAt !== lastReceived) [lastReceived, lastReceivedMs] = [receivedAt, Date.parse(receivedAt)];
  return lastReceivedMs;
}

const orNull = (text: string | undefined): string | null => text ?? null;
