import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MachineService } from '#features/fleet';
import { newId, type MachineId, type OrgId, type PersonId, type RequestContext } from '#kernel';
import { decision, MACHINE, recordedLedger } from '../../../../../test/harness/recorded-ledger.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { MachineReader } from '../../../fleet/src/machines/machine.reader.js';
import { MachineRepository } from '../../../fleet/src/machines/machine.repository.js';
import { SessionReader } from '../sessions/session.reader.js';
import { SessionService } from '../sessions/session.service.js';
import { EntryReader } from './entry.reader.js';
import { EntrySearchService } from './entry-search.service.js';
import { EntryService } from './entry.service.js';

/** What somebody sees of machines and evidence who may look at one team alone. */
describe('the machines and evidence of a team', () => {
  let database: TestDatabase;
  let orgId: OrgId;
  let lead: RequestContext;
  let entries: EntryService;
  let searches: EntrySearchService;
  let sessions: SessionService;
  let machines: MachineService;
  const people: PersonId[] = [];
  const owned: MachineId[] = [];
  let eventIds: readonly string[];
  beforeAll(async () => {
    database = await openTestDatabase();
    const kit = recordedLedger(database);
    entries = new EntryService(database.hot, new EntryReader(), kit.reader, kit.sealer);
    searches = new EntrySearchService(database.hot, new EntryReader(), kit.clock);
    sessions = new SessionService(database.hot, new SessionReader(), new EntryReader());
    const repository = new MachineRepository();
    machines = new MachineService(database.db, repository, new MachineReader());
    orgId = await database.createOrg();
    const owner = new Client({ connectionString: database.adminUrl });
    await owner.connect();
    const teamId = newId<'Team'>(new Date());
    await owner.query(`insert into teams values ($1, $2, 'Red', '', now())`, [orgId, teamId]);
    for (const name of ['in', 'out']) {
      const id = newId<'Person'>(new Date());
      people.push(id);
      await owner.query(`insert into people values ($1, $2, $3, now())`, [id, `${name}@x.test`, name]);
      await owner.query('insert into memberships (org_id, person_id, created_at) values ($1, $2, now())', [orgId, id]);
      const machine = newId<'Machine'>(new Date());
      owned.push(machine);
      const facts = { hostname: name, os: 'linux', arch: 'x64', programVersion: '1', keyThumbprint: name } as const;
      await database.db.within({ orgId }, (tx) =>
        repository.insert(
          tx,
          { orgId },
          { id: machine, ...facts, person: { id, label: name }, enrolmentTokenId: null },
          new Date(),
        ),
      );
    }
    await owner.query('insert into team_members values ($1, $2, $3, now())', [orgId, teamId, people[0]]);
    await owner.end();
    const recorded = await kit.record(
      orgId,
      people.map((id, at) => ({
        session: `s${at}`,
        decision: decision('allow'),
        actor: { kind: 'person', id, label: `p${at}` },
        machine: { ...MACHINE, id: owned[at]! },
      })),
    );
    await kit.record(orgId, [
      {
        kind: 'admin.role.given',
        agent: undefined,
        machine: undefined,
        actor: { kind: 'person', id: people[0]!, label: 'p0' },
      },
    ]);
    eventIds = recorded.map(({ id }) => id);
    lead = contextOf(orgId, { teams: [teamId] });
  });
  afterAll(() => database.close());

  it('are listed for that team alone', async () => {
    const search = { q: null, status: null, before: null, limit: 10 };
    expect((await machines.list(lead, search)).map(({ id }) => id)).toEqual([owned[0]]);
    expect(await machines.list(contextOf(orgId), search)).toHaveLength(2);
    const found = await searches.search(lead, {}, { after: null, limit: 10 });
    expect(found.entries.map(({ event }) => event.id)).toEqual([eventIds[0]]);
    const listed = await sessions.page(lead, {}, { after: null, limit: 10 });
    expect(listed.map(({ name }) => name)).toEqual(['s0']);
  });

  it('are opened for that team alone: what is another’s is not there', async () => {
    await expect(machines.get(lead, owned[0]!)).resolves.toMatchObject({ hostname: 'in' });
    await expect(machines.get(lead, owned[1]!)).rejects.toMatchObject({ code: 'machine.not_found' });
    await expect(entries.detail(lead, eventIds[0]!)).resolves.toMatchObject({ event: { id: eventIds[0] } });
    await expect(entries.detail(lead, eventIds[1]!)).rejects.toMatchObject({ kind: 'not_found' });
    const all = await sessions.page(contextOf(orgId), {}, { after: null, limit: 10 });
    const strange = all.find(({ name }) => name === 's1')!;
    await expect(sessions.timeline(lead, strange.id)).rejects.toMatchObject({ kind: 'not_found' });
  });
});
