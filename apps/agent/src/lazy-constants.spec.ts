import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as engine from '#engines/policy';
import { casesIn } from '../../../test/attacks/fuzzed-policy.js';
import { bundled } from '../build.mjs';
import { withLazyConstants } from '../lazy-constants.mjs';

/** What a script returns, and all that it told `note` before. */
function ran(code: string): { answer: unknown; notes: readonly string[] } {
  const notes: string[] = [];
  const note = (text: string, value: unknown): unknown => (notes.push(text), value);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- scripts of this file, and their lazy twins
  const answer: unknown = new Function('note', code)(note);
  return { answer, notes };
}

describe('a script with lazy constants', () => {
  it('makes what is asked for, once, and nothing else', () => {
    const code = `
      const small = note('small', [1]), large = note('large', [small, 2]), never = note('never', new Set(small));
      function answering() { return [large, large, typeof small]; }
      return answering();`;
    expect(ran(code).notes).toEqual(['small', 'large', 'never']);
    expect(ran(withLazyConstants(code))).toEqual({ answer: ran(code).answer, notes: ['small', 'large'] });
  });

  it.each([
    ['a short member', `const list = [1]; return { list, other: list, list2: { list } };`],
    ['names of members', `const size = new Map([['size', 1]]); return [size.size, { size: 2 }.size];`],
    [
      'a member by a constant',
      `const key = ['k'].join(); class A { [key] = 1; key = 2; get size() { return key; } } return { ...new A() };`,
    ],
    ['a class that is made', `const Made = [class { a = 1; }][0]; return { ...new Made(), ...new Made };`],
    [
      'a class of a member that is made',
      `const all = Object.freeze({ inner: { Made: class { a = 1; } } }); return { ...new all.inner.Made() };`,
    ],
    ['the same name inside', `const name = ['outer']; function f(name) { return name; } return [name, f('inner')];`],
    [
      'what is written later',
      `var counts = [0].length, list = [1], [other] = [2]; counts++; [list] = [[3]]; return [counts, list, other];`,
    ],
    ['what a loop writes', `var at = [0][0]; for (at of [1, 2]); return at;`],
    [
      'defaults and patterns',
      `const rest = [[7]]; function f({ rest: [a] = rest, b = rest } = {}) { return [a, b]; } return f();`,
    ],
    ['labels', `const out = [1]; out: for (;;) { if (out.length) break out; } return out;`],
    ['one that is another', `const a = [1, 2], b = a, c = b.length > 1 ? b : a; return [a === b, c];`],
    ['one that is nothing', `let times = 0; const none = (times += 1, undefined); return [none, none, times];`],
    [
      'expressions and templates',
      'const word = /o+/g, said = `${"foo".replace(word, "e")}`; return [said, -said.length, !word];',
    ],
  ])('answers as without them: %s', (_, code) => {
    expect(ran(withLazyConstants(code)).answer).toEqual(ran(code).answer);
  });
});

describe('the engine as the hook carries it', () => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const world = { workspace: '/home/dev/app', home: '/home/dev', platform: 'linux', now: new Date(0) } as const;

  it('decides as its source does, with the same words and reasons', async () => {
    const { code } = await bundled(join(root, 'libs/engines/policy/src/index.ts'));
    const shipped = { exports: {} };
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what the build has just made
    new Function('module', 'exports', 'require', code)(shipped, shipped.exports, createRequire(import.meta.url));
    const commands = casesIn(root).filter((_, at) => at % 5 === 0);
    const decisionsOf = ({ compilePolicy, decide, parsePolicy }: typeof engine): readonly string[] => {
      const read = parsePolicy(readFileSync(join(root, 'deploy/policies/balanced.yaml'), 'utf8'), 'yaml');
      if (!read.ok) throw new Error('deploy/policies/balanced.yaml cannot be read');
      const policy = compilePolicy(read.document);
      const decision = (command: string) => decide(policy, { tool: 'shell', command, cwd: world.workspace }, world);
      return commands.map((command) => JSON.stringify(decision(command)));
    };
    expect(commands.length).toBeGreaterThan(1_000);
    expect(decisionsOf(shipped.exports as typeof engine)).toEqual(decisionsOf(engine));
  });
});
