import { Injectable } from '@nestjs/common';
import {
  type Attributes,
  GROUP_TYPE,
  type ListQuery,
  project,
  readListQuery,
  type ResourceType,
  ScimRefusal,
  USER_TYPE,
} from '#engines/scim';
import type { DirectoryContext } from '../directories/directory.js';
import { GroupDesk } from '../groups/group-desk.service.js';
import { UserDesk } from '../users/user-desk.service.js';
import { writeCursor } from './cursor.js';
import type { ResourcePage } from './placed-query.js';
import { listOf } from './scim-answer.js';

type Given = Readonly<Record<string, unknown>>;

/** Lists: of users, of groups, or of both (RFC 7644 sections 3.4.2 and 3.4.3). */
@Injectable()
export class SearchService {
  constructor(
    private readonly users: UserDesk,
    private readonly groups: GroupDesk,
  ) {}

  async of(ctx: DirectoryContext, type: ResourceType, given: Given): Promise<object> {
    const query = readListQuery(type, given);
    const page = await this.page(ctx, type, query);
    const resources = page.resources.map((one) => project(type, one, query.projection));
    if ('index' in query.from) return listOf(resources, { total: page.total, startIndex: query.from.index });
    const last = page.keys.length === query.count ? page.keys.at(-1) : undefined;
    return listOf(resources, {
      total: page.total,
      nextCursor: last === undefined ? null : writeCursor(last, query.text),
    });
  }

  /** Users, then groups. What only one of them has, the other has not: its resources do not fit. */
  async ofAll(ctx: DirectoryContext, given: Given): Promise<object> {
    const queries = [USER_TYPE, GROUP_TYPE].flatMap((type) => this.readable(type, given));
    const first = queries[0];
    if (first === undefined)
      throw new ScimRefusal('invalidFilter', 'No kind of resource has the attributes of the filter.');
    if ('cursor' in first.query.from)
      throw new ScimRefusal('invalidCursor', 'Across kinds of resources, page by "startIndex".');
    const { index } = first.query.from;
    let [before, total] = [index - 1, 0];
    const found: Attributes[] = [];
    for (const { type, query } of queries) {
      const count = Math.max(0, first.query.count - found.length);
      const page = await this.page(ctx, type, { ...query, count, from: { index: before + 1 } });
      found.push(...page.resources.map((one) => project(type, one, query.projection)));
      total += page.total;
      before = Math.max(0, before - page.total);
    }
    return listOf(found, { total, startIndex: index });
  }

  private readable(type: ResourceType, given: Given): readonly { type: ResourceType; query: ListQuery }[] {
    try {
      return [{ type, query: readListQuery(type, given) }];
    } catch (error) {
      if (error instanceof ScimRefusal && (error.scimType === 'invalidFilter' || error.scimType === 'invalidPath'))
        return [];
      throw error;
    }
  }

  private page(ctx: DirectoryContext, type: ResourceType, query: ListQuery): Promise<ResourcePage> {
    return type === USER_TYPE ? this.users.list(ctx, query) : this.groups.list(ctx, query);
  }
}
