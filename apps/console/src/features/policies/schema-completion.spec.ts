import { describe, expect, it } from 'vitest';
import { policyJsonSchema } from '#contracts';
import { contextBefore } from './completion-context.js';
import { type JsonSchema, keysAt, valuesAt } from './schema-completion.js';

const schema = policyJsonSchema() as JsonSchema;

describe('where the cursor stands', () => {
  it.each([
    ['', [], null, ''],
    ['comm', [], null, 'comm'],
    ['defaults:\n  l', ['defaults'], null, 'l'],
    ['defaults:\n  low: a', ['defaults'], 'low', 'a'],
    ['commands:\n  - i', ['commands', '[]'], null, 'i'],
    ['commands:\n  - id: x\n    eff', ['commands', '[]'], null, 'eff'],
    ['commands:\n  - id: x\n    effect: re', ['commands', '[]'], 'effect', 're'],
    ['commands:\n- id: x\n  effect: re', ['commands', '[]'], 'effect', 're'],
    ['commands:\n  - id: x\n    program: git\n  - id: y\n\npaths:\n  - id: z\n    ', ['paths', '[]'], null, ''],
    ['paths:\n  - id: z\n    access: [re', ['paths', '[]', 'access'], '[]', 're'],
    ['paths:\n  - id: z\n    access:\n      - wr', ['paths', '[]', 'access', '[]'], null, 'wr'],
    ['version: 1\n\ndefaults:\n  low: allow\n\nmo', [], null, 'mo'],
  ])('in YAML: %j', (text, path, valueOf, word) => {
    expect(contextBefore(text, 'yaml')).toEqual({ path, valueOf, word });
  });

  it('offers nothing in a comment', () => {
    expect(contextBefore('# comm', 'yaml')).toBeNull();
  });

  it.each([
    ['{"', [], null, ''],
    ['{"comm', [], null, 'comm'],
    ['{"defaults": {"low": "a', ['defaults'], 'low', 'a'],
    ['{"version": 1, "commands": [{"id": "x", "eff', ['commands', '[]'], null, 'eff'],
    ['{"commands": [{"id": "x"}, {"effect": "', ['commands', '[]'], 'effect', ''],
    ['{"paths": [{"access": ["re', ['paths', '[]', 'access'], '[]', 're'],
  ])('in JSON: %j', (text, path, valueOf, word) => {
    expect(contextBefore(text, 'json')).toEqual({ path, valueOf, word });
  });
});

describe('what may stand there', () => {
  const labels = (found: readonly { label: string }[]) => found.map(({ label }) => label);

  it('names the parts of a policy', () => {
    expect(labels(keysAt(schema, []))).toEqual(
      expect.arrayContaining(['version', 'defaults', 'commands', 'paths', 'network', 'tools', 'offline']),
    );
  });

  it('names the parts of a rule, and which it must have', () => {
    const keys = keysAt(schema, ['commands', '[]']);
    expect(labels(keys)).toEqual(expect.arrayContaining(['id', 'effect', 'program', 'arguments']));
    expect(keys.find(({ label }) => label === 'id')?.isRequired).toBe(true);
    expect(keys.find(({ label }) => label === 'reason')?.isRequired).toBe(false);
  });

  it('lists the values of what has a list of them', () => {
    expect(labels(valuesAt(schema, ['commands', '[]'], 'effect'))).toEqual(['allow', 'ask', 'reject']);
    expect(labels(valuesAt(schema, ['paths', '[]', 'access'], '[]'))).toEqual(['read', 'write', 'delete', 'execute']);
    expect(valuesAt(schema, ['commands', '[]'], 'reason')).toEqual([]);
  });

  it('knows nothing of places that are not there', () => {
    expect(keysAt(schema, ['nowhere', '[]'])).toEqual([]);
  });
});
