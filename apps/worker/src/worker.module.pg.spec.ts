import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '#platform/config';
import { openPlatform, type Platform, PlatformModule } from '#platform/ground';
import { definedJobs, JobHandlers } from '#platform/jobs';
import { openTestDatabase, type TestDatabase } from '../../../test/harness/test-database.js';
import { SCHEDULES } from './schedules.js';
import { WorkerModule } from './worker.module.js';

let database: TestDatabase;
let dataDir: string;
let platform: Platform;
beforeAll(async () => {
  database = await openTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'castellan-worker-'));
  const env = { CASTELLAN_DATA_DIR: dataDir, DATABASE_URL: database.adminUrl, CASTELLAN_LOG_LEVEL: 'silent' };
  platform = await openPlatform(loadSettings(env));
});
afterAll(async () => {
  await platform.close();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the worker', () => {
  it('starts with somebody for every job that the product defines, and stops', async () => {
    const worker = await Test.createTestingModule({
      imports: [PlatformModule.of(platform), WorkerModule.on(platform)],
    }).compile();
    await worker.init();
    expect(() => worker.get(JobHandlers).checkComplete()).not.toThrow();
    expect(definedJobs().length).toBeGreaterThan(0);
    await worker.close();
  });

  it('schedules only jobs that are defined', () => {
    for (const { job } of SCHEDULES) expect(definedJobs()).toContain(job);
  });
});
