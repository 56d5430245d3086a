import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SETTLED_MS = 3_000;

/**
 * Gives back, once, what starting took and nothing holds any more: a process that idles allocates too little for the collector to come
 * by itself, and would keep some sixty megabytes for nothing.
 */
export function spareMemory(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
  }, SETTLED_MS).unref();
}
