import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { CompactSign, createLocalJWKSet, errors, exportJWK, type JWTVerifyGetKey } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { plainlyProven } from './plain-rs256.js';

const pairOf = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength });
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { sub: 'grace' };

describe('plainlyProven', () => {
  const pair = pairOf(2_048);
  let keys: JWTVerifyGetKey;
  const setOf = async (key: KeyObject, over: object): Promise<JWTVerifyGetKey> =>
    createLocalJWKSet({ keys: [{ ...(await exportJWK(key)), kid: 'one', use: 'sig', ...over }] });
  beforeAll(async () => {
    keys = await setOf(pair.publicKey, { alg: 'RS256' });
  });
  const signed = (header: object, { key = pair.privateKey, head = part(header) } = {}): string => {
    const content = `${head}.${part(claims)}`;
    return `${content}.${sign('sha256', Buffer.from(content), key).toString('base64url')}`;
  };

  it('takes what the key signed by RS256', async () => {
    const token = await new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'JWT' })
      .sign(pair.privateKey);
    const proven = await plainlyProven(token, keys);
    expect(proven?.protectedHeader).toEqual({ alg: 'RS256', kid: 'one', typ: 'JWT' });
    expect(JSON.parse(Buffer.from(proven!.payload).toString())).toEqual(claims);
  });

  it.each([
    ['a signature of another key', () => signed({ alg: 'RS256', kid: 'one' }, { key: pairOf(2_048).privateKey })],
    ['an algorithm that is called otherwise', () => signed({ alg: 'RS512', kid: 'one' })],
    ['no algorithm', () => signed({ kid: 'one' })],
    ['an extension that must be understood', () => signed({ alg: 'RS256', kid: 'one', crit: ['exp'], exp: 1 })],
    ['a payload that is not encoded', () => signed({ alg: 'RS256', kid: 'one', b64: false })],
    ['a token of more than three parts', () => `${signed({ alg: 'RS256', kid: 'one' })}.part`],
    ['a header that is no object', () => signed({}, { head: part(null) })],
    ['a header that is no JSON', () => signed({}, { head: Buffer.from('{"alg"').toString('base64url') })],
    [
      'other claims than were signed',
      () => signed({ alg: 'RS256', kid: 'one' }).replace(/\..*\./, `.${part({ sub: 'ada' })}.`),
    ],
  ])('leaves to jose %s', async (_what, token) => {
    await expect(plainlyProven(token(), keys)).resolves.toBeNull();
  });

  it('leaves to jose a key that is too short', async () => {
    const short = pairOf(1_024);
    const token = signed({ alg: 'RS256', kid: 'one' }, { key: short.privateKey });
    await expect(plainlyProven(token, await setOf(short.publicKey, { alg: 'RS256' }))).resolves.toBeNull();
  });

  it('takes no key that is published for another algorithm', async () => {
    const token = signed({ alg: 'RS256', kid: 'one' });
    const proven = plainlyProven(token, await setOf(pair.publicKey, { alg: 'PS256' }));
    await expect(proven).rejects.toThrow(errors.JWKSNoMatchingKey);
  });

  it('leaves to jose a key that it was given for another algorithm', async () => {
    const ofPss = await crypto.subtle.importKey(
      'jwk',
      await exportJWK(pair.publicKey),
      { name: 'RSA-PSS', hash: 'SHA-256' },
      false,
      ['verify'],
    );
    await expect(plainlyProven(signed({ alg: 'RS256' }), () => Promise.resolve(ofPss))).resolves.toBeNull();
  });
});
