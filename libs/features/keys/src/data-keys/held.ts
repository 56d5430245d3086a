import { LRUCache } from 'lru-cache';
import type { Clock } from '#kernel';

export interface HoldFor {
  readonly most: number;
  readonly ms: number;
  /** How long a failure is repeated to everybody who asks, instead of asking again. */
  readonly failureMs: number;
}

/** Holds what was loaded, for a bounded time and in bounded number. Many who ask at once for the same thing wait for one load. */
export class Held<T> {
  private readonly cache: LRUCache<string, Promise<T>>;

  constructor(
    private readonly limits: HoldFor,
    clock: Clock,
  ) {
    this.cache = new LRUCache({
      max: limits.most,
      ttl: limits.ms,
      ttlResolution: 0,
      perf: { now: () => clock.now().getTime() },
    });
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const loading = load();
    this.cache.set(key, loading);
    loading.catch(() => {
      if (this.cache.peek(key) === loading) this.cache.set(key, loading, { ttl: this.limits.failureMs });
    });
    return loading;
  }

  drop(prefix = ''): void {
    for (const key of this.cache.keys()) if (key.startsWith(prefix)) this.cache.delete(key);
  }
}
