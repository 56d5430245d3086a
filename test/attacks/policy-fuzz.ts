import { readdirSync, readFileSync } from 'node:fs';
import { compilePolicy, decide, parsePolicy, type World } from '#engines/policy';
import { broken, drawFrom, pick, rewritten } from './rewrites.js';

const world: World = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
};
const STRICTNESS = { allow: 0, ask: 1, reject: 2 } as const;
type Effect = keyof typeof STRICTNESS;

export interface FuzzReport {
  readonly inputs: number;
  /** Rewrites that were answered softer than what they rewrite. */
  readonly softer: readonly { readonly from: string; readonly to: string; readonly was: Effect; readonly is: Effect }[];
  readonly thrown: readonly string[];
  readonly slowest: { readonly command: string; readonly milliseconds: number };
}

export interface FuzzOrder {
  /** The folder of the checkout. */
  readonly root: string;
  readonly inputs: number;
  readonly seed: number;
  readonly clock: () => number;
  readonly tell?: (done: number) => void;
}

/** Half of the inputs are dangerous commands, rewritten; the other half is broken on purpose, and must only be answered. */
export function fuzzPolicy({ root, inputs, seed, clock, tell }: FuzzOrder): FuzzReport {
  const effectOf = answerer(root);
  const cases = casesBelow(`${root}/libs/engines/policy/cases`).filter((command) => command.length < 1_000);
  const dangerous = cases
    .map((from) => ({ from, was: effectOf(from) }))
    .filter(({ from, was }) => was !== 'allow' && !/\$[@*#\d]/.test(from));
  const draw = drawFrom(seed);
  const softer: FuzzReport['softer'][number][] = [];
  const thrown: string[] = [];
  let slowest = { command: '', milliseconds: 0 };
  for (let done = 1; done <= inputs; done += 1) {
    const original = done % 2 === 0 ? pick(dangerous, draw) : undefined;
    const to = original === undefined ? broken(pick(cases, draw), draw) : rewritten(original.from, draw, 3);
    const begun = clock();
    try {
      const is = effectOf(to);
      if (original !== undefined && STRICTNESS[is] < STRICTNESS[original.was]) softer.push({ ...original, to, is });
    } catch (error) {
      thrown.push(`${to}\n${String(error)}`);
    }
    const milliseconds = clock() - begun;
    if (milliseconds > slowest.milliseconds) slowest = { command: to, milliseconds };
    if (done % 100_000 === 0) tell?.(done);
  }
  return { inputs, softer, thrown, slowest };
}

function answerer(root: string): (command: string) => Effect {
  const read = parsePolicy(readFileSync(`${root}/deploy/policies/balanced.yaml`, 'utf8'), 'yaml');
  if (!read.ok) throw new Error('deploy/policies/balanced.yaml cannot be read');
  const policy = compilePolicy(read.document);
  return (command) => decide(policy, { tool: 'shell', command, cwd: world.workspace }, world).effect;
}

function casesBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(`${folder}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line) => /^(?!# )\S+ {2}(.*)$/.exec(line)?.[1]?.replaceAll('␤', '\n') ?? []),
  );
}
