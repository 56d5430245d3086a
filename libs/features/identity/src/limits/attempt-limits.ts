import { Injectable } from '@nestjs/common';
import { SystemDatabase } from '#platform/database';
import { TooManyAttempts } from './attempt.errors.js';
import { AttemptRepository } from './attempt.repository.js';

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;

/** How often a thing may be guessed at within a quarter of an hour, from everywhere together. */
const LIMITS = {
  /** Passwords for one account. High enough that a stranger cannot easily shut its owner out by guessing from one address (see `address`). */
  account: 50,
  /** Passwords for one account from one address. */
  accountFromAddress: 10,
  /** Sign-ins of any kind that came to nothing, from one address, which may be a company's: a first Monday with new passwords. */
  address: 600,
  /** Questions for the identity provider of an address. They tell what the DNS tells; a company asks one for each of its people. */
  discovery: 6_000,
  /** Codes of a second factor for one account. */
  secondFactor: 8,
  /** User codes of the device flow, by one person. */
  userCode: 10,
  /** User codes of the device flow, from one address. */
  userCodeAddress: 40,
  /** Refusals under one trust rule that are written into the ledger. */
  workloadRefusal: 100,
  /** Answers to nothing that a connection was brought, and bad logout tokens, that are written into the ledger. */
  strayAnswer: 100,
} as const;

export type Limit = keyof typeof LIMITS;
export type Guess = readonly [limit: Limit, subject: string];

/** Limits guessing, in all processes together. An attempt is counted before it is judged, so that many at once gain nothing. */
@Injectable()
export class AttemptLimits {
  constructor(
    private readonly system: SystemDatabase,
    private readonly attempts: AttemptRepository,
  ) {}

  /** @throws TooManyAttempts once the limit of any of `guesses` is passed */
  async count(now: Date, guesses: readonly Guess[]): Promise<void> {
    const counted = await this.system.across('limit guessing', async (tx) => {
      const results = [];
      // In one order everywhere, so that two transactions never wait for each other in a circle.
      for (const guess of [...guesses].sort()) {
        results.push({
          limit: guess[0],
          ...(await this.attempts.count(tx, keyOf(guess), { now, windowMs: WINDOW_MS })),
        });
      }
      return results;
    });
    const passed = counted.find(({ limit, count }) => count > LIMITS[limit]);
    if (passed === undefined) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((passed.endsAt.getTime() - now.getTime()) / 1_000));
    throw new TooManyAttempts(`Wait ${Math.ceil(retryAfterSeconds / 60)} min and try again.`, { retryAfterSeconds });
  }

  /** Counts one more, and answers whether the limit is not passed. */
  async isWithin(now: Date, guess: Guess): Promise<boolean> {
    const { count } = await this.system.across('count what has a limit', (tx) =>
      this.attempts.count(tx, keyOf(guess), { now, windowMs: WINDOW_MS }),
    );
    return count <= LIMITS[guess[0]];
  }

  /** What was counted once turned out to be no guess: it counts as if it had not been. What others failed at from there stays. */
  async forgive(guess: Guess): Promise<void> {
    await this.system.across('count a success for nothing', (tx) => this.attempts.forgive(tx, keyOf(guess)));
  }

  /** After a success: what led to it were no guesses. */
  async forget(guesses: readonly Guess[]): Promise<void> {
    await this.system.across('forget attempts after a success', (tx) => this.attempts.forget(tx, guesses.map(keyOf)));
  }
}

const keyOf = ([limit, subject]: Guess): string => `${limit}\u0000${subject}`;
