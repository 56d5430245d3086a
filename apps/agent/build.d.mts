import type { Metafile } from 'esbuild';

/** Builds the machine program into `outdir`. @returns what the hook's bundle is made of */
export function buildAgent(options: { outdir: string }): Promise<Metafile>;

/** `entry` bundled as the hook is: how a test compares what is shipped with its source. */
export function bundled(entry: string): Promise<{ readonly code: string; readonly metafile: Metafile }>;
