import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { authoredPolicy, SETTINGS } from '#contracts';
import { parsePolicy } from './parse-policy.js';
import { runPolicyTests } from './policy-tests.js';

const text = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

describe('docs/policy.md', () => {
  it.each(examples.map((example, at) => [at + 1, example] as const))(
    'example %d is valid and does what it says',
    (_at, example) => {
      const read = parsePolicy(example, 'yaml');
      expect(read).toMatchObject({ ok: true, warnings: [] });
      if (!read.ok) return;
      const results = runPolicyTests(read.document, new Date('2030-01-01T00:00:00Z'));
      expect(results.filter(({ passed }) => !passed).map(({ name, actual }) => [name, actual])).toEqual([]);
    },
  );

  it('speaks of every section and setting', () => {
    const missing = [
      ...Object.keys(authoredPolicy.shape).filter(
        (key) => !['version', 'name', 'description', 'contact'].includes(key),
      ),
      ...SETTINGS.map((setting) => setting.split('.').at(-1) ?? setting),
    ].filter((key) => !text.includes(key));
    expect(missing).toEqual([]);
  });
});
