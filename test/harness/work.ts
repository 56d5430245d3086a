import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';
import { vi } from 'vitest';

/** A library loaded so that its work can be counted. */
export interface Counted<Library> {
  readonly library: Library;
  /** How many blocks of code `act` runs, of whatever program text lies below `folder`. */
  readonly workOf: (act: () => unknown) => Promise<number>;
  readonly close: () => Promise<void>;
}

const EXACT = ['opt', 'maglev', 'flush-bytecode'];

/**
 * Counts work instead of time: how often each block of a library's code is run, which is the same on every machine. The library is loaded anew,
 * because only code that is compiled while it is watched is counted.
 */
export async function counted<Library>(folder: string, load: () => Promise<Library>): Promise<Counted<Library>> {
  // What the compiler puts into one, or throws away, it does not count.
  for (const flag of EXACT) setFlagsFromString(`--no-${flag}`);
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  vi.resetModules();
  const library = await load();
  const taken = async (): Promise<number> => {
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => url.includes(folder))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)))
      .reduce((sum, count) => sum + count, 0);
  };
  return {
    library,
    workOf: async (act) => {
      await taken();
      act();
      return taken();
    },
    close: async () => {
      await session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
      for (const flag of EXACT) setFlagsFromString(`--${flag}`);
    },
  };
}
