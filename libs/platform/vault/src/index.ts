export { AwsKms, type AwsKmsOptions } from './aws-kms.js';
export { InstallationSealer } from './installation-sealer.js';
export { type DataKey, type KeyContext, KeyVault } from './key-vault.js';
export { LocalKeyring } from './local-keyring.js';
export { openKeyVault, type VaultSettings } from './open-key-vault.js';
export { KeyUnavailable } from './vault.errors.js';
