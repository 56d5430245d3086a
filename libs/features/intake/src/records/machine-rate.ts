import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Injectable } from '@nestjs/common';
import { MachineTooLoud } from './intake.errors.js';

const MINUTE_SECONDS = 60;
/** A busy agent makes some twenty events a minute; a machine that comes back from a week offline sends its whole spool. */
const EVENTS_PER_MINUTE = 120_000;

/** How many events one machine may send. Counted in each process by itself. */
@Injectable()
export class MachineRate {
  private readonly limiter = new RateLimiterMemory({ points: EVENTS_PER_MINUTE, duration: MINUTE_SECONDS });

  /** @throws MachineTooLoud */
  async take(machineId: string, events: number): Promise<void> {
    try {
      await this.limiter.consume(machineId, Math.max(1, events));
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const retryAfterSeconds = Math.ceil(refused.msBeforeNext / 1_000);
      throw new MachineTooLoud(
        `A machine may send ${EVENTS_PER_MINUTE} events a minute. Wait ${retryAfterSeconds} s.`,
        { retryAfterSeconds },
      );
    }
  }
}
