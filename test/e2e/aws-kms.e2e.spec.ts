import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type KeyVault, KeyUnavailable, openKeyVault } from '#platform/vault';
import { moto } from '../peers/moto.js';
import { missing } from '../peers/peer.js';

const withoutMoto = await missing(moto);

describe.skipIf(withoutMoto)('AWS KMS as other people wrote it (moto)', () => {
  let server: Awaited<ReturnType<typeof moto.start>>;
  let vault: KeyVault;
  const masterKey = new Uint8Array(32).fill(9);
  const context = { org: 'acme', purpose: 'content' };

  beforeAll(async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'anything');
    server = await moto.start();
    const client = new KMSClient({ endpoint: server.url, region: 'eu-central-1' });
    const { KeyMetadata: made } = await client.send(new CreateKeyCommand({}));
    vault = openKeyVault({ masterKey, kmsKey: made?.Arn, kmsEndpoint: server.url });
  });
  afterAll(() => {
    server.stop();
    vi.unstubAllEnvs();
  });

  it('opens a data key again that it gave out', async () => {
    const { key, wrapped, keyRef } = await vault.generateDataKey(context);
    expect(keyRef).toMatch(/^arn:aws:kms:eu-central-1:/);
    expect((await vault.decrypt(wrapped, context)).equals(key)).toBe(true);
  });

  it('opens it for no other org and no other purpose', async () => {
    const { wrapped } = await vault.generateDataKey(context);
    await expect(vault.decrypt(wrapped, { ...context, org: 'other' })).rejects.toThrow(KeyUnavailable);
    await expect(vault.decrypt(wrapped, { ...context, purpose: 'other' })).rejects.toThrow(KeyUnavailable);
  });

  it('opens nothing that was altered', async () => {
    const { wrapped } = await vault.generateDataKey(context);
    const altered = Uint8Array.from(wrapped, (byte, at) => (at === wrapped.length - 1 ? byte ^ 1 : byte));
    await expect(vault.decrypt(altered, context)).rejects.toThrow(KeyUnavailable);
  });

  it('is not available when nobody answers', async () => {
    const nobody = openKeyVault({ masterKey, kmsKey: 'alias/gone', kmsEndpoint: 'http://127.0.0.1:1' });
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    await expect(nobody.generateDataKey(context)).rejects.toThrow(KeyUnavailable);
  });
});
