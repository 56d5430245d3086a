import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { exactly, relativeTo } from './time.js';

const TICK_MS = 30_000;
let now = new Date();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on the page. */
function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    for (const hear of listeners) hear();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
/** The time, to the half minute; what uses it is drawn again as it passes. */
export const useNow = (): Date => useSyncExternalStore(onTick, () => now);

export function Ago({ at, fallback = 'never' }: { at: string | null | undefined; fallback?: string }) {
  useNow();
  if (at === null || at === undefined) return <>{fallback}</>;
  return (
    <Tooltip label={exactly(at)}>
      <time dateTime={at}>{relativeTo(new Date(), at)}</time>
    </Tooltip>
  );
}
