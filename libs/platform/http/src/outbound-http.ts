import { lookup as lookUpName } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Agent, RequestInit, Response } from 'undici';
import { AddressRefused } from './http.errors.js';
import { type Heard, hear, type Said } from './outbound-exchange.js';

export type AddressRange = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, prefixBits: number];

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 30_000;

/**
 * HTTP to addresses that a customer typed in: identity providers' metadata, webhooks, sinks. What resolves to a private,
 * loopback, link-local or otherwise reserved address is refused unless `allowed` holds it, so that nobody can use the
 * server to reach what only the server can reach. The address is checked when the socket connects, after resolution: a
 * name that answers differently the second time gains nothing, and each redirect is checked anew.
 */
export class OutboundHttp {
  private opened: Promise<Agent> | undefined;

  constructor(private readonly allowed: readonly AddressRange[]) {}

  /**
   * As the web platform's `fetch`, for http and https.
   * @throws AddressRefused when the host is, or resolves to, an address that may not be reached
   */
  async fetch(url: URL, init: RequestInit = {}): Promise<Response> {
    try {
      const { fetch } = await import('undici');
      return await fetch(url, { redirect: 'error', ...init, dispatcher: await this.agent() });
    } catch (error) {
      throw refusalWithin(error) ?? error;
    }
  }

  /**
   * One small exchange at a fraction of what `fetch` costs, for what happens at every sign-in: as it is said, following no redirect.
   * @throws as fetch; AnswerTooLong
   */
  async exchange(url: URL, said: Said): Promise<Heard> {
    try {
      const { origin, pathname, search } = url;
      const agent = await this.agent();
      return await hear(said, (handler) => {
        const { method, headers, body } = said;
        agent.dispatch({ origin, path: `${pathname}${search}`, method, headers, body }, handler);
      });
    } catch (error) {
      throw refusalWithin(error) ?? error;
    }
  }

  async close(): Promise<void> {
    await (await this.opened)?.close();
  }

  /** Opened when first asked for: most processes never reach out. */
  private agent(): Promise<Agent> {
    this.opened ??= this.open();
    return this.opened;
  }

  private async open(): Promise<Agent> {
    const { Agent, buildConnector } = await import('undici');
    const connect = buildConnector({ lookup: this.lookup, timeout: CONNECT_TIMEOUT_MS });
    return new Agent({
      // A host that is an address already is never looked up, so it is checked here, redirects' hosts too.
      connect: (target, done) => {
        const refused = this.refusalOf(bare(target.hostname), target.hostname);
        if (refused) done(refused, null);
        else connect(target, done);
      },
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
  }

  private readonly lookup: LookupFunction = (hostname, options, answer) => {
    lookUpName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        answer(error, '');
        return;
      }
      const refused = addresses
        .map(({ address }) => this.refusalOf(address, hostname))
        .find((refusal) => refusal !== null);
      if (refused) {
        answer(refused, '');
        return;
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };

  /** Why `address` may not be reached; null for one that may, and for a name, which the lookup will check. */
  private refusalOf(address: string, host: string): AddressRefused | null {
    if (!ipaddr.isValid(address)) return null;
    const parsed = ipaddr.process(address);
    const isAllowed = this.allowed.some(([range, bits]) => parsed.kind() === range.kind() && parsed.match(range, bits));
    if (isAllowed || parsed.range() === 'unicast') return null;
    return new AddressRefused(
      `${host} is a private or reserved address. If Castellan should reach it, add its network to CASTELLAN_OUTBOUND_ALLOW.`,
      { host },
    );
  }
}

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** Reads a list such as `10.1.0.0/16, fd00::/8`. @throws Error naming the part that is no network */
export function parseAddressRanges(text: string): readonly AddressRange[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) =>
      part.includes('/') ? ipaddr.parseCIDR(part) : ipaddr.parseCIDR(`${part}/${part.includes(':') ? 128 : 32}`),
    );
}

function refusalWithin(error: unknown): AddressRefused | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof AddressRefused) return cause;
  return null;
}
