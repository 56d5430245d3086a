import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decision, type RecordedEvent, recordedLedger } from '../../../../../test/harness/recorded-ledger.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { EntryReader } from '../entries/entry.reader.js';
import { EntryService } from '../entries/entry.service.js';
import { SimulationReader } from './simulation.reader.js';
import { SimulationService } from './simulation.service.js';

let database: TestDatabase;
let kit: ReturnType<typeof recordedLedger>;
let simulations: SimulationService;

beforeAll(async () => {
  database = await openTestDatabase();
  kit = recordedLedger(database);
  const entries = new EntryService(database.hot, new EntryReader(), kit.reader, kit.sealer);
  simulations = new SimulationService(database.hot, new SimulationReader(), entries);
});
afterAll(() => database.close());

const workspace = '/home/ada/shop';
const shell = (command: string, effect: string, over: RecordedEvent = {}): RecordedEvent => ({
  tool: 'Bash',
  decision: decision(effect),
  content: { requests: [{ tool: 'shell', command, cwd: workspace }], cwd: workspace, workspace },
  ...over,
});
const DRAFT = `version: 1
commands:
  - { id: no-docker, effect: reject, program: docker, reason: Use the shared cluster. }
  - { id: curl-is-fine, effect: allow, program: curl }
network:
  - { id: mirror, effect: allow, hosts: [mirror.example.com] }
`;
const order = { text: DRAFT, format: 'yaml' as const, from: new Date('2029-01-01T00:00:00Z'), most: 1_000 };

describe('asking a draft about recorded calls', () => {
  it('tells how many calls get another answer, by which rules of the draft, and which calls these are', async () => {
    const orgId = await database.createOrg();
    const events = await kit.record(orgId, [
      shell('ls', 'allow'),
      shell('docker ps', 'ask'),
      shell('docker build .', 'ask', { agent: 'cursor' }),
      shell('rm -rf ~/x', 'reject'),
      shell('touch a', 'reject'),
      { kind: 'session.started', content: { cwd: workspace, workspace } },
    ]);
    const simulation = await simulations.simulate(contextOf(orgId), order);
    expect(simulation).toMatchObject({
      replayed: 5,
      unknown: 0,
      earliest: events[0]?.at,
      latest: events[4]?.at,
      moves: [
        { was: 'allow', is: 'allow', calls: 1 },
        { was: 'ask', is: 'reject', calls: 2 },
        { was: 'reject', is: 'allow', calls: 1 },
        { was: 'reject', is: 'reject', calls: 1 },
      ],
    });
    expect(simulation.rules[0]).toEqual({ rule: 'no-docker', stricter: 2, milder: 0 });
    expect(simulation.changed.map(({ id, was, is }) => [id, was, is])).toEqual([
      [events[4]?.id, 'reject', 'allow'],
      [events[2]?.id, 'ask', 'reject'],
      [events[1]?.id, 'ask', 'reject'],
    ]);
    expect(simulation.changed[1]).toMatchObject({ rules: ['no-docker'], reasons: ['Use the shared cluster.'] });
    expect(JSON.stringify(simulation)).not.toContain('docker build');
  });

  it('asks only about calls of one agent, of the time and the number that are wanted, however many pages they fill', async () => {
    const orgId = await database.createOrg();
    const events = await kit.record(
      orgId,
      Array.from({ length: 230 }, (_, n) => shell('ls', 'ask', { agent: n % 2 === 0 ? 'codex' : 'cursor' })),
    );
    const replayed = async (over: object) =>
      (await simulations.simulate(contextOf(orgId), { ...order, ...over })).replayed;
    expect(await replayed({})).toBe(230);
    expect(await replayed({ agent: 'cursor' })).toBe(115);
    expect(await replayed({ most: 150 })).toBe(150);
    expect(await replayed({ from: new Date(events[220]?.at ?? '') })).toBe(10);
  });

  it('counts calls whose content is not kept as not known, and guesses nothing about them', async () => {
    const orgId = await database.createOrg();
    await kit.record(orgId, [
      { tool: 'Bash', decision: decision('allow') },
      shell('ls', 'allow', { content: { requests: 'of another time', workspace } }),
      shell('ls', 'allow', { decision: undefined }),
      shell('ls', 'allow'),
    ]);
    expect(await simulations.simulate(contextOf(orgId), order)).toMatchObject({ replayed: 1, unknown: 3, changed: [] });
  });

  it('sees no call of another org', async () => {
    const [mine, theirs] = [await database.createOrg(), await database.createOrg()];
    await kit.record(theirs, [shell('docker ps', 'ask')]);
    expect(await simulations.simulate(contextOf(mine), order)).toMatchObject({ replayed: 0, unknown: 0 });
  });

  it('refuses a draft that is no policy', async () => {
    const orgId = await database.createOrg();
    await expect(
      simulations.simulate(contextOf(orgId), { ...order, text: 'version: 1\ncommands: 7\n' }),
    ).rejects.toMatchObject({ code: 'policy.invalid' });
  });
});
