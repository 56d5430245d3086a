import { afterAll } from 'vitest';
import { prepareLogins } from '#platform/database';
import { IMPATIENT, jobRunnerContract } from '../../../../test/contract/job-runner.contract.js';
import { TEST_MASTER_KEY, urlOf } from '../../../../test/harness/postgres.js';
import { openTestDatabase, type TestDatabase } from '../../../../test/harness/test-database.js';
import { PgBossRunner } from './pg-boss-runner.js';
import { Client } from 'pg';

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.close();
});

jobRunnerContract({
  async fresh() {
    const database = await openTestDatabase();
    databases.push(database);
    const { system } = await prepareLogins(database.adminUrl, TEST_MASTER_KEY);
    return {
      address: { systemUrl: system, plan: IMPATIENT },
      open: () => new PgBossRunner({ systemUrl: system, plan: IMPATIENT, onFault: (error) => console.error(error) }),
      async scheduled() {
        const client = new Client({
          connectionString: urlOf(database.adminUrl, new URL(database.adminUrl).pathname.slice(1)),
        });
        await client.connect();
        const { rows } = await client.query<{ line: string }>(
          "select key || ' ' || cron as line from castellan_jobs.schedule",
        );
        await client.end();
        return rows.map(({ line }) => line);
      },
    };
  },
});
