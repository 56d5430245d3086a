// Our side of the push: one process of the product with an org of many machines. Commanded by its parent over IPC.
import { importHarness } from '../scripts/bundle-harness.mjs';

const { openPushStand } = await importHarness('test/harness/push-stand.ts');
const stand = await openPushStand(Number(process.argv[2]));
const commands = {
  publish: async ({ text }) => ({ at: String(await stand.publish(text)) }),
  rss: () => {
    globalThis.gc();
    return { rss: process.memoryUsage.rss() };
  },
  stop: () => stand.close(),
};
process.on('message', async (message) => process.send((await commands[message.do](message)) ?? {}));
process.send({ port: stand.port, machines: stand.machines });
