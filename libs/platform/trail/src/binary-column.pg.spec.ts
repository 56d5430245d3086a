import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inject } from 'vitest';
import { BinaryColumn, columnsOf } from './binary-column.js';

let client: Client;
beforeAll(async () => {
  client = new Client({ connectionString: inject('postgresUrl') });
  await client.connect();
});
afterAll(() => client.end());

async function roundTrip(
  type: 'uuid' | 'int8' | 'timestamptz' | 'text' | 'bytea',
  values: readonly (string | number | Uint8Array | null)[],
) {
  const [column] = columnsOf(values, [[type, (value) => value]]);
  const { rows } = await client.query<{ value: unknown }>(
    `select value from unnest($1::${type}[]) with ordinality as t (value, place) order by place`,
    [column],
  );
  return rows.map(({ value }) => value);
}

describe('BinaryColumn', () => {
  const cases = [
    [
      'text',
      fc.string({ unit: 'binary', maxLength: 100 }).map((text) => text.replaceAll('\u0000', '').toWellFormed()),
      (value: unknown) => value,
    ],
    ['uuid', fc.uuid(), (value: unknown) => value],
    ['int8', fc.maxSafeInteger(), (value: unknown) => Number(value)],
    ['timestamptz', fc.integer({ min: -1e12, max: 4e12 }), (value: unknown) => (value as Date).getTime()],
    ['bytea', fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)), (value: unknown) => value],
  ] as const;

  it.each(cases)('carries %s, and NULL, to PostgreSQL and back', async (type, some, back) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.option(some as fc.Arbitrary<string | number | Buffer>), { maxLength: 40 }),
        async (values) => {
          const found = await roundTrip(type, values);
          expect(found.map((value) => (value === null ? null : back(value)))).toEqual(values);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses what is no UUID', () => {
    expect(() => new BinaryColumn('uuid', 1).add('not-a-uuid')).toThrow(RangeError);
  });
});
