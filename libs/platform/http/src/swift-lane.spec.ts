import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Metrics } from '#platform/observability';
import { SwiftLane } from './swift-lane.js';

describe('the swift lane', () => {
  const metrics = new Metrics();
  const lane = new SwiftLane(metrics, ['x-content-type-options', 'nosniff']);
  let server: Server;
  let url: string;
  beforeAll(async () => {
    lane.open({
      path: '/known',
      answer: ({ headers }) =>
        headers.authorization === 'yes'
          ? headers['if-none-match'] === '"1"'
            ? { status: 304, headers: ['etag', '"1"'] }
            : { status: 200, headers: ['etag', '"1"'], body: Buffer.from('held') }
          : null,
    });
    server = createServer((request, response) => {
      if (!lane.take(request, response)) response.writeHead(418).end('the long way');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${url}${path}`, { method, headers });

  it('answers what its door knows, with the headers of every answer', async () => {
    const answer = await get('/known', { authorization: 'yes' });
    expect([answer.status, await answer.text()]).toEqual([200, 'held']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const again = await get('/known', { authorization: 'yes', 'if-none-match': '"1"' });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', '"1"']);
  });

  it.each([
    ['a caller whom the door does not know', '/known', {}, 'GET'],
    ['another method', '/known', { authorization: 'yes' }, 'POST'],
    ['another path', '/known/more', { authorization: 'yes' }, 'GET'],
    ['a query', '/known?x=1', { authorization: 'yes' }, 'GET'],
  ] as const)('sends %s the long way', async (_what, path, headers, method) => {
    expect((await get(path, headers, method)).status).toBe(418);
  });

  it('counts its answers', async () => {
    await get('/known', { authorization: 'yes' });
    expect(await metrics.prometheusText()).toMatch(
      /http_server_swift_answers_total\{http_route="\/known"[^}]*\} [1-9]/,
    );
  });
});
