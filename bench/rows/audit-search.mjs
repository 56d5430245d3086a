// A page of a large ledger over HTTP, for what people ask: the slowest question counts. Two million entries, or as many as CASTELLAN_BENCH_EVENTS says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { leafOf } from '#engines/ledger';
import { startEmbeddedPostgres } from '#platform/database';
import { importHarness } from '../../scripts/bundle-harness.mjs';

const EVENTS = Number(process.env.CASTELLAN_BENCH_EVENTS ?? 2_000_000);
const TEMPLATES = 2_000;
const ROUNDS = 15;
const DAYS = 90;
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const STEP_MS = (DAYS * DAY_MS) / EVENTS;

const [ID, SESSION] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'];
const AT = '1999-01-01T00:00:00.000Z';
const REASON = 'The workspace is open.';
const RARE_REASON = 'The quagga enclosure is closed.';
/** The one entry that says RARE_REASON: nearly the oldest. */
const RARE_AT = Math.floor(EVENTS / 50) + 1;

const uuid = (kind, n) => `01980000-0000-7000-8000-${kind}${n.toString(16).padStart(8, '0')}`;
const pick = (list, n) => list[n % list.length];

/** What a fleet of two hundred people does, and now and then an administrator. */
function templateOf(org, n) {
  const person = { id: uuid('0001', n % 200), label: `dev${n % 200}@example.com` };
  const moments = { at: AT, receivedAt: AT };
  if (n % 500 === 0)
    return {
      ...{ id: ID, org, kind: 'admin.policy.published', ...moments, actor: { ...person, kind: 'person' } },
      target: { kind: 'policy', id: String(n), label: `v${n}` },
      reason: 'Less noise',
      facts: { version: n, requestId: 'r' },
    };
  const effect = pick(['allow', 'allow', 'allow', 'ask', 'allow', 'allow', 'reject'], n);
  return {
    ...{ id: ID, org, kind: n % 10 === 0 ? 'prompt.submitted' : 'tool.decision', ...moments },
    actor: { ...person, kind: 'person' },
    machine: { id: uuid('0002', n % 400), label: `mbp-${n % 400}` },
    session: { id: SESSION, name: SESSION },
    agent: pick(['claude-code', 'codex', 'gemini-cli', 'cursor'], n),
    agentVersion: '1.4.2',
    toolKind: 'shell',
    tool: pick(['run_shell_command', 'read_file', 'web_fetch', 'edit_file'], Math.floor(n / 4)),
    decision: { ...{ effect, mode: 'enforce', reason: REASON, risk: 'low' }, rules: ['workspace'], wouldBe: effect },
    policyVersion: 12,
    content: 'ab'.repeat(32),
  };
}

/**
 * Fills the org's ledger behind what set-up wrote there: well-formed leaves with their hashes and the columns made of them. Their tree is left out:
 * a page asks for order, not for proofs.
 */
async function fill(owner, org) {
  await owner.query(`create temporary table templates (n int primary key, leaf text, kind text, actor_id text, machine_id text, agent text, tool text,
    effect text, rules text[])`);
  for (let n = 0; n < TEMPLATES; n += 1) {
    const event = templateOf(org, n);
    await owner.query('insert into templates values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      ...[n, leafOf(event), event.kind, event.actor.id, event.machine?.id, event.agent, event.tool],
      ...[event.decision?.effect, event.decision?.rules ?? []],
    ]);
  }
  const slice = 250_000;
  for (let from = 1_000; from < EVENTS; from += slice) {
    await owner.query(
      `insert into ledger_entries (org_id, index, event_id, leaf, leaf_hash, kind, occurred_at, actor_id, machine_id, session_id, agent, tool, effect, rules)
       select $1::uuid, i, id, leaf, sha256('\\x00'::bytea || convert_to(leaf, 'UTF8')), kind, at, actor_id, machine_id,
              case when machine_id is not null then session end, agent, tool, effect, rules
       from (select i, id, session, at, kind, actor_id, machine_id, agent, tool, effect, rules,
                    replace(replace(replace(replace(t.leaf, '${ID}', id::text), '${SESSION}', session::text), '${AT}', to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                            '${REASON}', case when i = ${RARE_AT} then '${RARE_REASON}' else '${REASON}' end) as leaf
             from (select i, (md5('e' || i))::uuid as id, (md5('s' || (i % 200) || '/' || i / 20000))::uuid as session,
                          date_trunc('milliseconds', to_timestamp((${START} + i * ${STEP_MS}) / 1000)) as at
                   from generate_series($2::bigint, $3::bigint) as i) as places
             join templates t on t.n = (i * 7919) % ${TEMPLATES}) as made`,
      [org, from, Math.min(from + slice, EVENTS) - 1],
    );
  }
  await owner.query('vacuum analyze ledger_entries');
}

const moment = (share) => new Date(START + share * DAYS * DAY_MS).toISOString();
const day = (share) => `from=${moment(share)}&to=${moment(share + 1 / DAYS)}`;

const QUESTIONS = {
  newest: '',
  'of a person': `&person=${uuid('0001', 7)}`,
  'of a kind': '&kind=prompt.submitted',
  'what administrators did': '&kind=admin',
  'what was rejected': '&effect=reject',
  'of a machine': `&machine=${uuid('0002', 11)}`,
  'of a day': `&${day(0.4)}`,
  'rejected on a day': `&effect=reject&${day(0.4)}`,
  'by words that many say': '&q=dev42%40',
  'by words that one of a day says': `&q=quagga&${day(0.015)}`,
  'by words that one says, long ago': '&q=quagga',
  'of an agent that nobody uses': '&agent=opencode',
};

async function measure() {
  const { openStandAlone } = await importHarness('test/harness/stand.ts');
  const folder = mkdtempSync(join(tmpdir(), 'castellan-bench-'));
  const server = await startEmbeddedPostgres({ folder, password: 'bench' });
  const stand = await openStandAlone({ env: { DATABASE_URL: server.ownerUrl } });
  const owner = new Client({ connectionString: server.ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query('select id from orgs');
    await fill(owner, rows[0].id);
    const medians = [];
    for (const [question, query] of Object.entries(QUESTIONS)) {
      const times = [];
      let page;
      for (let n = 0; n < ROUNDS; n += 1) {
        const begun = performance.now();
        page = await stand.owner.person.get(`/api/v1/audit/events?limit=50${query}`);
        times.push(performance.now() - begun);
      }
      times.sort((a, b) => a - b);
      const [median, slowest] = [times[Math.floor(ROUNDS / 2)], times.at(-1)];
      console.error(
        `    ${question}: ${median.toFixed(1)} ms, at most ${slowest.toFixed(1)} ms, ${page.items.length} entries${page.nextCursor === null ? '' : ' and more'}`,
      );
      medians.push(median);
    }
    return { ours: [Math.max(...medians)] };
  } finally {
    await owner.end();
    await stand.product.remove();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const row = {
  name: 'audit-search',
  what: `the slowest of a dozen questions about ${EVENTS.toLocaleString('en')} entries, each a page of 50 over HTTP`,
  unit: 'ms',
  better: 'less',
  required: 200,
  stretch: 100,
  measure,
};
