import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Describe, Requires } from '#platform/http';
import { DELEGATING_PERMISSIONS, GRANTABLE_PERMISSIONS, PERMISSIONS } from './permission.js';

const permissionListView = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      means: z.string(),
      delegating: z.boolean().describe('By this permission one gives others access'),
    }),
  ),
});

@Controller('api/v1/permissions')
export class PermissionController {
  @Get()
  @Requires('role:read')
  @Describe({
    summary: 'List what people and service accounts can be permitted',
    tag: 'Access',
    response: permissionListView,
  })
  list(): z.infer<typeof permissionListView> {
    return {
      items: GRANTABLE_PERMISSIONS.map((name) => ({
        name,
        means: PERMISSIONS[name],
        delegating: DELEGATING_PERMISSIONS.has(name),
      })),
    };
  }
}
