import { buildExecutable, getRuntime, hasRuntime } from '../../apps/agent/executable.mjs';
import type { Peer } from './peer.js';

/** The machine program as one self-contained file, made on the runtime that npm carries. */
export const executable: Peer & { build(): Promise<string> } = {
  name: 'the runtime of the executable',
  available: () => Promise.resolve(hasRuntime()),
  get: () => getRuntime(),
  build: () => buildExecutable({ outdir: new URL('../../dist/executable', import.meta.url).pathname }),
};
