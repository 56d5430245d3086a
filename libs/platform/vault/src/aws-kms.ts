import { createSecretKey, type KeyObject } from 'node:crypto';
import type * as Kms from '@aws-sdk/client-kms';
import { type DataKey, type KeyContext, KeyVault } from './key-vault.js';
import { KeyUnavailable } from './vault.errors.js';

export interface AwsKmsOptions {
  /** ARN, id or alias of a symmetric key. */
  readonly keyId: string;
  /** Another address than AWS's own: a private endpoint, an emulator. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

const CONNECT_TIMEOUT_MS = 2_000;
const ANSWER_TIMEOUT_MS = 5_000;
const ATTEMPTS = 2;

/**
 * The vault of a customer who keeps the key: AWS KMS, with org and purpose as encryption context, so that the customer's own CloudTrail
 * tells for which org and what for each data key was opened. Credentials come from where the AWS SDK finds them.
 * Whatever KMS answers other than a key (disabled, pending deletion, denied, unknown, throttled, no JSON at all) means: not available.
 */
export class AwsKms extends KeyVault {
  override readonly name = 'aws-kms';
  private opened: Promise<{ sdk: typeof Kms; client: Kms.KMSClient }> | null = null;

  constructor(private readonly options: AwsKmsOptions) {
    super();
  }

  override async generateDataKey(context: KeyContext): Promise<DataKey> {
    return this.asking('give out a data key', async ({ sdk, client }) => {
      const answer = await client.send(
        new sdk.GenerateDataKeyCommand({
          KeyId: this.options.keyId,
          KeySpec: 'AES_256',
          EncryptionContext: { ...context },
        }),
      );
      const { Plaintext: raw, CiphertextBlob: wrapped, KeyId: keyRef } = answer;
      if (raw === undefined || wrapped === undefined || keyRef === undefined)
        throw new Error('KMS answered without a key.');
      return { key: secretKeyOf(raw), wrapped, keyRef };
    });
  }

  override async decrypt(wrapped: Uint8Array, context: KeyContext): Promise<KeyObject> {
    return this.asking('open a data key', async ({ sdk, client }) => {
      const { Plaintext: raw } = await client.send(
        new sdk.DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: { ...context } }),
      );
      if (raw === undefined) throw new Error('KMS answered without a key.');
      return secretKeyOf(raw);
    });
  }

  private async asking<T>(
    what: string,
    ask: (kms: { sdk: typeof Kms; client: Kms.KMSClient }) => Promise<T>,
  ): Promise<T> {
    try {
      return await ask(await this.open());
    } catch (error) {
      throw new KeyUnavailable(
        `AWS KMS did not ${what} (${nameOf(error)}). Check that the key is enabled and that Castellan may use it; nothing is lost meanwhile.`,
        { cause: error },
      );
    }
  }

  /** The SDK is loaded when it is first needed: an installation with a local keyring never pays for it. */
  private open(): Promise<{ sdk: typeof Kms; client: Kms.KMSClient }> {
    this.opened ??= import('@aws-sdk/client-kms').then((sdk) => {
      const { endpoint, region } = this.options;
      const client = new sdk.KMSClient({
        ...(endpoint !== undefined && { endpoint }),
        ...(region !== undefined && { region }),
        maxAttempts: ATTEMPTS,
        requestHandler: {
          connectionTimeout: CONNECT_TIMEOUT_MS,
          requestTimeout: ANSWER_TIMEOUT_MS,
          throwOnRequestTimeout: true,
        },
      });
      return { sdk, client };
    });
    return this.opened;
  }
}

const DATA_KEY_BYTES = 32;

function secretKeyOf(raw: Uint8Array): KeyObject {
  if (raw.length !== DATA_KEY_BYTES)
    throw new Error(`KMS gave a key of ${raw.length} bytes instead of ${DATA_KEY_BYTES}.`);
  const key = createSecretKey(raw);
  raw.fill(0);
  return key;
}

/** The class of KMS's answer, which is safe to show; never its message, which may quote what we sent. */
const nameOf = (error: unknown): string =>
  error instanceof Error && /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : 'no answer';
