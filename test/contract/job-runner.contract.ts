import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#kernel';
import { bundleHarness } from '../../scripts/bundle-harness.mjs';
import type { VictimAddress } from './job-runner.victim.js';
import type { DeadJob, JobMessage } from '../../libs/platform/jobs/src/job-message.js';
import type { JobRunner, JobWork, RetryPlan } from '../../libs/platform/jobs/src/job-runner.js';
import { defineJob, type JobDefinition } from '../../libs/platform/jobs/src/job.js';

const quick = defineJob({ name: 'contract.quick', payload: z.strictObject({ n: z.int().optional() }) });
const slow = defineJob({ name: 'contract.slow', lane: 'slow', payload: z.strictObject({ n: z.int().optional() }) });

/** Three attempts, so that a job dies while the test waits. */
export const IMPATIENT: RetryPlan = { attempts: 3, firstWaitSeconds: 1, lostAfterSeconds: 10 };

export const messageFor = (job: JobDefinition, payload: Record<string, unknown> = {}): JobMessage => {
  const id = newId(new Date());
  return { delivery: id, id, orgId: null, name: job.name, lane: job.lane, payload, addedAt: new Date().toISOString() };
};

/** Work that remembers what it was given, and can be waited for. */
class Watched implements JobWork {
  readonly performed: JobMessage[] = [];
  readonly buried: DeadJob[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(private readonly perform_: (message: JobMessage) => Promise<void> = () => Promise.resolve()) {}

  async perform(message: JobMessage): Promise<void> {
    this.performed.push(message);
    this.tell();
    await this.perform_(message);
  }

  bury(dead: DeadJob): Promise<void> {
    this.buried.push(dead);
    this.tell();
    return Promise.resolve();
  }

  async until(condition: (watched: Watched) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  private tell(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}

/** A queue of a test's own. */
interface Queue {
  open(): JobRunner;
  /** The schedules that the queue itself knows, as `name cron`. */
  scheduled(): Promise<readonly string[]>;
  /** What the program in job-runner.victim.ts needs to open the same queue. */
  readonly address: VictimAddress;
}

/**
 * What every JobRunner does. `open` gives a new runner over the same queue each time it is called; `fresh` names a queue of its own for
 * each test.
 */
export function jobRunnerContract(place: { fresh(): Promise<Queue> }): void {
  describe('a job runner', () => {
    let queue: Queue;
    const runners: JobRunner[] = [];
    const open = (): JobRunner => {
      const runner = queue.open();
      runners.push(runner);
      return runner;
    };

    beforeEach(async () => {
      queue = await place.fresh();
    });
    afterEach(async () => {
      await Promise.all(runners.splice(0).map((runner) => runner.stop()));
    });

    it('performs what was enqueued, in either lane, with its payload', async () => {
      const work = new Watched();
      const messages = [messageFor(quick, { n: 1 }), messageFor(slow, { n: 2 })];
      const runner = open();
      await runner.work(work);
      await runner.enqueue(messages);
      await work.until(({ performed }) => performed.length === 2);
      expect(work.performed).toEqual(expect.arrayContaining(messages));
    });

    it('keeps what was enqueued until somebody works', async () => {
      const runner = open();
      const message = messageFor(quick);
      await runner.enqueue([message]);
      await runner.stop();
      const work = new Watched();
      await open().work(work);
      await work.until(({ performed }) => performed.length === 1);
      expect(work.performed).toEqual([message]);
    });

    it('takes a delivery once, however often it is offered', async () => {
      const runner = open();
      const again = messageFor(quick, { n: 1 });
      await runner.enqueue([again]);
      await runner.enqueue([again, messageFor(quick, { n: 2 })]);
      const work = new Watched();
      await runner.work(work);
      await work.until(({ performed }) => performed.some(({ payload }) => payload['n'] === 2));
      await runner.enqueue([again, messageFor(quick, { n: 3 })]);
      await work.until(({ performed }) => performed.some(({ payload }) => payload['n'] === 3));
      expect(work.performed.filter(({ id }) => id === again.id)).toHaveLength(1);
    });

    it('gives each job to one of many processes', async () => {
      const work = new Watched();
      for (const runner of [open(), open(), open()]) await runner.work(work);
      const messages = Array.from({ length: 60 }, (_, n) => messageFor(quick, { n }));
      await open().enqueue(messages);
      await work.until(({ performed }) => performed.length >= messages.length);
      expect(work.performed.map(({ payload }) => payload['n']).sort((a, b) => Number(a) - Number(b))).toEqual(
        messages.map((_, n) => n),
      );
    });

    it('tries a failing job again until it succeeds', async () => {
      let left = 2;
      const work = new Watched(() => (left-- > 0 ? Promise.reject(new Error('not yet')) : Promise.resolve()));
      const runner = open();
      await runner.work(work);
      await runner.enqueue([messageFor(quick)]);
      await work.until(({ performed }) => performed.length === 3);
      expect(work.buried).toEqual([]);
    });

    it('buries a job that failed as often as the plan allows, with what its last failure said', async () => {
      const work = new Watched(() => Promise.reject(new Error('The sink is closed.')));
      const runner = open();
      const message = messageFor(quick, { n: 7 });
      await runner.work(work);
      await runner.enqueue([message]);
      await work.until(({ buried }) => buried.length > 0);
      expect(work.performed).toHaveLength(IMPATIENT.attempts);
      expect(work.buried[0]).toEqual({ message, error: 'The sink is closed.', attempts: IMPATIENT.attempts });
    });

    it('takes a buried job again when it comes as a new delivery', async () => {
      let closed = true;
      const work = new Watched(() => (closed ? Promise.reject(new Error('The sink is closed.')) : Promise.resolve()));
      const runner = open();
      const message = messageFor(quick);
      await runner.work(work);
      await runner.enqueue([message]);
      await work.until(({ buried }) => buried.length > 0);
      closed = false;
      await runner.enqueue([{ ...message, delivery: newId(new Date()) }]);
      await work.until(({ performed }) => performed.length === IMPATIENT.attempts + 1);
      expect(work.buried).toHaveLength(1);
    });

    it('waits for the job in hand before it stops, and takes no other', async () => {
      let finish = (): void => undefined;
      let finished = false;
      const work = new Watched(async () => {
        await new Promise<void>((resolve) => (finish = resolve));
        finished = true;
      });
      const runner = open();
      await runner.work(work);
      await runner.enqueue([messageFor(slow)]);
      await work.until(({ performed }) => performed.length === 1);
      const stopped = runner.stop();
      await open().enqueue([messageFor(slow)]);
      finish();
      await stopped;
      expect(finished).toBe(true);
      expect(work.performed).toHaveLength(1);
    });

    it('gives a job to another process when the one that had it was killed', { timeout: 90_000 }, async () => {
      const message = messageFor(quick, { n: 1 });
      await open().enqueue([message]);
      const victim = spawn(
        process.execPath,
        [await bundleHarness('test/contract/job-runner.victim.ts'), JSON.stringify(queue.address)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const [taken] = (await once(victim.stdout, 'data')) as [Buffer];
      expect(taken.toString().trim()).toBe(message.id);
      victim.kill('SIGKILL');
      const work = new Watched();
      await open().work(work);
      await work.until(({ performed }) => performed.length > 0);
      expect(work.performed).toEqual([message]);
    });

    it('makes its schedules equal to the list: a line that is gone no longer comes', async () => {
      const runner = open();
      await runner.schedule([
        { job: quick, cron: '0 3 * * *' },
        { job: slow, cron: '0 4 * * *' },
      ]);
      await runner.schedule([{ job: slow, cron: '0 5 * * *' }]);
      await open().schedule([{ job: slow, cron: '0 5 * * *' }]);
      expect(await queue.scheduled()).toEqual(['contract.slow 0 5 * * *']);
    });
  });
}
