import { randomBytes } from 'node:crypto';
import { newId, type OrgId, SystemClock } from '#kernel';
import { contentDigest, type LedgerEvent, sessionIdOf } from '#engines/ledger';
import { DataKeyRepository, DataKeySource, OrgSealer } from '#features/keys';
import { EntryBatch, entryOf, Ledger, LedgerReader, LedgerVerifier, LedgerWitness } from '#platform/trail';
import { InstallationSealer, type KeyVault, LocalKeyring } from '#platform/vault';
import type { TestDatabase } from './test-database.js';

export interface RecordedEvent extends Partial<Omit<LedgerEvent, 'content' | 'session'>> {
  readonly session?: string;
  readonly content?: unknown;
}

export const MACHINE = { id: '01980000-0000-7000-8000-00000000000a', label: 'mbp-ada' };
export const PERSON = { id: '01980000-0000-7000-8000-00000000000b', label: 'ada@example.com' };

/** All that records and reads an org's ledger, over a test's database: what a suite about the ledger begins with. */
export function recordedLedger(database: TestDatabase, vault: KeyVault = new LocalKeyring(randomBytes(32))) {
  const clock = new SystemClock();
  const source = new DataKeySource(database.db, vault, new DataKeyRepository(database.signal), clock);
  const sealer = new OrgSealer(source, clock, database.signal);
  const ledger = new Ledger(new InstallationSealer(randomBytes(32)), database.signal, clock);
  const witness = new LedgerWitness(database.signal);
  return {
    clock,
    sealer,
    ledger,
    reader: new LedgerReader(),
    verifier: new LedgerVerifier(database.hot, witness),
    /** Records events as intake would, in one batch, and gives them back as the ledger has them. */
    async record(orgId: OrgId, events: readonly RecordedEvent[]): Promise<readonly LedgerEvent[]> {
      const seal = await sealer.sealFor({ orgId }, 'event-content');
      const entries = events.map(({ content, session, ...over }, i) => {
        const event: LedgerEvent = {
          id: newId(new Date()),
          org: orgId,
          kind: 'tool.decision',
          at: new Date(Date.UTC(2030, 0, 1, 10, 0, i)).toISOString(),
          receivedAt: '2030-06-01T00:00:00.000Z',
          actor: { kind: 'person', ...PERSON },
          machine: MACHINE,
          agent: 'codex',
          ...over,
          ...(session !== undefined && {
            session: { id: sessionIdOf(MACHINE.id, over.agent ?? 'codex', session), name: session },
          }),
        };
        if (content === undefined) return entryOf(event);
        const [salt, bytes] = [randomBytes(32), Buffer.from(JSON.stringify(content))];
        const digest = contentDigest(salt, bytes).toString('hex');
        return entryOf({ ...event, content: digest }, seal.seal(event.id, Buffer.concat([salt, bytes])));
      });
      await database.hot.within({ orgId }, (tx) => ledger.append(tx, orgId, EntryBatch.of(entries)));
      return entries.map(({ event }) => event);
    },
  };
}

export const decision = (effect: string, over: Partial<NonNullable<LedgerEvent['decision']>> = {}) => ({
  ...{
    effect,
    mode: 'enforce',
    reason: `The policy says ${effect}.`,
    risk: 'low',
    rules: ['some-rule'],
    wouldBe: effect,
  },
  ...over,
});
