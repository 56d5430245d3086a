import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Program } from '../harness/program.js';
import { type Product, startProduct } from '../harness/product.js';
import { auditEvents, enrolmentToken, openStandAlone, type Stand } from '../harness/stand.js';
import { until } from '../peers/peer.js';

const CALLS = 24;

const call = (n: number): string =>
  JSON.stringify({
    session_id: 'storm',
    transcript_path: '/tmp/none',
    cwd: '/tmp',
    hook_event_name: 'BeforeTool',
    tool_name: 'run_shell_command',
    tool_input: { command: `echo ${n}` },
  });

describe('a machine in bad weather', () => {
  let stand: Stand;
  let running: Product;
  let program: Program;
  beforeAll(async () => {
    stand = await openStandAlone();
    running = stand.product;
    await stand.publish('version: 1\n');
    program = await Program.unpack();
    await program.expect(['enroll', '--server', running.url, '--token', (await enrolmentToken(stand.owner)).token]);
    program.startDaemon();
  });
  afterAll(async () => {
    await program.remove();
    await running.remove();
  });

  it('has every decision in the ledger exactly once, though its daemon and the product are killed meanwhile', async () => {
    const weather: Record<number, () => Promise<void> | void> = {
      4: () => program.killDaemon(),
      8: () => program.startDaemon(),
      12: () => running.kill(),
      16: async () => {
        running = await startProduct({ dataDir: running.dataDir, port: running.port });
      },
      18: () => program.killDaemon(),
      20: () => program.startDaemon(),
    };
    for (let n = 0; n < CALLS; n += 1) {
      await weather[n]?.();
      const { code, stdout } = await program.run(['hook', 'gemini-cli', 'BeforeTool'], { stdin: call(n) });
      expect({ code, stdout }).not.toMatchObject({ stdout: expect.stringContaining('deny') });
    }
    const found = await until(async () => {
      const events = await auditEvents(stand.owner, '&kind=tool.decision');
      if (events.length < CALLS) throw new Error(`${events.length} of ${CALLS} decisions have arrived.`);
      return events;
    }, 60);
    expect(found).toHaveLength(CALLS);
    expect(new Set(found.map(({ id }) => id)).size).toBe(CALLS);
    expect(await stand.owner.person.post('/api/v1/audit/verify')).toMatchObject({ ok: true });
  });
});
