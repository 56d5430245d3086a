import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AddressRefused } from './http.errors.js';
import { OutboundHttp, parseAddressRanges } from './outbound-http.js';

let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/redirect')
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    else response.end('reached');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((closed) => server.close(closed)));

describe('OutboundHttp', () => {
  const closed = new OutboundHttp([]);
  const open = new OutboundHttp(parseAddressRanges('127.0.0.0/8'));

  it.each([
    ['a loopback address', () => `http://127.0.0.1:${port}/`],
    ['a name that resolves to loopback', () => `http://localhost:${port}/`],
    ['IPv6 loopback', () => `http://[::1]:${port}/`],
    ['an IPv4 address in IPv6 clothes', () => `http://[::ffff:127.0.0.1]:${port}/`],
    ['a decimal spelling of loopback', () => `http://2130706433:${port}/`],
    ['the metadata service of clouds', () => 'http://169.254.169.254/latest/meta-data'],
    ['a private network', () => 'http://10.0.0.1/'],
    ['this host', () => 'http://0.0.0.0/'],
    ['carrier-grade NAT', () => 'http://100.64.0.1/'],
    ['a unique local IPv6 address', () => 'http://[fd00::1]/'],
  ])('refuses %s', async (_what, url) => {
    await expect(closed.fetch(new URL(url()))).rejects.toThrow(AddressRefused);
  });

  it('reaches what the operator allowed', async () => {
    const response = await open.fetch(new URL(`http://127.0.0.1:${port}/`));
    await expect(response.text()).resolves.toBe('reached');
  });

  it('does not follow a redirect by itself', async () => {
    await expect(open.fetch(new URL(`http://127.0.0.1:${port}/redirect`))).rejects.toThrow();
  });

  it('checks each hop when told to follow', async () => {
    await expect(open.fetch(new URL(`http://127.0.0.1:${port}/redirect`), { redirect: 'follow' })).rejects.toThrow(
      AddressRefused,
    );
  });
});

describe('parseAddressRanges', () => {
  it('reads networks and single addresses', () => {
    expect(
      parseAddressRanges(' 10.1.0.0/16, fd00::/8 ,192.0.2.1').map(([address, bits]) => [address.toString(), bits]),
    ).toEqual([
      ['10.1.0.0', 16],
      ['fd00::', 8],
      ['192.0.2.1', 32],
    ]);
  });

  it('refuses what is no network', () => {
    expect(() => parseAddressRanges('10.1.0.0/16, intranet')).toThrow();
  });
});
