import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from './checks.js';
import { findSecrets, redacted } from './find-secrets.js';

/** Random-looking and always the same; never a real token, and none stands in this file. */
function characters(alphabet: string, length: number, seed = 7): string {
  let state = seed;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[Math.floor((state / 2_147_483_648) * alphabet.length)];
  }).join('');
}
const HEX = '0123456789abcdef';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const word = (length: number, seed?: number) => characters(BASE62, length, seed);
const hex = (length: number) => characters(HEX, length);
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function withChecksum(prefix: string): string {
  const body = word(30);
  let rest = crc32(body);
  let sum = '';
  while (rest > 0) {
    sum = BASE62[rest % 62]! + sum;
    rest = Math.floor(rest / 62);
  }
  return `${prefix}${body}${sum.padStart(6, '0')}`;
}

const JWT = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64({ sub: '1', name: 'Ada' })}.${word(43)}`;
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${word(64)}\n${word(64, 3)}\n-----END RSA PRIVATE KEY-----`;

describe('findSecrets', () => {
  it.each([
    ['aws-access-key', `AKIA${characters('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 16)}`],
    ['github-token', withChecksum('ghp_')],
    ['github-token', withChecksum('ghs_')],
    ['github-token', `github_pat_${word(22)}_${word(59)}`],
    ['npm-token', withChecksum('npm_')],
    ['gitlab-token', `glpat-${word(20)}`],
    ['slack-token', `xoxb-${characters('0123456789', 12)}-${word(24)}`],
    ['slack-webhook', `https://hooks.slack.com/services/T${word(10)}/B${word(10)}/${word(24)}`],
    ['stripe-key', `sk_live_${word(24)}`],
    ['google-api-key', `AIza${word(35)}`],
    ['google-oauth-secret', `GOCSPX-${word(28)}`],
    ['azure-storage-key', `AccountKey=${word(86)}==`],
    ['azure-client-secret', `8Q~${word(34)}`],
    ['openai-key', `sk-${word(20)}T3BlbkFJ${word(20, 3)}`],
    ['openai-key', `sk-proj-${word(60)}`],
    ['anthropic-key', `sk-ant-api03-${word(93)}AA`],
    ['huggingface-token', `hf_${word(34)}`],
    ['pypi-token', `pypi-AgEIcHlwaS5vcmc${word(80)}`],
    ['sendgrid-key', `SG.${word(22)}.${word(43)}`],
    ['digitalocean-token', `dop_v1_${hex(64)}`],
    ['vault-token', `hvs.${word(90)}`],
    ['telegram-token', `123456789:AA${word(33)}`],
    ['jwt', JWT],
    ['private-key', PEM],
    ['age-key', `AGE-SECRET-KEY-1${characters('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`],
    ['castellan-token', `cst_enrol_${word(32)}`],
    ['url-password', `postgres://app:${word(16)}@db.internal/app`],
    ['generic-assignment', `DB_PASSWORD="${word(20)}"`],
    ['generic-assignment', `"client_secret": "${word(32)}"`],
    ['generic-assignment', `api_key=${word(24)}`],
    ['authorization-header', `curl -H "Authorization: Bearer ${word(30)}" https://example.com`],
    ['authorization-header', `X-Api-Key: ${word(20)}`],
    ['password-option', `curl -u ada:${word(12)} https://example.com`],
    ['password-option', `mysql -h db -u root -p${word(12)} app`],
    ['password-option', `sshpass -p ${word(12)} ssh host`],
  ])('knows %s', (kind, text) => {
    const found = findSecrets(`run this: ${text} and so on`);
    expect(found.map((one) => one.kind)).toEqual([kind]);
  });

  it.each([
    ['a documented example', 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE'],
    ['a placeholder', 'export GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'],
    ['a variable', 'curl -H "Authorization: Bearer $TOKEN" https://example.com'],
    ['a template', 'password: "${DB_PASSWORD}"'],
    ['a template of Actions', 'token: ${{ secrets.GITHUB_TOKEN }}'],
    ['code that reads one', 'const token = process.env.GITHUB_TOKEN_2;'],
    ['code that makes one', 'const secret = randomBytes(32).toString("hex");'],
    ['a type', 'password: string; token: AccessTokenV2'],
    ['a name', 'const TOKEN_HEADER = "x-aws-ec2-metadata-token";'],
    ['prose', 'The password must have 12 characters; keep the secret: nobody should know it.'],
    ['a digest', `sha256:${hex(64)}`],
    ['a commit', `git show ${hex(40)}`],
    ['a UUID', 'id: 0190f3a2-7c1b-7d3e-9b1a-2f6d8c4e5a71'],
    ['an integrity value', `"integrity": "sha512-${word(86)}=="`],
    ['an address without a password', 'https://user@example.com:8080/a:b@c'],
    ['an unsigned token', `${base64({ alg: 'none' })}.${base64({ sub: '1' })}.${word(43)}`],
    [
      'the words of a key without one',
      'It begins with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.',
    ],
    ['a part of a word', `disk-proj-${word(60)} taskAKIAxy`],
    ['a public key', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${word(43)} ada@example.com`],
  ])('leaves %s alone', (_what, text) => {
    expect(findSecrets(text)).toEqual([]);
  });

  it('finds none in the source and the documents of this repository', () => {
    const root = new URL('../../../../../', import.meta.url);
    const texts = ['docs', 'libs/engines', 'libs/kernel', 'libs/contracts/src', 'libs/platform'].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(?:md|ts)$/.test(name) && !name.includes('.spec.') && !name.includes('generated'))
        .map((name) => `${folder}/${name}`),
    );
    expect(texts.length).toBeGreaterThan(100);
    const found = texts.flatMap((name) => {
      const text = readFileSync(new URL(name, root), 'utf8');
      return findSecrets(text).map(({ kind, start }) => `${name}: ${kind}: ${text.slice(start - 30, start + 20)}`);
    });
    expect(found).toEqual([]);
  });

  it('finds an unfinished private key to its end, and each key once', () => {
    const open = PEM.slice(0, -30);
    expect(findSecrets(open)).toMatchObject([{ kind: 'private-key', start: 0, end: open.length }]);
    expect(findSecrets(`${PEM}\n${PEM}`)).toHaveLength(2);
  });

  it('gives up on a text made of look-alikes, and says so', () => {
    const many = Array.from({ length: 6_000 }, (_, at) => `AIza${String(at).padStart(35, '0')}`).join(' ');
    expect(findSecrets(many).some(({ kind }) => kind === 'look-alikes')).toBe(true);
  });
});

describe('redacted', () => {
  it('takes the secrets out and keeps the rest', () => {
    const text = `export A=1 TOKEN=${withChecksum('ghp_')} B=2\ncurl postgres://app:${word(16)}@db/app`;
    expect(redacted(text, findSecrets(text))).toBe(
      'export A=1 TOKEN=[redacted github-token] B=2\ncurl postgres://app:[redacted url-password]@db/app',
    );
  });

  it('leaves nothing to find, whatever stands around', () => {
    const secrets = [withChecksum('ghp_'), PEM, JWT, `sk_live_${word(24)}`, `password="${word(20)}"`];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...secrets), fc.string({ maxLength: 20 })), { maxLength: 8 })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, (one) => {
        const found = findSecrets(one);
        const rest = redacted(one, found);
        expect(findSecrets(rest)).toEqual([]);
        for (const { start, end } of found) expect(rest).not.toContain(one.slice(start, end));
      }),
      { numRuns: 500 },
    );
  });
});

describe('any text', () => {
  it('is searched without an exception, in spans that follow each other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        let reached = 0;
        for (const { start, end } of findSecrets(text)) {
          expect(start).toBeGreaterThanOrEqual(reached);
          expect(end).toBeGreaterThan(start);
          reached = end;
        }
        expect(reached).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
