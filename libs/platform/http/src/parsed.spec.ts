import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RequestInvalid } from './http.errors.js';
import { parsed } from './parsed.js';

const pipe = parsed(z.strictObject({ name: z.string().trim().min(1), tags: z.array(z.string()).max(2).default([]) }));

describe('parsed', () => {
  it('gives back the value in the form of the schema', () => {
    expect(pipe.transform({ name: ' Okta ' }, { type: 'body' })).toEqual({ name: 'Okta', tags: [] });
  });

  it('names every field that does not fit', () => {
    const refusal = refusalOf({ name: '', tags: ['a', 'b', 'c'], admin: true });
    expect(refusal.facts['issues']).toHaveLength(3);
    expect(refusal.message).toMatch(/name: /);
    expect(refusal.message).toMatch(/tags: /);
    expect(refusal.message).toMatch(/admin/);
  });

  it('names the field with a text that the database cannot hold, whatever the schema says of it', () => {
    expect(refusalOf({ name: 'Okta', tags: ['\u0000'] }).facts['issues']).toEqual([
      { path: 'tags.0', message: 'Take out the character U+0000.' },
    ]);
  });

  it('tells at most twenty faults of a body that has thousands', () => {
    const many = parsed(z.array(z.number()));
    expect(
      refusalOf(
        Array.from({ length: 5_000 }, () => 'x'),
        many,
      ).facts['issues'],
    ).toHaveLength(20);
  });
});

function refusalOf(
  value: unknown,
  by: { transform: (value: unknown, metadata: { type: 'body' }) => unknown } = pipe,
): RequestInvalid {
  try {
    by.transform(value, { type: 'body' });
  } catch (error) {
    if (error instanceof RequestInvalid) return error;
  }
  throw new Error('The value was not refused.');
}
