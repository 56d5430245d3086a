import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { newId, type OrgId, type RequestContext } from '#kernel';
import {
  type ChangeSignal,
  type HotPath,
  openDatabases,
  type OrgDatabase,
  prepareLogins,
  type SystemDatabase,
} from '#platform/database';
import { asOwner, TEST_MASTER_KEY, urlOf } from './postgres.js';

export interface TestDatabase {
  readonly db: OrgDatabase;
  readonly system: SystemDatabase;
  readonly hot: HotPath;
  readonly signal: ChangeSignal;
  /** As a member of castellan_app: what the application itself can do. */
  readonly url: string;
  /** As the owner, who bypasses everything: for tampering, and for looking behind the curtain. */
  readonly adminUrl: string;
  /** An org of its own for a test. */
  createOrg(name?: string): Promise<OrgId>;
  close(): Promise<void>;
}

/** A database of this suite's own, cloned from the migrated template and reached as the application reaches it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asOwner(server, `create database ${name} template ${inject('postgresTemplate')}`);
  const adminUrl = urlOf(server, name);
  const urls = await prepareLogins(adminUrl, TEST_MASTER_KEY);
  const databases = openDatabases(urls, { poolSize: 5 });
  await databases.signal.open();
  return {
    db: databases.orgs,
    system: databases.system,
    hot: databases.hot,
    signal: databases.signal,
    url: urls.app,
    adminUrl,
    async createOrg(orgName = 'Acme') {
      const id = newId<'Org'>(new Date());
      await asOwner(
        adminUrl,
        `insert into orgs (id, slug, name, created_at) values ('${id}', 'o${id.replaceAll('-', '')}', '${orgName}', now())`,
      );
      return id;
    },
    async close() {
      await databases.close();
      await asOwner(server, `drop database ${name} with (force)`);
      for (const login of [urls.app, urls.system]) await asOwner(server, `drop role ${new URL(login).username}`);
    },
  };
}

/** A context of `orgId`, in which a person acts. Time stands still at the beginning of 2030 unless `over` says otherwise. */
export const contextOf = (orgId: OrgId, over: Partial<RequestContext> = {}): RequestContext => ({
  orgId,
  principal: { kind: 'person', id: newId<'Person'>(new Date()), label: 'ada@example.com' },
  requestId: newId(new Date()),
  now: new Date('2030-01-01T00:00:00Z'),
  ...over,
});
