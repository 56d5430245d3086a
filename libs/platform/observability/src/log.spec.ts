import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Log } from './log.js';

const written = (fields: Record<string, unknown>): string => {
  const lines: string[] = [];
  new Log({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } }).info(
    'test.said',
    fields,
  );
  return lines.join('');
};

const token = fc.stringMatching(/^[A-Za-z0-9_-]{20,60}$/);

describe('the log', () => {
  it('writes one line of JSON with the event and its fields', () => {
    expect(JSON.parse(written({ requestId: 'r1', count: 3n }))).toMatchObject({
      event: 'test.said',
      requestId: 'r1',
      count: '3',
    });
  });

  it.each([
    'authorization',
    'Cookie',
    'password',
    'refresh_token',
    'clientSecret',
    'DPoP',
    'totpCode',
    'private_key',
    'SAMLAssertion',
    'code',
  ])('hides what stands under %s, at any depth', (name) => {
    fc.assert(
      fc.property(token, (secret) => !written({ request: { headers: [{ [name]: secret }] } }).includes(secret)),
    );
  });

  it.each([
    ['a bearer value', (secret: string) => `Bearer ${secret}`],
    ['a DPoP value', (secret: string) => `DPoP ${secret}`],
    ['one of our tokens', (secret: string) => `the token cst_enrol_${secret} was sent`],
    ['a JWT', (secret: string) => `eyJhbGciOiJFUzI1NiJ9.${secret}.${secret}`],
    ['the password in an address', (secret: string) => `postgresql://user:${secret}@db.internal/castellan`],
  ])('hides %s inside any text', (_what, text) => {
    fc.assert(fc.property(token, (secret) => !written({ message: `Failed: ${text(secret)}` }).includes(secret)));
  });

  it('hides secrets in an error, its cause and its stack', () => {
    const error = new Error('connect to postgresql://u:hunter2-hunter2@db/x', {
      cause: new Error('Bearer hunter2-hunter2'),
    });
    expect(written({ error })).not.toContain('hunter2');
    expect(written({ error })).toContain('connect to');
  });

  it('writes no bytes, and does not follow a circle', () => {
    const circle: Record<string, unknown> = { bytes: new Uint8Array([1, 2, 3]) };
    circle['self'] = circle;
    expect(written(circle)).toContain('[3 bytes]');
  });
});
