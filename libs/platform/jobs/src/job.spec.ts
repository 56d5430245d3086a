import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SystemClock } from '#kernel';
import { JobHandlers } from './job-handlers.js';
import { defineJob, definedJobs } from './job.js';
import { checkSchedules } from './schedule.js';

const nightly = defineJob({ name: 'night.sweep', payload: z.strictObject({}) });
const ofOrg = defineJob({ name: 'org.sweep', payload: z.strictObject({ orgId: z.uuid() }) });
const ours = new Set<string>([nightly.name, ofOrg.name]);

describe('jobs', () => {
  it('have one meaning for each name', () => {
    expect(() => defineJob({ name: 'night.sweep', payload: z.strictObject({}) })).toThrow(
      'Two jobs are named "night.sweep"',
    );
    expect(definedJobs().filter(({ name }) => ours.has(name))).toEqual([nightly, ofOrg]);
  });

  it('have one handler each: a process that lacks one, or has two, does not start', () => {
    const handlers = new JobHandlers(new SystemClock());
    // Whatever else has been loaded into this process defines jobs too.
    for (const other of definedJobs().filter(({ name }) => !ours.has(name)))
      handlers.add(other, () => Promise.resolve());
    handlers.add(nightly, () => Promise.resolve());
    expect(() => handlers.checkComplete()).toThrow('No handler for org.sweep.');
    expect(() => handlers.add(nightly, () => Promise.resolve())).toThrow('"night.sweep" has two handlers');
    handlers.add(ofOrg, () => Promise.resolve());
    expect(() => handlers.checkComplete()).not.toThrow();
  });
});

describe('schedules', () => {
  it('name a job once, with five fields', () => {
    expect(() => checkSchedules([{ job: nightly, cron: '0 3 * * *' }])).not.toThrow();
    expect(() =>
      checkSchedules([
        { job: nightly, cron: '0 3 * * *' },
        { job: nightly, cron: '0 4 * * *' },
      ]),
    ).toThrow('scheduled twice');
    expect(() => checkSchedules([{ job: nightly, cron: '@daily' }])).toThrow('needs five fields');
  });

  it('take no job that needs an id: the clock knows none', () => {
    expect(() => checkSchedules([{ job: ofOrg, cron: '0 3 * * *' }])).toThrow('"org.sweep" cannot be scheduled');
  });
});
