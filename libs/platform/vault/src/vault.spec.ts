import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsKms } from './aws-kms.js';
import { InstallationSealer } from './installation-sealer.js';
import type { KeyVault } from './key-vault.js';
import { LocalKeyring } from './local-keyring.js';
import { openKeyVault } from './open-key-vault.js';
import { KeyUnavailable } from './vault.errors.js';

const ARN = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** As much of KMS's wire protocol as the adapter speaks: keys wrapped under one key, encryption context checked. */
class FakeKms {
  refuse: ((response: ServerResponse) => void) | null = null;
  private readonly key = randomBytes(32);
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (this.refuse) {
        this.refuse(response);
        return;
      }
      const body = JSON.parse(Buffer.concat(chunks).toString()) as {
        CiphertextBlob?: string;
        EncryptionContext: Record<string, string>;
      };
      const aad = Buffer.from(JSON.stringify(Object.entries(body.EncryptionContext).sort()));
      const isDecrypt = request.headers['x-amz-target'] === 'TrentService.Decrypt';
      try {
        answer(
          response,
          200,
          isDecrypt ? this.decrypted(Buffer.from(body.CiphertextBlob ?? '', 'base64'), aad) : this.generated(aad),
        );
      } catch {
        answer(response, 400, { __type: 'InvalidCiphertextException' });
      }
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(() => closed()));
  }

  private generated(aad: Buffer) {
    const [raw, iv] = [randomBytes(32), randomBytes(12)];
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(aad);
    const blob = Buffer.concat([iv, cipher.update(raw), cipher.final(), cipher.getAuthTag()]);
    return { Plaintext: raw.toString('base64'), CiphertextBlob: blob.toString('base64'), KeyId: ARN };
  }

  private decrypted(blob: Buffer, aad: Buffer) {
    const decipher = createDecipheriv('aes-256-gcm', this.key, blob.subarray(0, 12)).setAAD(aad);
    decipher.setAuthTag(blob.subarray(-16));
    return {
      Plaintext: Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]).toString('base64'),
      KeyId: ARN,
    };
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

const kms = new FakeKms();
let aws: AwsKms;
beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  aws = new AwsKms({ keyId: ARN, endpoint: await kms.listen(), region: 'eu-central-1' });
});
afterAll(() => kms.close());

const masterKey = randomBytes(32);
const vaults: readonly (readonly [string, () => KeyVault])[] = [
  ['the local keyring', () => new LocalKeyring(masterKey)],
  ['AWS KMS', () => aws],
];

describe.each(vaults)('%s', (_name, vault) => {
  const context = { org: 'o1', purpose: 'event-content' };

  it('opens the data keys that it gave out', async () => {
    const { key, wrapped } = await vault().generateDataKey(context);
    expect((await vault().decrypt(wrapped, context)).equals(key)).toBe(true);
    expect(key.symmetricKeySize).toBe(32);
  });

  it('never gives the same key twice', async () => {
    const [one, two] = [await vault().generateDataKey(context), await vault().generateDataKey(context)];
    expect(one.key.equals(two.key)).toBe(false);
  });

  it.each([
    { org: 'o2', purpose: 'event-content' },
    { org: 'o1', purpose: 'other' },
  ])('does not open a key for %o', async (other) => {
    const { wrapped } = await vault().generateDataKey(context);
    await expect(vault().decrypt(wrapped, other)).rejects.toThrow(KeyUnavailable);
  });

  it('does not open what was altered', async () => {
    const { wrapped } = await vault().generateDataKey(context);
    const changed = Buffer.from(wrapped);
    changed[changed.length - 1]! ^= 1;
    await expect(vault().decrypt(changed, context)).rejects.toThrow(KeyUnavailable);
  });
});

describe('AWS KMS that refuses', () => {
  const refusals: readonly (readonly [string, (response: ServerResponse) => void])[] = [
    ...[
      'DisabledException',
      'KMSInvalidStateException',
      'AccessDeniedException',
      'NotFoundException',
      'KeyUnavailableException',
      'ThrottlingException',
    ].map(
      (type) =>
        [type, (response: ServerResponse) => answer(response, 400, { __type: type, message: 'hunter2' })] as const,
    ),
    ['an answer that is no JSON', (response) => response.writeHead(200).end('<html>hunter2</html>')],
    ['an answer without a key', (response) => answer(response, 200, {})],
    [
      'a key of another size',
      (response) => answer(response, 200, { Plaintext: 'AAAA', CiphertextBlob: 'AAAA', KeyId: ARN }),
    ],
    ['an internal error', (response) => answer(response, 500, { __type: 'KMSInternalException' })],
    ['a broken connection', (response) => void response.destroy()],
  ];

  it.each(refusals)('is unavailable after %s, and says nothing that it should not', async (_name, refuse) => {
    kms.refuse = refuse;
    try {
      const asked = aws.generateDataKey({ org: 'o1', purpose: 'event-content' });
      await expect(asked).rejects.toMatchObject({
        kind: 'unavailable',
        code: 'key.unavailable',
        facts: { retryAfterSeconds: 30 },
      });
      await expect(asked).rejects.not.toThrow(/hunter2/);
    } finally {
      kms.refuse = null;
    }
  });
});

describe('InstallationSealer', () => {
  const sealer = new InstallationSealer(masterKey);

  it('opens what it sealed for the same purpose, after a restart too', () => {
    const sealed = sealer.seal('totp', Buffer.from('secret'));
    expect(Buffer.from(new InstallationSealer(masterKey).open('totp', sealed)).toString()).toBe('secret');
    expect(Buffer.from(sealed).includes('secret')).toBe(false);
  });

  it('opens nothing for another purpose, under another key, or altered', () => {
    const sealed = sealer.seal('totp', Buffer.from('secret'));
    expect(() => sealer.open('signing-key', sealed)).toThrow(/cannot be opened/);
    expect(() => new InstallationSealer(randomBytes(32)).open('totp', sealed)).toThrow(/CASTELLAN_MASTER_KEY/);
    expect(() => sealer.open('totp', sealed.subarray(0, 20))).toThrow(/cannot be opened/);
  });
});

describe('openKeyVault', () => {
  it('takes AWS KMS when a key of it is named', () => {
    expect(openKeyVault({ masterKey }).name).toBe('local');
    expect(openKeyVault({ masterKey, kmsKey: ARN }).name).toBe('aws-kms');
  });
});
