import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, parsed, Requires } from '#platform/http';
import { RoleDesk } from './role-desk.js';
import {
  newRoleBody,
  type NewRoleBody,
  roleBody,
  type RoleBody,
  roleListView,
  roleParams,
  type RoleParams,
  type RoleView,
  toView,
} from './role.schema.js';

const tag = 'Access';

@Controller('api/v1/roles')
export class RoleController {
  constructor(private readonly desk: RoleDesk) {}

  @Get()
  @Requires('role:read')
  @Describe({ summary: 'List the roles and what they allow', tag, response: roleListView })
  async list(@Ctx() ctx: RequestContext): Promise<{ items: RoleView[] }> {
    return { items: (await this.desk.list(ctx)).map(toView) };
  }

  @Post()
  @HttpCode(204)
  @Requires('role:update', { fresh: 'always' })
  @Describe({ summary: 'Make a role', tag, response: null })
  async create(@Ctx() ctx: RequestContext, @Body(parsed(newRoleBody)) role: NewRoleBody): Promise<void> {
    await this.desk.create(ctx, role);
  }

  @Put(':name')
  @HttpCode(204)
  @Requires('role:update', { fresh: 'always' })
  @Describe({ summary: 'Change what a role of the organisation allows', tag, response: null })
  async update(
    @Ctx() ctx: RequestContext,
    @Param(parsed(roleParams)) { name }: RoleParams,
    @Body(parsed(roleBody)) role: RoleBody,
  ): Promise<void> {
    await this.desk.update(ctx, { name, ...role });
  }

  @Delete(':name')
  @HttpCode(204)
  @Requires('role:update', { fresh: 'always' })
  @Describe({ summary: 'Delete a role that nobody has', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(roleParams)) { name }: RoleParams): Promise<void> {
    await this.desk.delete(ctx, name);
  }
}
