import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Program } from '../harness/program.js';
import { type AuditEvent, auditEvents, enrolmentToken, openStand, type Stand } from '../harness/stand.js';
import { chromium } from '../peers/chromium.js';
import { codexCli, geminiCli, networkNamespaces } from '../peers/coding-agents.mjs';
import { missing, until } from '../peers/peer.js';

const withoutNetwork = await missing(networkNamespaces);
const withoutGemini = (await missing(geminiCli)) || withoutNetwork;
const withoutCodex = (await missing(codexCli)) || withoutNetwork;
const withoutBrowser = await missing(chromium);

const REASON = 'The ledger of the payments team is not to be deleted: ask security.';
const POLICY = `version: 1
commands:
  - id: payments.no-delete
    effect: reject
    program: rm
    reason: "${REASON}"
  - id: payments.listing
    effect: allow
    program: [ls, cat, echo]
`;

describe('a real coding agent without a network, governed by a published policy', () => {
  let stand: Stand;
  let program: Program;
  let workspace: string;
  let work: string;

  beforeAll(async () => {
    stand = await openStand();
    await stand.publish(POLICY);
    program = await Program.unpack();
    const { token } = await enrolmentToken(stand.owner);
    await program.expect(['enroll', '--server', stand.product.url, '--token', token]);
    program.startDaemon();
  });
  afterAll(async () => {
    await program.remove();
    await stand.product.remove();
  });
  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), 'castellan-agent-'));
    workspace = join(work, 'payments');
    await mkdir(workspace);
    await writeFile(join(workspace, 'ledger.csv'), 'id,amount\n1,100\n');
  });
  afterEach(() => rm(work, { recursive: true, force: true }));

  const ledger = (): string => join(workspace, 'ledger.csv');

  /** The decisions about `tool` calls of `agent` in the ledger, once there are `count` of them. */
  const decisions = (agent: string, count: number): Promise<readonly AuditEvent[]> =>
    until(async () => {
      const events = await auditEvents(stand.owner, `&kind=tool.decision&agent=${agent}`);
      if (events.length < count) throw new Error(`${events.length} of ${count} decisions have arrived.`);
      return events;
    });

  it.skipIf(withoutGemini)(
    'Gemini CLI is refused what the policy forbids, is told why, and the refusal is in the ledger',
    async () => {
      const hooks = Object.fromEntries(
        ['BeforeTool', 'AfterTool'].map((event) => [
          event,
          [
            {
              matcher: '.*',
              hooks: [{ type: 'command' as const, command: program.hookCommand('gemini-cli', event), timeout: 10_000 }],
            },
          ],
        ]),
      );
      const { output, requests } = await geminiCli.run({
        home: program.home,
        workspace,
        work,
        prompt: 'Tidy up the ledger.',
        steps: [
          { name: 'run_shell_command', args: { command: 'ls' } },
          { name: 'run_shell_command', args: { command: `cat ledger.csv && rm -f ${ledger()}` } },
        ],
        hooks,
        env: program.environment,
      });
      expect(existsSync(ledger()), output).toBe(true);
      expect(JSON.stringify(requests.at(-1))).toContain(REASON);
      const events = await decisions('gemini-cli', 2);
      expect(events.map(({ effect }) => effect).sort()).toEqual(['allow', 'reject']);
      expect(events.find(({ effect }) => effect === 'reject')?.rules).toContain('payments.no-delete');
    },
  );

  it.skipIf(withoutCodex)(
    'Codex CLI is refused what the policy forbids, is told why, and the refusal is in the ledger',
    async () => {
      const { output, requests } = await codexCli.run({
        home: program.home,
        workspace,
        work,
        prompt: 'Tidy up the ledger.',
        steps: [{ command: 'ls' }, { command: `cat ledger.csv; rm -f ${ledger()}` }],
        hooks: { PreToolUse: program.hookCommand('codex', 'PreToolUse') },
        env: program.environment,
      });
      expect(existsSync(ledger()), output).toBe(true);
      expect(JSON.stringify(requests.at(-1))).toContain(REASON);
      const events = await decisions('codex', 2);
      expect(events.map(({ effect }) => effect).sort()).toEqual(['allow', 'reject']);
    },
  );

  it.skipIf(withoutGemini || withoutBrowser)('and the refusal stands on the page of the audit log', async () => {
    await decisions('gemini-cli', 2);
    const browser = await chromium.start({ baseURL: stand.product.url });
    const [name = '', value = ''] = stand.owner.person.cookie.split('=');
    await browser.context.addCookies([{ name, value, url: stand.product.url }]);
    const page = await browser.context.newPage();
    await page.goto('/audit?effect=reject');
    await page
      .getByRole('button', { name: /^run_shell_command,/ })
      .first()
      .click();
    await page.getByText('payments.no-delete').first().waitFor();
    await browser.stop();
  });

  it('leaves a ledger that proves itself', async () => {
    expect(await stand.owner.person.post('/api/v1/audit/verify')).toMatchObject({ ok: true, faults: [] });
  });
});
