/// <reference types="vite/types/importMeta.d.ts" />
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DomainError } from '#kernel';

const catalogue = new URL('../../docs/errors.md', import.meta.url);
const modules = import.meta.glob<Record<string, unknown>>('../../libs/{platform,features}/**/*.errors.ts', {
  eager: true,
});

type Concrete = new (detail: string) => DomainError;

const errors = Object.values(modules)
  .flatMap((module) => Object.values(module))
  .filter((value): value is Concrete => typeof value === 'function' && value.prototype instanceof DomainError)
  .map((Type) => new Type('An occurrence.'))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

function rendered(): string {
  const rows = errors.map(({ code, kind, title }) => `| \`${code}\` | ${kind} | ${title} |`);
  return [
    '# Errors',
    '',
    'Every refusal of the admin and machine APIs is a problem (RFC 9457) with one of these codes; `type` is `urn:castellan:problem:` and the code.',
    'A code, once released, never changes its meaning. Made from the `.errors.ts` files by `UPDATE_DOCS=1 npm test -- unit errors`.',
    '',
    '| code | kind | title |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

describe('the catalogue of errors', () => {
  it('names each code once', () => {
    const codes = errors.map(({ code }) => code);
    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  it('spells codes as noun.participle and ends titles as sentences', () => {
    for (const { code, title } of errors) {
      expect(code).toMatch(/^[a-z][a-z_-]*\.[a-z][a-z0-9_]*$/);
      expect(title, code).toMatch(/\.$/);
    }
  });

  it('stands in docs/errors.md as it is in the code', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(catalogue, rendered());
    expect(readFileSync(catalogue, 'utf8')).toBe(rendered());
  });
});
