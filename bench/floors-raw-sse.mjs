// The floor of the push: node:http that keeps the responses in a Set and writes one Buffer to each. Commanded by its parent over IPC.
import { createServer } from 'node:http';

const open = new Set();
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 4000\n\n');
  open.add(response);
  response.on('close', () => open.delete(response));
});
const commands = {
  publish: ({ text }) => {
    const at = String(process.hrtime.bigint());
    const frame = Buffer.from(`id: "e"\nevent: bundle\ndata: ${text}\n\n`);
    for (const response of open) response.write(frame);
    return { at };
  },
  rss: () => {
    globalThis.gc();
    return { rss: process.memoryUsage.rss() };
  },
  stop: () => server.close(),
};
process.on('message', async (message) => process.send((await commands[message.do](message)) ?? {}));
server.listen({ host: '127.0.0.1', port: 0, backlog: 8_192 }, () => process.send({ port: server.address().port }));
