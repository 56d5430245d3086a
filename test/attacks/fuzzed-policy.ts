import { readdirSync, readFileSync } from 'node:fs';
import { type CompiledPolicy, compilePolicy, parsePolicy, type World } from '#engines/policy';

/** Where fuzzed questions are asked. */
export const world: World = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
};

/** Of an answer to whatever is no longer than a command may be. */
export const LONGEST_ANSWER_MS = 250;

export interface FuzzOrder {
  /** The folder of the checkout. */
  readonly root: string;
  readonly inputs: number;
  readonly seed: number;
  /** Milliseconds of work. */
  readonly clock: () => number;
  /** Is told each time how many have been asked: who waits sees that it goes on. */
  readonly asked: (count: number) => void;
}

export interface Timed {
  readonly text: string;
  readonly milliseconds: number;
}

/** The policy that ships, of the checkout at `root`. */
export function balancedPolicy(root: string): CompiledPolicy {
  const read = parsePolicy(readFileSync(`${root}/deploy/policies/balanced.yaml`, 'utf8'), 'yaml');
  if (!read.ok) throw new Error('deploy/policies/balanced.yaml cannot be read');
  return compilePolicy(read.document);
}

/** The commands of the cases that the engine is held to. */
export function casesIn(root: string): readonly string[] {
  const folder = `${root}/libs/engines/policy/cases`;
  return readdirSync(folder).flatMap((file) =>
    readFileSync(`${folder}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line) => /^(?!# )\S+ {2}(.*)$/.exec(line)?.[1]?.replaceAll('␤', '\n') ?? []),
  );
}

export const shortCases = (root: string): readonly string[] =>
  casesIn(root).filter((command) => command.length < 1_000);
