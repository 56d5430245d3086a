import { Module } from '@nestjs/common';
import { Authorizer } from '#platform/http';
import { RoleAuthorizer } from './permissions/authorizer.js';
import { RoleController } from './roles/role.controller.js';
import { RoleGrantRepository } from './roles/role-grant.repository.js';
import { RoleService } from './roles/role.service.js';

@Module({
  providers: [RoleGrantRepository, RoleService, { provide: Authorizer, useClass: RoleAuthorizer }],
  exports: [RoleService, Authorizer],
})
export class AccessModule {}

@Module({ imports: [AccessModule], controllers: [RoleController] })
export class AccessHttpModule {}
