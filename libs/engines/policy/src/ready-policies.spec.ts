import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from './compile-policy.js';
import { decide } from './decide.js';
import { parsePolicy } from './parse-policy.js';
import { runPolicyTests } from './policy-tests.js';
import type { World } from './request.js';

const world: World = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
};

function documentOf(name: string) {
  const read = parsePolicy(
    readFileSync(new URL(`../../../../deploy/policies/${name}.yaml`, import.meta.url), 'utf8'),
    'yaml',
  );
  if (!read.ok) throw new Error(read.issues.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return read;
}

function ready(name: string) {
  const read = documentOf(name);
  const policy = compilePolicy(read.document);
  return (command: string) => decide(policy, { tool: 'shell', command, cwd: world.workspace }, world);
}

describe.each(['balanced', 'strict', 'observe'])('%s', (name) => {
  it('has no warnings, and passes the tests that it carries', () => {
    const { document, warnings } = documentOf(name);
    expect(warnings).toEqual([]);
    const failed = runPolicyTests(document, world.now).filter(({ passed }) => !passed);
    expect(failed.map((one) => `${one.name}: ${one.actual} by ${one.decision.rules.join()}`)).toEqual([]);
    expect(document.tests?.length).toBeGreaterThan(5);
  });

  it('gives a reason for everything that it asks about or rejects', () => {
    const { document } = documentOf(name);
    const rules = [...document.commands, ...document.paths, ...document.network, ...document.tools];
    expect(
      rules.filter(({ effect, reason }) => effect !== 'allow' && reason === undefined).map(({ id }) => id),
    ).toEqual([]);
  });
});

describe('the policies that ship', () => {
  it.each([
    ['balanced', 'npm test', 'allow'],
    ['balanced', 'npm publish', 'reject'],
    ['balanced', 'git push --force-with-lease origin main', 'reject'],
    ['balanced', 'git push origin main', 'ask'],
    ['balanced', 'npm install left-pad', 'ask'],
    ['balanced', 'curl http://127.0.0.1:3000/health', 'ask'],
    ['balanced', 'curl http://169.254.169.254/latest/meta-data', 'reject'],
    ['balanced', 'rm -rf ~/.local/state/castellan', 'reject'],
    ['strict', 'npm test', 'allow'],
    ['strict', 'curl https://example.com', 'reject'],
    ['strict', 'some-unknown-tool', 'reject'],
    ['observe', 'rm -rf /etc', 'allow'],
  ])('%s: %s is %s', (name, command, effect) => {
    expect(ready(name)(command).effect).toBe(effect);
  });

  it('observe records what it would have done', () => {
    expect(ready('observe')('rm -rf /etc')).toMatchObject({ wouldBe: 'reject', mode: 'monitor' });
  });
});
