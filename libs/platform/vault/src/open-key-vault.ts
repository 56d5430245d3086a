import { AwsKms } from './aws-kms.js';
import type { KeyVault } from './key-vault.js';
import { LocalKeyring } from './local-keyring.js';

export interface VaultSettings {
  readonly masterKey: Uint8Array;
  /** With a key of AWS KMS the vault is AWS KMS; without, the local keyring. */
  readonly kmsKey?: string | undefined;
  readonly kmsEndpoint?: string | undefined;
}

export const openKeyVault = ({ masterKey, kmsKey, kmsEndpoint }: VaultSettings): KeyVault =>
  kmsKey === undefined
    ? new LocalKeyring(masterKey)
    : new AwsKms({ keyId: kmsKey, endpoint: kmsEndpoint, region: regionOf(kmsKey) });

/** An ARN names its region; for an id or an alias the SDK's own settings decide. */
const regionOf = (kmsKey: string): string | undefined => /^arn:[^:]+:kms:([^:]+):/.exec(kmsKey)?.[1];
