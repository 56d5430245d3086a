import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from './compile-policy.js';
import { decide } from './decide.js';
import { parsePolicy } from './parse-policy.js';
import type { World } from './request.js';

const FOLDER = new URL('../cases/', import.meta.url);
const world: World = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
};

/** A line is `answers  command`: answers that are right, parted by `/`, two spaces, the command; `␤` stands for a new line. */
function casesIn(file: string): readonly (readonly [command: string, answers: readonly string[]])[] {
  return readFileSync(new URL(file, FOLDER), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# '))
    .map((line) => {
      const [, answers, command] = /^(\S+) {2}(.*)$/.exec(line) ?? [];
      if (answers === undefined || command === undefined) throw new Error(`${file}: not a case: ${line}`);
      return [command.replaceAll('␤', '\n'), answers.split('/')];
    });
}

describe('the balanced policy', () => {
  const read = parsePolicy(
    readFileSync(new URL('../../../../deploy/policies/balanced.yaml', import.meta.url), 'utf8'),
    'yaml',
  );
  if (!read.ok) throw new Error('deploy/policies/balanced.yaml cannot be read');
  const policy = compilePolicy(read.document);
  const answer = (command: string) => decide(policy, { tool: 'shell', command, cwd: world.workspace }, world).effect;

  it.each(readdirSync(FOLDER))('answers each case of %s as a security engineer would', (file) => {
    const wrong = casesIn(file).flatMap(([command, answers]) => {
      const given = answer(command);
      return answers.includes(given) ? [] : [`${given}, not ${answers.join('/')}: ${command}`];
    });
    expect(wrong).toEqual([]);
  });
});
