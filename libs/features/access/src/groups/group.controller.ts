import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import { GroupDesk } from './group-desk.js';
import {
  groupBody,
  type GroupBody,
  groupMemberPage,
  groupMemberParams,
  type GroupMemberParams,
  groupMemberQuery,
  type GroupMemberQuery,
  groupMembersBody,
  type GroupMembersBody,
  type GroupMemberView,
  groupPage,
  groupParams,
  type GroupParams,
  groupQuery,
  type GroupQuery,
  groupView,
  type GroupView,
  toGroupMemberView,
  toGroupView,
} from './group.schema.js';

const tag = 'Groups';

@Controller('api/v1/groups')
export class GroupController {
  constructor(private readonly desk: GroupDesk) {}

  @Get()
  @Requires('member:read')
  @Describe({ summary: 'List the groups', tag, response: groupPage })
  async list(
    @Ctx() ctx: RequestContext,
    @Query(parsed(groupQuery)) { cursor, search, limit }: GroupQuery,
  ): Promise<PageOf<GroupView>> {
    const found = await this.desk.list(ctx, { after: cursor ?? null, search: search ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toGroupView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  @Post()
  @Requires('group:manage')
  @Describe({ summary: 'Make a group', tag, response: groupView, status: 201 })
  async create(@Ctx() ctx: RequestContext, @Body(parsed(groupBody)) { name }: GroupBody): Promise<GroupView> {
    return toGroupView(await this.desk.create(ctx, name));
  }

  @Get(':id')
  @Requires('member:read')
  @Describe({ summary: 'Show a group', tag, response: groupView })
  async get(@Ctx() ctx: RequestContext, @Param(parsed(groupParams)) { id }: GroupParams): Promise<GroupView> {
    return toGroupView(await this.desk.get(ctx, id));
  }

  @Put(':id')
  @HttpCode(204)
  @Requires('group:manage')
  @Describe({ summary: 'Rename a group', tag, response: null })
  async rename(
    @Ctx() ctx: RequestContext,
    @Param(parsed(groupParams)) { id }: GroupParams,
    @Body(parsed(groupBody)) { name }: GroupBody,
  ): Promise<void> {
    await this.desk.rename(ctx, id, name);
  }

  @Delete(':id')
  @HttpCode(204)
  @Requires('group:manage', { fresh: 'always' })
  @Describe({ summary: 'Remove a group; its people stay and lose what it gave them', tag, response: null })
  async remove(@Ctx() ctx: RequestContext, @Param(parsed(groupParams)) { id }: GroupParams): Promise<void> {
    await this.desk.remove(ctx, id);
  }

  @Get(':id/members')
  @Requires('member:read')
  @Describe({ summary: 'List who is in a group', tag, response: groupMemberPage })
  async people(
    @Ctx() ctx: RequestContext,
    @Param(parsed(groupParams)) { id: groupId }: GroupParams,
    @Query(parsed(groupMemberQuery)) { cursor, limit }: GroupMemberQuery,
  ): Promise<PageOf<GroupMemberView>> {
    const found = await this.desk.people(ctx, { groupId, after: cursor ?? null, limit: limit + 1 });
    const items = found.slice(0, limit).map(toGroupMemberView);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.person.id ?? null) : null };
  }

  @Post(':id/members')
  @HttpCode(204)
  @Requires('group:manage', { fresh: 'always' })
  @Describe({ summary: 'Take people into a group', tag, response: null })
  async add(
    @Ctx() ctx: RequestContext,
    @Param(parsed(groupParams)) { id }: GroupParams,
    @Body(parsed(groupMembersBody)) { people }: GroupMembersBody,
  ): Promise<void> {
    await this.desk.add(ctx, id, people);
  }

  @Delete(':id/members/:personId')
  @HttpCode(204)
  @Requires('group:manage')
  @Describe({ summary: 'Take a person out of a group', tag, response: null })
  async leave(
    @Ctx() ctx: RequestContext,
    @Param(parsed(groupMemberParams)) { id, personId }: GroupMemberParams,
  ): Promise<void> {
    await this.desk.leave(ctx, id, personId);
  }
}
