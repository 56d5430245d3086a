import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MachineEvent } from '#contracts';
import { decisionEvent, type Machine } from '../harness/machine.js';
import { type Product, startProduct } from '../harness/product.js';
import { auditEvents, openStandAlone, type Stand } from '../harness/stand.js';

const ROUNDS = 3;
const SENDERS = 4;
const BATCH = 20;

/** How many batches are answered before each cut: told by the seed, so that a failing run can be run again. */
const cutsAfter = [7, 31, 3];

describe('power cuts under load', () => {
  let stand: Stand;
  let running: Product;
  beforeAll(async () => {
    stand = await openStandAlone();
    running = stand.product;
  });
  afterAll(() => running.remove());

  /** Sends batches, each until it is accepted, as a daemon does with its spool; remembers what was answered with success. */
  async function sender(
    machine: Machine,
    accepted: Map<string, MachineEvent>,
    told: () => void,
    isOver: () => boolean,
  ): Promise<void> {
    while (!isOver()) {
      const batch = Array.from({ length: BATCH }, (_, n) => decisionEvent({ command: `step ${n}` }));
      for (;;) {
        const status = await machine.send(batch).catch(() => 0);
        if (status === 200) {
          for (const event of batch) accepted.set(event.id, event);
          told();
          break;
        }
        if (status !== 0 && status !== 503) throw new Error(`The product answered ${status} to a batch.`);
        if (isOver()) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  it('lose nothing that was accepted, and take nothing twice', async () => {
    const machine = await stand.enrol();
    const accepted = new Map<string, MachineEvent>();
    let over = false;
    let answered = 0;
    let wake = (): void => undefined;
    const told = (): void => {
      answered += 1;
      wake();
    };
    const senders = Array.from({ length: SENDERS }, () => sender(machine, accepted, told, () => over));
    const failed = Promise.all(senders);

    for (let round = 0; round < ROUNDS; round += 1) {
      const goal = answered + (cutsAfter[round] ?? 5);
      const reached = (async () => {
        while (answered < goal) await new Promise<void>((resolve) => (wake = resolve));
      })();
      await Promise.race([reached, failed]);
      await running.kill();
      running = await startProduct({ dataDir: running.dataDir, port: running.port });
    }
    const last = answered + 3;
    while (answered < last) await Promise.race([new Promise<void>((resolve) => (wake = resolve)), failed]);
    over = true;
    await failed;

    const found = (await auditEvents(stand.owner, '&kind=tool.decision')).map(({ id }) => id);
    expect(new Set(found).size).toBe(found.length);
    expect([...accepted.keys()].filter((id) => !found.includes(id))).toEqual([]);
    expect(await stand.owner.person.post('/api/v1/audit/verify')).toMatchObject({ ok: true, faults: [] });
  });
});
