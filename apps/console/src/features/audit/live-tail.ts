import { useEffect, useState } from 'react';
import type { AuditEvent } from '../../api/wire.js';

const KEPT = 1_000;
export type TailState = 'off' | 'connecting' | 'live' | 'interrupted';

interface Tail {
  readonly state: TailState;
  readonly events: readonly AuditEvent[];
}

/**
 * Events as they are committed, newest first, while `isOn`. The browser reconnects by itself; `onResumed` is called then, for what
 * came in between.
 */
export function useLiveTail(isOn: boolean, onResumed: () => void): Tail {
  const [state, setState] = useState<TailState>('connecting');
  const [events, setEvents] = useState<readonly AuditEvent[]>([]);
  useEffect(() => {
    if (!isOn) return;
    const source = new EventSource('/api/v1/audit/stream');
    let wasOpen = false;
    source.onopen = () => {
      setState('live');
      if (wasOpen) onResumed();
      wasOpen = true;
    };
    source.onerror = () => setState('interrupted');
    source.addEventListener('entry', (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as AuditEvent;
      setEvents((known) => [event, ...known].slice(0, KEPT));
    });
    return () => {
      source.close();
      setState('connecting');
      setEvents([]);
    };
  }, [isOn, onResumed]);
  return { state: isOn ? state : 'off', events };
}

/** One list of the live events and the loaded ones: no event twice, newest first by its place in the ledger. */
export function merged(live: readonly AuditEvent[], loaded: readonly AuditEvent[]): readonly AuditEvent[] {
  if (live.length === 0) return loaded;
  const known = new Set(loaded.map(({ id }) => id));
  const fresh = live.filter(({ id }) => !known.has(id) && known.add(id));
  return fresh.length === 0 ? loaded : [...fresh, ...loaded].sort((a, b) => b.index - a.index);
}
