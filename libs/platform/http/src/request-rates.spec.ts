import { describe, expect, it } from 'vitest';
import { TooManyRequests } from './http.errors.js';
import { RequestRates } from './request-rates.js';

const OFFICE = '203.0.113.7';

/** How many of `count` questions at once are refused. */
async function refused(count: number, ask: () => Promise<void>): Promise<number> {
  const answers = await Promise.allSettled(Array.from({ length: count }, ask));
  const refusals = answers.filter((answer) => answer.status === 'rejected');
  for (const { reason } of refusals) expect(reason).toBeInstanceOf(TooManyRequests);
  return refusals.length;
}

describe('how often one address may ask', () => {
  it('lets the six hundred people of an office sign in who come within one minute, by ten requests each', async () => {
    const rates = new RequestRates();
    expect(await refused(600 * 10, () => rates.ofArrival(OFFICE))).toBe(0);
    expect(await refused(1, () => rates.ofArrival(OFFICE))).toBe(1);
  });

  it('leaves to strangers at other doors what it left them, whatever goes on at the door of sign-in', async () => {
    const rates = new RequestRates();
    await refused(7_000, () => rates.ofArrival(OFFICE));
    expect(await refused(301, () => rates.ofStranger(OFFICE))).toBe(1);
    expect(await refused(1, () => rates.ofArrival('198.51.100.1'))).toBe(0);
  });

  it('says when to come again', async () => {
    const rates = new RequestRates();
    await refused(300, () => rates.ofStranger(OFFICE));
    await expect(rates.ofStranger(OFFICE)).rejects.toMatchObject({ facts: { retryAfterSeconds: 60 } });
  });
});
