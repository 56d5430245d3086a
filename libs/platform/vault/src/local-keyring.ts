import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { type DataKey, type KeyContext, KeyVault } from './key-vault.js';
import { derivedKey, unwrap, wrap } from './key-wrap.js';
import { KeyUnavailable } from './vault.errors.js';

const DATA_KEY_BYTES = 32;
const KEY_REF = 'local-keyring/v1';

/** The vault of an installation without a KMS: data keys are wrapped under the master key, which lies in the data folder or comes from the environment. */
export class LocalKeyring extends KeyVault {
  override readonly name = 'local';
  private readonly key: KeyObject;

  constructor(masterKey: Uint8Array) {
    super();
    this.key = derivedKey(masterKey, `castellan/${KEY_REF}`);
  }

  override generateDataKey(context: KeyContext): Promise<DataKey> {
    const raw = randomBytes(DATA_KEY_BYTES);
    const wrapped = wrap(this.key, boundTo(context), raw);
    const key = createSecretKey(raw);
    raw.fill(0);
    return Promise.resolve({ key, wrapped, keyRef: KEY_REF });
  }

  override decrypt(wrapped: Uint8Array, context: KeyContext): Promise<KeyObject> {
    try {
      const raw = unwrap(this.key, boundTo(context), wrapped);
      const key = createSecretKey(raw);
      raw.fill(0);
      return Promise.resolve(key);
    } catch (error) {
      return Promise.reject(
        new KeyUnavailable(
          'The data key does not open under this installation’s master key. Restore the keyring from a backup.',
          { cause: error },
        ),
      );
    }
  }
}

const boundTo = ({ org, purpose }: KeyContext): string => JSON.stringify(['castellan/data-key/v1', org, purpose]);
