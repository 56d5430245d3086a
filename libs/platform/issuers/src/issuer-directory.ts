import { Injectable } from '@nestjs/common';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { Clock } from '#kernel';
import { OutboundHttp } from '#platform/http';
import { fetchJson } from './bounded-json.js';
import { isGuarded, mustBeIssuerAddress } from './issuer-address.js';
import { IssuerUnavailable } from './issuers.errors.js';

const MOST_ISSUERS = 1_000;
const MOST_KEYS = 100;
const SECOND_MS = 1_000;
/** Kept at least this long, whatever the header says, and at most that long. */
const FRESH_AT_LEAST_MS = 5 * 60 * SECOND_MS;
const FRESH_AT_MOST_MS = 3_600 * SECOND_MS;
/** An issuer that is away for a while: what was known of it serves on, but not for ever, for its keys may have been stolen since. */
const STALE_AT_MOST_MS = 4 * 3_600 * SECOND_MS;
/** A token that names a key not known yet makes us look again, but no oftener than this: anybody can make such tokens. */
const LOOK_AGAIN_MS = 30 * SECOND_MS;
/** After a failure nobody waits for the next one. */
const REST_MS = 10 * SECOND_MS;

const address = z.string().max(2_000).optional();
const addresses = z.looseObject({
  issuer: z.string().max(500),
  jwks_uri: z.string().max(2_000),
  authorization_endpoint: address,
  token_endpoint: address,
  userinfo_endpoint: address,
  end_session_endpoint: address,
  pushed_authorization_request_endpoint: address,
});
/** OpenID Connect Discovery section 3; RFC 8414 section 2. */
export type IssuerMetadata = z.infer<typeof addresses>;

const keySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string().max(10) })).max(MOST_KEYS) });
/** Only what a signature is checked with: no secrets, and no keys for encryption. */
const isForSignatures = (key: Readonly<Record<string, unknown>>): boolean =>
  key['kty'] !== 'oct' && !('d' in key) && (key['use'] === undefined || key['use'] === 'sig');

interface Known {
  readonly metadata: IssuerMetadata;
  readonly keys: JWTVerifyGetKey;
  readonly keyCount: number;
  readonly fetchedAt: number;
  readonly freshUntil: number;
}

/** What OpenID issuers say of themselves, and their keys: fetched when needed, kept within bounds, changed when they change. */
@Injectable()
export class IssuerDirectory {
  private readonly known = new LRUCache<string, Known>({ max: MOST_ISSUERS });
  private readonly underway = new Map<string, Promise<Known>>();
  private readonly failed = new LRUCache<string, { readonly error: Error; readonly at: number }>({ max: MOST_ISSUERS });

  constructor(
    private readonly outbound: OutboundHttp,
    private readonly clock: Clock,
  ) {}

  /** @throws IssuerUnavailable, IssuerAddressInvalid, AddressRefused */
  async metadataOf(issuer: string): Promise<IssuerMetadata> {
    return (await this.get(issuer)).metadata;
  }

  /** How many keys it signs with, read anew: for a person who sets it up. @throws as metadataOf */
  async lookAt(issuer: string): Promise<{ readonly metadata: IssuerMetadata; readonly keyCount: number }> {
    this.failed.delete(issuer);
    return this.load(issuer);
  }

  /**
   * The issuer's keys, as jose asks for them; a key that is not known makes it look once more.
   * @throws IssuerUnavailable, IssuerAddressInvalid, AddressRefused
   */
  keysOf(issuer: string): JWTVerifyGetKey {
    return async (header, token) => {
      const known = await this.get(issuer);
      try {
        return await known.keys(header, token);
      } catch (error) {
        const isOld = this.clock.now().getTime() - known.fetchedAt >= LOOK_AGAIN_MS;
        if (!(error instanceof errors.JWKSNoMatchingKey) || !isOld) throw error;
        return (await this.load(issuer)).keys(header, token);
      }
    };
  }

  private async get(issuer: string): Promise<Known> {
    const known = this.known.get(issuer);
    const now = this.clock.now().getTime();
    if (known !== undefined && now < known.freshUntil) return known;
    try {
      return await this.load(issuer);
    } catch (error) {
      if (known !== undefined && now - known.fetchedAt < STALE_AT_MOST_MS) return known;
      throw error;
    }
  }

  /** Of many that ask at once, one goes. */
  private load(issuer: string): Promise<Known> {
    const failed = this.failed.get(issuer);
    if (failed !== undefined && this.clock.now().getTime() - failed.at < REST_MS) return Promise.reject(failed.error);
    const underway = this.underway.get(issuer);
    if (underway !== undefined) return underway;
    const loading = this.fetch(issuer)
      .then(
        (known) => {
          this.failed.delete(issuer);
          this.known.set(issuer, known);
          return known;
        },
        (error: unknown) => {
          if (error instanceof Error) this.failed.set(issuer, { error, at: this.clock.now().getTime() });
          throw error;
        },
      )
      .finally(() => this.underway.delete(issuer));
    this.underway.set(issuer, loading);
    return loading;
  }

  private async fetch(issuer: string): Promise<Known> {
    mustBeIssuerAddress(issuer);
    const discovery = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const metadata = addresses.safeParse((await fetchJson(this.outbound, discovery)).body);
    if (!metadata.success) throw notOne(issuer, 'its discovery document lacks issuer or jwks_uri');
    // Section 4.3: a document that speaks for another issuer is not to be used.
    if (metadata.data.issuer !== issuer)
      throw notOne(issuer, `it calls itself ${metadata.data.issuer}; give the issuer exactly so`);
    const { body, maxAgeSeconds } = await fetchJson(this.outbound, guarded(metadata.data.jwks_uri, issuer));
    const set = keySet.safeParse(body);
    if (!set.success) throw notOne(issuer, 'its keys (jwks_uri) are no JWK Set');
    const keys = set.data.keys.filter(isForSignatures);
    const fetchedAt = this.clock.now().getTime();
    const freshFor = Math.min(Math.max((maxAgeSeconds ?? 0) * SECOND_MS, FRESH_AT_LEAST_MS), FRESH_AT_MOST_MS);
    return {
      metadata: metadata.data,
      keys: createLocalJWKSet({ keys }),
      keyCount: keys.length,
      fetchedAt,
      freshUntil: fetchedAt + freshFor,
    };
  }
}

function guarded(text: string, issuer: string): URL {
  const url = URL.parse(text);
  if (url === null || !isGuarded(url)) throw notOne(issuer, 'its jwks_uri is no https address');
  return url;
}

const notOne = (issuer: string, why: string): IssuerUnavailable =>
  new IssuerUnavailable(`${issuer} cannot be used: ${why}.`);
