import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { TooManyRequests } from './http.errors.js';

const MINUTE_SECONDS = 60;
/** What nobody has to ask for often who is not signed in: set-up links, metadata, public keys. */
const STRANGER_PER_MINUTE = 300;
/**
 * Signing in costs up to ten requests. An office of two thousand behind one address comes within half an hour, a third of it within the worst
 * minutes: some six hundred people in one. Guessing is not limited by this, but by account and by address where the guesses are (AttemptLimits).
 */
const ARRIVALS_PER_MINUTE = 6_000;
/** The console asks for some ten things a page; an automation that needs more than this wants a bulk endpoint. */
const PRINCIPAL_PER_MINUTE = 1_200;

/** How often one address (before sign-in) or one principal (after) may ask. Counted in each process by itself. */
@Injectable()
export class RequestRates {
  private readonly strangers = new RateLimiterMemory({ points: STRANGER_PER_MINUTE, duration: MINUTE_SECONDS });
  private readonly arrivals = new RateLimiterMemory({ points: ARRIVALS_PER_MINUTE, duration: MINUTE_SECONDS });
  private readonly principals = new RateLimiterMemory({ points: PRINCIPAL_PER_MINUTE, duration: MINUTE_SECONDS });

  ofStranger(address: string): Promise<void> {
    return consume(this.strangers, address);
  }

  /** A step of signing in. */
  ofArrival(address: string): Promise<void> {
    return consume(this.arrivals, address);
  }

  ofPrincipal(id: string): Promise<void> {
    return consume(this.principals, id);
  }
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const retryAfterSeconds = Math.ceil(refused.msBeforeNext / 1_000);
    throw new TooManyRequests(`Wait ${retryAfterSeconds} s and try again.`, { retryAfterSeconds });
  }
}
