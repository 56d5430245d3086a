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

  describe('where something stands behind more harmless things than anybody counts', () => {
    const harmless = Array.from({ length: 300 }, (_, at) => `f${String(at)}`);
    const list = harmless.join(' ');
    const choices = harmless.join(',');
    const literals = harmless.map((name) => `'${name}'`).join(',');

    it.each([
      ['names that a pipe hands on', `echo ${list} / | xargs rm -rf`],
      ['names of a here-string', `xargs rm -rf <<< "${list} /"`],
      ['lines that a pipe hands on, each in its place', `printf "%s\\n" ${list} / | xargs -I{} rm -rf {}`],
      ['values of parallel', `parallel rm -rf ::: ${list} /`],
      ['a pair of values of parallel', `parallel rm -rf {1}{2} ::: / ::: ${list} etc`],
      ['a choice in braces', `rm -rf {${choices},/etc}`],
      ['a choice in braces in braces', `rm -rf {a,{${choices},/etc}}`],
      ['choices that are put together', `rm -rf {a,b}{${choices},/../../..}/x`],
      ['texts of a program', `python3 -c "import os;x=[${literals}];os.system('rm -rf ~')"`],
      ['lines of a client', `sqlite3 shop.db <<'E'\n${'select 1;\n'.repeat(300)}.shell rm -rf ~\nE`],
      ['folders that may be the one', `${harmless.map((name) => `cd ${name}`).join(' || ')} || cd ~; rm -rf x`],
      ['words of a loop', `for f in ${list} /etc; do rm -rf "$f"; done`],
    ])('is seen: %s', (_what, command) => {
      expect(answer(command)).not.toBe('allow');
    });

    it.each([
      ['names in braces', `touch {${choices}}`],
      ['values of parallel', `parallel gzip -k ::: ${list}`],
      ['names that a pipe hands on', `echo ${list} | xargs wc -l`],
    ])('asks nobody where all of it is harmless: %s', (_what, command) => {
      expect(answer(command)).toBe('allow');
    });
  });
});
