import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';

/** As the version before migration 0120 wrote a user. */
const INSERT = `insert into directory_users (org_id, directory_id, id, user_name, user_name_key, active, email_key, has_more_emails, label, doc,
    created_at, updated_at, awaits_link)
  values ($1, $2, $3, 'ada', 'ada', true, 'ada@example.com', false, 'Ada', '{"userName":"ada"}', now(), now(), true)`;

describe('a process of the version before, that runs on beside its successor', () => {
  let database: TestDatabase;
  let admin: Client;
  let app: Client;
  beforeAll(async () => {
    database = await openTestDatabase();
    [admin, app] = [new Client(database.adminUrl), new Client(database.url)];
    await Promise.all([admin.connect(), app.connect()]);
  });
  afterAll(async () => {
    await Promise.all([admin.end(), app.end()]);
    await database.close();
  });

  it('brings users who are looked for as all others, and marks them as it did', async () => {
    const [org, directory, user] = [
      await database.createOrg(),
      newId<'Directory'>(new Date()),
      newId<'DirectoryUser'>(new Date()),
    ];
    await admin.query(
      `insert into directories (org_id, id, name, created_at, creator_label) values ($1, $2, 'Old', now(), 'a test')`,
      [org, directory],
    );
    await app.query(`select set_config('app.org_id', $1, false)`, [org]);
    await app.query(INSERT, [org, directory, user]);
    await app.query('update directory_users set awaits_link = false where id = $1', [user]);
    await app.query('update directory_users set awaits_link = true where id = $1', [user]);
    const { rows } = await app.query('select user_id, turn from directory_arrivals where directory_id = $1', [
      directory,
    ]);
    expect(rows).toEqual([{ user_id: user, turn: 2 }]);
  });
});
