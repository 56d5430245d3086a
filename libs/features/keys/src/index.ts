export { type DataKeyVersion, KEY_PURPOSES, type KeyPurpose } from './data-keys/data-key.js';
export { DataKeyRepository, KEY_ROTATED } from './data-keys/data-key.repository.js';
export { DataKeyService } from './data-keys/data-key.service.js';
export { DataKeySource } from './data-keys/data-key-source.js';
export { OrgSealer } from './data-keys/org-sealer.js';
export { KeysHttpModule, KeysModule } from './keys.module.js';
