import { Injectable } from '@nestjs/common';
import {
  applyPatch,
  type Attributes,
  isAsked,
  type ListQuery,
  type Projection,
  readPatch,
  readResource,
  USER_TYPE,
} from '#engines/scim';
import { isUuid, newId } from '#kernel';
import { enterOrg, HotPath, type OrgTx, SystemDatabase, type SystemTx } from '#platform/database';
import type { DirectoryContext } from '../directories/directory.js';
import { changesBetween, type LoggedMethod } from '../log/log-entry.js';
import { LogRepository } from '../log/log.repository.js';
import { readCursor } from '../scim/cursor.js';
import { placeQuery, type ResourcePage } from '../scim/placed-query.js';
import { ResourceNotFound, StandsAbove, UserNameTaken } from '../scim/scim.errors.js';
import { mustMatch } from '../scim/versions.js';
import { HeldBackDesk } from '../standing/held-back.js';
import { LinkService } from '../standing/link.service.js';
import { StandingService } from '../standing/standing.service.js';
import { CreationService } from './creation.service.js';
import { type DirectoryUser, type DirectoryUserId, keysOf, userResource, withDefaults } from './directory-user.js';
import { DirectoryUserReader } from './directory-user.reader.js';
import { DirectoryUserRepository, type NewUser, type UserFound } from './directory-user.repository.js';
import { userGround } from './user-ground.js';

/** One change of one user, as a request asks for it. */
export interface Change {
  readonly id: string;
  readonly ifMatch: string | null;
  readonly body: unknown;
}

/** What SCIM asks of users. */
@Injectable()
export class UserDesk {
  // eslint-disable-next-line max-params -- rows to write, rows to read, and what hangs on a change of standing
  constructor(
    private readonly hot: HotPath,
    private readonly system: SystemDatabase,
    private readonly users: DirectoryUserRepository,
    private readonly creations: CreationService,
    private readonly reader: DirectoryUserReader,
    private readonly standing: StandingService,
    private readonly links: LinkService,
    private readonly heldBack: HeldBackDesk,
    private readonly logs: LogRepository,
  ) {}

  /** @throws ScimRefusal, UserNameTaken */
  async create(ctx: DirectoryContext, body: unknown, id = newId<'DirectoryUser'>(ctx.now)): Promise<Attributes> {
    const user = { id, attributes: withDefaults(readResource(USER_TYPE, body)) };
    if (!(await this.creations.add({ ctx, user }))) throw taken(user.attributes);
    this.links.nudge(ctx);
    return shownAsNew(ctx, user);
  }

  /**
   * Adds many at once; answers for each what became of it. With `mayFail` false nothing is added when one cannot be: null says so.
   */
  async createAll(
    ctx: DirectoryContext,
    users: readonly NewUser[],
    mayFail: (taken: number) => boolean,
  ): Promise<readonly (Attributes | UserNameTaken)[] | null> {
    try {
      const made = await this.hot.within(ctx, async (tx) => {
        const ids = await this.users.insertAll(tx, ctx, users);
        if (!mayFail(users.length - ids.size)) throw new TooManyTaken();
        return ids;
      });
      this.links.nudge(ctx);
      return users.map((user) => (made.has(user.id) ? shownAsNew(ctx, user) : taken(user.attributes)));
    } catch (error) {
      if (error instanceof TooManyTaken) return null;
      throw error;
    }
  }

  /** @throws ResourceNotFound */
  async get(ctx: DirectoryContext, id: string, projection: Projection): Promise<Attributes> {
    const found = isUuid(id)
      ? await this.hot.each(ctx, (tx) =>
          this.reader.find(tx, ctx, id as DirectoryUserId, isAsked(projection, 'groups')),
        )
      : null;
    if (found === null) throw notFound(id);
    return found;
  }

  list(ctx: DirectoryContext, query: ListQuery): Promise<ResourcePage> {
    const after = 'cursor' in query.from ? readCursor(query.from.cursor, query.text) : null;
    const placed = placeQuery('directory_users', userGround, { scope: ctx, query, after });
    return this.hot.each(ctx, (tx) => this.reader.page(tx, ctx.base, placed, isAsked(query.projection, 'groups')));
  }

  /** @throws ResourceNotFound, VersionMismatch, ScimRefusal, UserNameTaken, LastOwnerStays, StandsAbove */
  replace(ctx: DirectoryContext, change: Change): Promise<Attributes> {
    const given = readResource(USER_TYPE, change.body);
    // A replacement that says nothing of it lets nobody back in who was deactivated.
    return this.change(ctx, 'PUT', change, ({ active }) => withDefaults({ active, ...given }));
  }

