import type { Metafile } from 'esbuild';

/** Builds the machine program into `outdir`. @returns what the hook's bundle is made of */
export function buildAgent(options: { outdir: string }): Promise<Metafile>;
