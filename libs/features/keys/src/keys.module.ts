import { Module } from '@nestjs/common';
import { DataKeyController } from './data-keys/data-key.controller.js';
import { DataKeyRepository } from './data-keys/data-key.repository.js';
import { DataKeyService } from './data-keys/data-key.service.js';
import { DataKeySource } from './data-keys/data-key-source.js';
import { OrgSealer } from './data-keys/org-sealer.js';

@Module({
  providers: [DataKeyRepository, DataKeyService, DataKeySource, OrgSealer],
  exports: [DataKeyService, OrgSealer],
})
export class KeysModule {}

@Module({ imports: [KeysModule], controllers: [DataKeyController] })
export class KeysHttpModule {}
