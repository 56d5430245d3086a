import { Controller, Get, Param, Query } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { Ctx, Describe, type PageOf, parsed, Requires } from '#platform/http';
import { directoryParams, type DirectoryParams } from '../directories/directory.schema.js';
import {
  contentsQuery,
  type ContentsQuery,
  listedGroupPage,
  type ListedGroupView,
  listedUserPage,
  type ListedUserView,
  toListedGroupView,
  toListedUserView,
  usersQuery,
  type UsersQuery,
} from './contents.schema.js';
import { ContentsService } from './contents.service.js';

const tag = 'Directories';

@Controller('api/v1/directories/:id')
export class ContentsController {
  constructor(private readonly contents: ContentsService) {}

  @Get('users')
  @Requires('directory:read')
  @Describe({ summary: 'List the users that a directory brought', tag, response: listedUserPage })
  async users(
    @Ctx() ctx: RequestContext,
    @Param(parsed(directoryParams)) { id }: DirectoryParams,
    @Query(parsed(usersQuery)) { cursor, limit, search, group }: UsersQuery,
  ): Promise<PageOf<ListedUserView>> {
    const page = { after: cursor ?? null, search: search ?? null, groupId: group ?? null, limit: limit + 1 };
    return pageFrom(await this.contents.users(ctx, id, page), limit, toListedUserView);
  }

  @Get('groups')
  @Requires('directory:read')
  @Describe({ summary: 'List the groups that a directory brought', tag, response: listedGroupPage })
  async groups(
    @Ctx() ctx: RequestContext,
    @Param(parsed(directoryParams)) { id }: DirectoryParams,
    @Query(parsed(contentsQuery)) { cursor, limit, search }: ContentsQuery,
  ): Promise<PageOf<ListedGroupView>> {
    const page = { after: cursor ?? null, search: search ?? null, groupId: null, limit: limit + 1 };
    return pageFrom(await this.contents.groups(ctx, id, page), limit, toListedGroupView);
  }
}

function pageFrom<T, V extends { id: string }>(found: readonly T[], limit: number, view: (one: T) => V): PageOf<V> {
  const items = found.slice(0, limit).map(view);
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
