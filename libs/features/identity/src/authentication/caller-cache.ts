import { hash } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ChangeSignal, SIGNAL_GAP } from '#platform/database';
import { CALLER_CHANGED, CREDENTIAL_ENDED } from '../identity.events.js';

const MOST_CALLERS = 50_000;
/** A caller is looked up anew after this long, whatever happened; what ends a credential is told at once (see `hear`). */
const REMEMBERED_MS = 30_000;

/** Tokens of one kind are never taken for those of another. */
export type CallerKind = 'machine' | 'service' | 'session';

interface Remembered {
  readonly known: object;
  /** Whatever may end or change: a session, a machine, a grant, a service account, a person. */
  readonly ids: readonly string[];
}

/** Remembers for a moment whom a token belongs to, by the token's hash; forgets it when any process ends the credential. */
@Injectable()
export class CallerCache implements OnModuleDestroy {
  private readonly callers = new LRUCache<string, Remembered>({ max: MOST_CALLERS, ttl: REMEMBERED_MS });
  private readonly stops: readonly (() => void)[];
  private changes = 0;

  constructor(signal: ChangeSignal) {
    const hear = (change: { topic: string; id?: string }): void => {
      if (change.topic !== SIGNAL_GAP && change.id !== undefined) {
        this.forget(change.id);
        return;
      }
      this.changes += 1;
      this.callers.clear();
    };
    this.stops = [signal.on(CREDENTIAL_ENDED, hear), signal.on(CALLER_CHANGED, hear)];
  }

  onModuleDestroy(): void {
    for (const stop of this.stops) stop();
  }

  /**
   * What is remembered of `token`, or what `look` finds. What was looked up while something ended is used once and not remembered: it may
   * have been read just before.
   */
  async of<Known extends object>(
    kind: CallerKind,
    token: string,
    look: () => Promise<{ known: Known; ids: readonly string[] }>,
  ): Promise<Known> {
    const key = keyOf(kind, token);
    const remembered = this.callers.get(key);
    if (remembered !== undefined) return remembered.known as Known;
    const before = this.changes;
    const found = await look();
    if (this.changes === before) this.callers.set(key, found);
    return found.known;
  }

  /** What `of` remembers; undefined when it has to be looked up. */
  peek(kind: CallerKind, token: string): object | undefined {
    return this.callers.get(keyOf(kind, token))?.known;
  }

  /** Forgets whoever has to do with `id` in this process at once; the others hear of it. What is being looked up now is not remembered. */
  forget(id: string): void {
    this.changes += 1;

    for (const [key, { ids }] of this.callers.entries()) if (ids.includes(id)) this.callers.delete(key);
  }
}

const keyOf = (kind: CallerKind, token: string): string => `${kind} ${hash('sha256', token, 'base64')}`;
