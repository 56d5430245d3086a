import { Injectable } from '@nestjs/common';
import type { RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import type { DirectoryId } from '../directories/directory.js';
import type { ContentsPage, ListedGroup, ListedUser } from './contents.js';
import { ContentsReader } from './contents.reader.js';

/** What directories brought, to be looked through. */
@Injectable()
export class ContentsService {
  constructor(
    private readonly db: OrgDatabase,
    private readonly reader: ContentsReader,
  ) {}

  users(ctx: RequestContext, directoryId: DirectoryId, page: ContentsPage): Promise<readonly ListedUser[]> {
    return this.db.within(ctx, (tx) => this.reader.users(tx, { orgId: ctx.orgId, directoryId }, page));
  }

  groups(ctx: RequestContext, directoryId: DirectoryId, page: ContentsPage): Promise<readonly ListedGroup[]> {
    return this.db.within(ctx, (tx) => this.reader.groups(tx, { orgId: ctx.orgId, directoryId }, page));
  }
}
