import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionEvent } from '../harness/machine.js';
import { type OpenStand, openStand } from '../harness/stand.js';

describe('somebody who can write in the database', () => {
  let stand: OpenStand;
  let client: Client;

  beforeAll(async () => {
    stand = await openStand();
    const machine = await stand.enrol();
    expect(await machine.send([decisionEvent(), decisionEvent({ command: 'rm -rf /' }), decisionEvent()])).toBe(200);
    client = new Client({ connectionString: stand.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await stand.product.remove();
  });

  const verdict = (): Promise<{ ok: boolean; faults: unknown[] }> => stand.owner.person.post('/api/v1/audit/verify');

  /** Does `deed`, asks for the verdict, and undoes it. */
  async function verdictAfter(deed: string, undo: string): Promise<boolean> {
    const { rowCount } = await client.query(deed);
    expect(rowCount, `nothing was changed by: ${deed}`).toBeGreaterThan(0);
    const { ok } = await verdict();
    await client.query(undo);
    expect(await verdict(), 'the deed was not undone').toMatchObject({ ok: true });
    return ok;
  }

  it('finds a ledger that is whole', async () => {
    expect(await verdict()).toMatchObject({ ok: true, faults: [] });
  });

  it.each([
    [
      'rewrites an entry',
      `update ledger_entries set leaf = replace(leaf, 'allow', 'ALLOW') where leaf like '%allow%'`,
      `update ledger_entries set leaf = replace(leaf, 'ALLOW', 'allow')`,
    ],
    [
      'rewrites an entry and its hash',
      `update ledger_entries set leaf = replace(leaf, 'allow', 'ALLOW'), leaf_hash = sha256('\\x00'::bytea || convert_to(replace(leaf, 'allow', 'ALLOW'), 'UTF8'))
        where leaf like '%allow%'`,
      `update ledger_entries set leaf = replace(leaf, 'ALLOW', 'allow'), leaf_hash = sha256('\\x00'::bytea || convert_to(replace(leaf, 'ALLOW', 'allow'), 'UTF8'))
        where leaf like '%ALLOW%'`,
    ],
    [
      'rewrites only what searches read',
      `update ledger_entries set effect = 'reject' where effect = 'allow'`,
      `update ledger_entries set effect = 'allow' where effect = 'reject'`,
    ],
    [
      'moves an entry in time',
      `update ledger_entries set occurred_at = occurred_at + interval '1 day' where effect = 'allow'`,
      `update ledger_entries set occurred_at = occurred_at - interval '1 day' where effect = 'allow'`,
    ],
    ['hides the newest entry', `update ledger_heads set size = size - 1`, `update ledger_heads set size = size + 1`],
  ])('is found out who %s', async (_deed, deed, undo) => {
    expect(await verdictAfter(deed, undo)).toBe(false);
  });

  it('is found out who deletes an entry', async () => {
    await client.query('create table kept as select * from ledger_entries order by index desc limit 1');
    await client.query('delete from ledger_entries e using kept k where e.org_id = k.org_id and e.index = k.index');
    expect(await verdict()).toMatchObject({ ok: false });
    await client.query('insert into ledger_entries select * from kept');
    expect(await verdict()).toMatchObject({ ok: true });
  });
});
