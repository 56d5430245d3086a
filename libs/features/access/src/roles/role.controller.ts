import { Controller, Get } from '@nestjs/common';
import { Describe, Requires } from '#platform/http';
import { BUILT_IN_ROLES } from './role.js';
import { roleListView, type RoleView, toView } from './role.schema.js';

@Controller('api/v1/roles')
export class RoleController {
  @Get()
  @Requires('role:read')
  @Describe({ summary: 'List the roles and what they allow', tag: 'Access', response: roleListView })
  list(): { items: RoleView[] } {
    return { items: BUILT_IN_ROLES.map(toView) };
  }
}
