import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressRefused } from './http.errors.js';
import { AnswerTooLong, type Said } from './outbound-exchange.js';
import { OutboundHttp, parseAddressRanges } from './outbound-http.js';

const said: Said = { method: 'GET', headers: {}, body: null, mostBytes: 1_000, withinMs: 60_000 };

describe('a small exchange', () => {
  const outbound = new OutboundHttp(parseAddressRanges('127.0.0.0/8'));
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let url: URL;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/token?of=grace`);
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await outbound.close();
  });
  /** It begins to answer, and never ends. */
  const hang = (): void => {
    answer = (_request, response) => void response.write('so far');
  };

  it('says what it was given, and hears the whole answer', async () => {
    answer = (request, response) => {
      const told = `${request.method} ${request.url} ${request.headers['x-asked']}`;
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(201, { 'content-type': 'text/plain', 'x-twice': ['a', 'b'] });
      response.write(told);
      request.on('data', (part: Buffer) => response.write(` ${part.toString()}`)).on('end', () => response.end());
    };
    const post: Said = { ...said, method: 'POST', headers: { 'x-asked': 'yes' }, body: 'code=1' };
    const { status, headers, body } = await outbound.exchange(url, post);
    expect(body.toString()).toBe('POST /token?of=grace yes code=1');
    expect([status, headers['content-type'], headers['x-twice']]).toEqual([201, 'text/plain', ['a', 'b']]);
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    await expect(outbound.exchange(url, said)).resolves.toMatchObject({ status: 302 });
  });

  it('hears no more than it may', async () => {
    answer = (_request, response) => void response.end('x'.repeat(1_001));
    await expect(outbound.exchange(url, said)).rejects.toThrow(AnswerTooLong);
    answer = (_request, response) => void response.end('x'.repeat(1_000));
    await expect(outbound.exchange(url, said)).resolves.toMatchObject({ status: 200 });
  });

  it('waits no longer than it may for the end of an answer', async () => {
    hang();
    await expect(outbound.exchange(url, { ...said, withinMs: 1 })).rejects.toThrow('took too long');
  });

  it('ends when whoever asked gives up, before or meanwhile', async () => {
    hang();
    await expect(outbound.exchange(url, { ...said, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    const giver = new AbortController();
    answer = () => giver.abort();
    await expect(outbound.exchange(url, { ...said, signal: giver.signal })).rejects.toThrow('aborted');
  });

  it('tells of a connection that was cut', async () => {
    answer = (request) => request.socket.destroy();
    await expect(outbound.exchange(url, said)).rejects.toThrow();
  });

  it('refuses what cannot be sent', async () => {
    await expect(outbound.exchange(url, { ...said, headers: { 'no name': 'x' } })).rejects.toThrow('header');
  });

  it('reaches no address that it may not', async () => {
    await expect(new OutboundHttp([]).exchange(url, said)).rejects.toThrow(AddressRefused);
  });
});