  /** As `replace`. */
  patch(ctx: DirectoryContext, change: Change): Promise<Attributes> {
    const operations = readPatch(change.body);
    return this.change(ctx, 'PATCH', change, (before) => applyPatch(USER_TYPE, before, operations));
  }

  /** Suspends the member that she is, and forgets what the directory said of her. @throws as `replace` */
  remove(ctx: DirectoryContext, { id, ifMatch }: Omit<Change, 'body'>): Promise<void> {
    return this.within(ctx, async (tx, orgTx) => {
      const user = await this.foundIn(orgTx, ctx, { id, ifMatch });
      const { label } = keysOf(user.attributes);
      if (user.personId !== null) await this.standing.leaveGroupsIn(orgTx, ctx, user.personId);
      await this.users.remove(orgTx, ctx, user.id);
      await this.record(orgTx, ctx, { method: 'DELETE', user, label, changes: [] });
      if (user.personId !== null)
        await this.standing.suspendIn(tx, ctx, { personId: user.personId, label, by: [ctx.power] });
    });
  }

  private async change(
    ctx: DirectoryContext,
    method: LoggedMethod,
    change: Change,
    make: (before: Attributes) => Attributes,
  ): Promise<Attributes> {
    let wanted: Attributes = {};
    const changed = this.within(ctx, async (tx, orgTx) => {
      const user = await this.foundIn(orgTx, ctx, change);
      const attributes = (wanted = make(user.attributes));
      const changes = changesBetween(user.attributes, attributes);
      const { label, active } = keysOf(attributes, user.active);
      const isChanged = changes.length > 0;
      if (isChanged) await this.users.update(orgTx, ctx, { id: user.id, attributes, active: user.active });
      await this.record(orgTx, ctx, { method, user, label, changes });
      if (user.personId !== null && active !== user.active) {
        const who = { personId: user.personId, label, by: [ctx.power] };
        await (active ? this.standing.reinstateIn(tx, ctx, who) : this.standing.suspendIn(tx, ctx, who));
      }
      // The row is ours until the commit: what stands in it then need not be read.
      const made = isChanged && { attributes, version: user.version + 1, updatedAt: ctx.now };
      return userResource(ctx.base, { ...user, ...made });
    });
    const resource = await changed.catch((error: unknown) => {
      throw this.users.isNameTaken(error) ? taken(wanted, error) : error;
    });
    this.links.nudge(ctx);
    return resource;
  }

  private async within<T>(ctx: DirectoryContext, work: (tx: SystemTx, orgTx: OrgTx) => Promise<T>): Promise<T> {
    try {
      return await this.system.swiftly(
        'change a user of a directory',
        async (tx) => work(tx, await enterOrg(tx, ctx.orgId)),
        ctx.orgId,
      );
    } catch (error) {
      if (error instanceof StandsAbove) await this.heldBack.tell(ctx, error.who, error);
      throw error;
    }
  }

  private async foundIn(tx: OrgTx, ctx: DirectoryContext, { id, ifMatch }: Omit<Change, 'body'>): Promise<UserFound> {
    const user = isUuid(id) ? await this.users.findForUpdate(tx, ctx, id as DirectoryUserId) : null;
    if (user === null) throw notFound(id);
    mustMatch(ifMatch, user.version);
    return user;
  }

  private async record(tx: OrgTx, ctx: DirectoryContext, { method, user, label, changes }: Recorded): Promise<void> {
    const status = method === 'DELETE' ? 204 : 200;
    const done = { scimType: null, detail: null, message: null, status, changes } as const;
    await this.logs.insert(tx, ctx, { method, resource: 'Users', resourceId: user.id, label, ...done });
  }
}

interface Recorded {
  readonly method: LoggedMethod;
  readonly user: DirectoryUser;
  readonly label: string;
  readonly changes: ReturnType<typeof changesBetween>;
}

class TooManyTaken extends Error {}

const shownAsNew = (ctx: DirectoryContext, { id, attributes }: NewUser): Attributes =>
  userResource(ctx.base, { id, attributes, version: 1, createdAt: ctx.now, updatedAt: ctx.now, groups: null });

const taken = (attributes: Attributes, cause?: unknown): UserNameTaken =>
  new UserNameTaken(`The userName "${keysOf(attributes).userName}" is taken in this directory.`, { cause });

const notFound = (id: string): ResourceNotFound =>
  new ResourceNotFound(`There is no user "${id.slice(0, 100)}" in this directory.`);
