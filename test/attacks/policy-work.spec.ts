import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as engines from '#engines/policy';
import { type Counted, counted } from '../harness/work.js';

type Engine = typeof engines;

const world = { workspace: '/home/sam/shop', home: '/home/sam', platform: 'linux', now: new Date(0) } as const;
const LONG = 20_000;
/** Twice the text, twice the work, and a little that comes with neither. */
const LINEAR = 2.2;
/** Blocks of code for each character, at most, whatever they are. */
const MOST_FOR_A_CHARACTER = 500;

let engine: Counted<Engine>;
beforeAll(async () => {
  engine = await counted('/libs/engines/', () => import('#engines/policy'));
});
afterAll(() => engine.close());

function policyOf(text: string): ReturnType<Engine['compilePolicy']> {
  const read = engine.library.parsePolicy(text, 'yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return engine.library.compilePolicy(read.document);
}

const filled = (unit: string, length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

describe('the work of a decision', () => {
  it.each([
    'ls -la src; ',
    '"$x" ',
    '$(ls) ',
    '[a-z]* ',
    'f() { f; }; ',
    '{a,b} ',
    '-e python3 ',
    'ln -c ',
    'black -x ../z ',
  ])('does not grow faster than a command of %j over and over', async (unit) => {
    const policy = policyOf('version: 1\n');
    const workOf = (length: number): Promise<number> =>
      engine.workOf(() =>
        engine.library.decide(policy, { tool: 'shell', command: filled(unit, length), cwd: world.workspace }, world),
      );
    await workOf(1_000);
    const [half, whole] = [await workOf(LONG / 2), await workOf(LONG)];
    expect(whole).toBeGreaterThan(0);
    expect(whole).toBeLessThanOrEqual(half * LINEAR + 10_000);
    expect(whole).toBeLessThanOrEqual(LONG * MOST_FOR_A_CHARACTER);
  });

  it('is bounded for the longest command that is read at all', async () => {
    const policy = policyOf('version: 1\n');
    const command = filled('[a-z]* ', 100_000);
    const work = await engine.workOf(() =>
      engine.library.decide(policy, { tool: 'shell', command, cwd: world.workspace }, world),
    );
    expect(work).toBeLessThanOrEqual(15_000_000);
  });

  it.each([
    ['paths: [{ id: a, effect: reject, access: [read], match: ["**/PATTERN"] }]', 'cat src/'],
    ['commands: [{ id: a, effect: reject, program: tool, arguments: ["PATTERN"] }]', 'tool '],
    ['network: [{ id: a, effect: reject, hosts: ["PATTERN"] }]', 'curl https://'],
  ])('does not explode for a pattern of many stars: %s', async (rule, begin) => {
    const policy = policyOf(`version: 1\n${rule.replace('PATTERN', `${'*a?'.repeat(30)}b`)}\n`);
    const workOf = (length: number): Promise<number> =>
      engine.workOf(() =>
        engine.library.decide(
          policy,
          { tool: 'shell', command: begin + 'a'.repeat(length), cwd: world.workspace },
          world,
        ),
      );
    await workOf(100);
    const [half, whole] = [await workOf(3_000), await workOf(6_000)];
    expect(whole).toBeLessThanOrEqual(half * LINEAR + 10_000);
  });
});
