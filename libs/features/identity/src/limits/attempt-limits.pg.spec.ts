import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { sql } from '#platform/database/rows';
import { secretHash } from '../secret-hash.js';
import { TooManyAttempts } from './attempt.errors.js';
import { AttemptLimits } from './attempt-limits.js';
import { AttemptRepository } from './attempt.repository.js';

const NINE = new Date('2031-03-03T09:00:00Z');
const OFFICE = '203.0.113.7';

describe('limits of guessing', () => {
  let database: TestDatabase;
  let limits: AttemptLimits;
  const repository = new AttemptRepository();
  beforeAll(async () => {
    database = await openTestDatabase();
    limits = new AttemptLimits(database.system, repository);
  });
  afterAll(() => database.close());

  const attempt = (email: string, ip: string): Promise<void> =>
    limits.count(NINE, [
      ['address', ip],
      ['account', email],
      ['accountFromAddress', `${email}\u0000${ip}`],
    ]);
  const succeed = async (email: string, ip: string): Promise<void> => {
    await attempt(email, ip);
    await limits.forget([
      ['account', email],
      ['accountFromAddress', `${email}\u0000${ip}`],
    ]);
    await limits.forgive(['address', ip]);
  };

  /** As if so many had failed from there. */
  const fail = (ip: string, times: number): Promise<void> =>
    database.system.across('count what failed before', async (tx) => {
      const key = `address\u0000${ip}`;
      await repository.count(tx, key, { now: NINE, windowMs: 900_000 });
      await sql(tx).query('update sign_in_attempts set count = $2 where key_hash = $1 returning true as done', [
        secretHash(key),
        times,
      ]);
    });

  it('let more people of one address in who know their passwords than may fail there', async () => {
    await fail(OFFICE, 560);
    for (let first = 0; first < 60; first += 20)
      await Promise.all(Array.from({ length: 20 }, (_, n) => succeed(`${first + n}@office.example`, OFFICE)));
    await expect(succeed('last@office.example', OFFICE)).resolves.toBeUndefined();
  });

  it('stop whoever tries one password on every account, also where he signs in himself in between', async () => {
    const from = '198.51.100.66';
    await fail(from, 540);
    const tries = async (): Promise<number> => {
      for (let made = 0; made < 100; made += 1) {
        if (made % 10 === 0) await succeed('mallory@office.example', from).catch(() => undefined);
        try {
          await attempt(`${made}@office.example`, from);
        } catch (error) {
          expect(error).toBeInstanceOf(TooManyAttempts);
          return made;
        }
      }
      return Number.NaN;
    };
    expect(await tries()).toBe(60);
  });

  it('stop whoever tries passwords on one account, from one address and from everywhere', async () => {
    const stopped = async (addressOf: (n: number) => string, email: string): Promise<number> => {
      for (let made = 0; made < 100; made += 1)
        try {
          await attempt(email, addressOf(made));
        } catch {
          return made;
        }
      return Number.NaN;
    };
    expect(await stopped(() => '198.51.100.1', 'one@office.example')).toBe(10);
    expect(await stopped((n) => `192.0.2.${n}`, 'all@office.example')).toBe(50);
  });
});
