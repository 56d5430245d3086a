import { DirectoryBusy } from '../directories/directory.errors.js';

const MOST_AT_ONCE = 24;
const MOST_WAITING = 400;

interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * How much one directory may have done at once in this process; what is more waits its turn. So one that synchronises everything leaves room for
 * the others, and none is told to slow down at any rate that identity providers keep.
 */
export class DirectoryGate {
  private readonly lines = new Map<string, Line>();

  /** @throws DirectoryBusy when too many wait already */
  async through<T>(id: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(id) ?? { running: 0, waiting: [] };
    this.lines.set(id, line);
    if (line.running >= MOST_AT_ONCE) {
      if (line.waiting.length >= MOST_WAITING)
        throw new DirectoryBusy('Too many requests wait for an answer already. Try again in a second.', {
          retryAfterSeconds: 1,
        });
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    } else line.running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the place.
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else if ((line.running -= 1) === 0) this.lines.delete(id);
    }
  }
}
