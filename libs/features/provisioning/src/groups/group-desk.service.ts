import { Injectable } from '@nestjs/common';
import {
  applyPatch,
  type Attributes,
  GROUP_TYPE,
  isAsked,
  type ListQuery,
  memberIds,
  type MemberStep,
  planGroupPatch,
  type Projection,
  readPatch,
  readResource,
  ScimRefusal,
} from '#engines/scim';
import { type GroupId, GroupMemberRepository, GroupRepository, GROUPS_CHANGED, ScopeEnds } from '#features/tenancy';
import { isUuid, newId } from '#kernel';
import { ChangeSignal, HotPath, OrgDatabase, type OrgTx } from '#platform/database';
import type { DirectoryContext } from '../directories/directory.js';
import { changesBetween, type LoggedChange, type LoggedMethod } from '../log/log-entry.js';
import { LogRepository } from '../log/log.repository.js';
import { readCursor } from '../scim/cursor.js';
import { placeQuery, type ResourcePage } from '../scim/placed-query.js';
import { ResourceNotFound } from '../scim/scim.errors.js';
import { mustMatch } from '../scim/versions.js';
import type { Change } from '../users/user-desk.service.js';
import { type DirectoryGroup, LONGEST_GROUP_NAME } from './directory-group.js';
import { DirectoryGroupReader } from './directory-group.reader.js';
import { DirectoryGroupRepository } from './directory-group.repository.js';
import { groupGround } from './group-ground.js';

/** What SCIM asks of groups. A group is never read to change who is in it. */
@Injectable()
export class GroupDesk {
  // eslint-disable-next-line max-params -- a group stands in the directory and, for the people here, in tenancy
  constructor(
    private readonly db: OrgDatabase,
    private readonly hot: HotPath,
    private readonly groups: DirectoryGroupRepository,
    private readonly reader: DirectoryGroupReader,
    private readonly orgGroups: GroupRepository,
    private readonly orgMembers: GroupMemberRepository,
    private readonly logs: LogRepository,
    private readonly signal: ChangeSignal,
    private readonly ends: ScopeEnds = new ScopeEnds(),
  ) {}

  /** @throws ScimRefusal, GroupNameTaken */
  create(ctx: DirectoryContext, body: unknown, id = newId<'Group'>(ctx.now)): Promise<Attributes> {
    const given = readResource(GROUP_TYPE, body);
    const words = wordsOf(given);
    return this.db.within(ctx, async (tx) => {
      await this.groups.holdLinks(tx, ctx);
      await this.groups.insert(tx, ctx, { id, ...words });
      const source = { source: 'directory', sourceId: ctx.directoryId, createdAt: ctx.now } as const;
      await this.orgGroups.insert(tx, ctx, { id, name: words.displayName, ...source });
      const changed = await this.takeAll(tx, ctx, id, [{ kind: 'add', ids: memberIds(given['members']) }]);
      const changes = [...changesBetween({}, { displayName: words.displayName }), ...changed];
      await this.record(tx, ctx, { method: 'POST', id, label: words.displayName, changes });
      return (await this.reader.find(tx, ctx, id, true)) ?? {};
    });
  }

  /** @throws ResourceNotFound */
  async get(ctx: DirectoryContext, id: string, projection: Projection): Promise<Attributes> {
    const withMembers = isAsked(projection, 'members');
    const found = isUuid(id)
      ? await this.hot.each(ctx, (tx) => this.reader.find(tx, ctx, id as GroupId, withMembers))
      : null;
    if (found === null) throw notFound(id);
    return found;
  }

  list(ctx: DirectoryContext, query: ListQuery): Promise<ResourcePage> {
    const after = 'cursor' in query.from ? readCursor(query.from.cursor, query.text) : null;
    const placed = placeQuery('directory_groups', groupGround, { scope: ctx, query, after });
    return this.hot.each(ctx, (tx) => this.reader.page(tx, ctx.base, placed, isAsked(query.projection, 'members')));
  }

  /** @throws ResourceNotFound, VersionMismatch, ScimRefusal, GroupNameTaken */
  async replace(ctx: DirectoryContext, change: Change): Promise<Attributes> {
    const given = readResource(GROUP_TYPE, change.body);
    const words = wordsOf(given);
    const steps: readonly MemberStep[] = [{ kind: 'replace', ids: memberIds(given['members']) }];
    await this.db.within(ctx, (tx) => this.changeIn(tx, ctx, { method: 'PUT', change, steps, make: () => words }));
    return this.get(ctx, change.id, { only: null, without: new Set() });
  }

  /** As `replace`; answers nothing, for what it would answer may be fifty thousand members. */
  async patch(ctx: DirectoryContext, change: Change): Promise<void> {
    const { operations, members } = planGroupPatch(readPatch(change.body));
    const make = (before: Attributes) => wordsOf(applyPatch(GROUP_TYPE, before, operations));
    const work = (tx: OrgTx) => this.changeIn(tx, ctx, { method: 'PATCH', change, steps: members, make });
    await (operations.length === 0 ? this.hot.within(ctx, work) : this.db.within(ctx, work));
  }

  /** What was given to the group is given to nobody any more. @throws ResourceNotFound, VersionMismatch */
  remove(ctx: DirectoryContext, { id, ifMatch }: Omit<Change, 'body'>): Promise<void> {
    return this.db.within(ctx, async (tx) => {
      const group = await this.foundIn(tx, ctx, { id, ifMatch });
      await this.ends.tellIn(tx, ctx, { kind: 'group', id: group.id, name: group.displayName });
      await this.groups.remove(tx, ctx, group.id);
      await this.orgGroups.remove(tx, ctx, group.id);
      await this.signal.notify(tx, { topic: GROUPS_CHANGED, orgId: ctx.orgId, id });
      await this.record(tx, ctx, { method: 'DELETE', id: group.id, label: group.displayName, changes: [] });
    });
  }

  private async changeIn(tx: OrgTx, ctx: DirectoryContext, { method, change, steps, make }: Plan): Promise<void> {
    const group = await this.foundIn(tx, ctx, change);
    const before = attributesOf(group);
    const words = make(before);
    const ofWords = changesBetween(before, attributesOf(words));
    const ofMembers = await this.takeAll(tx, ctx, group.id, steps);
    if (words.displayName !== group.displayName) await this.orgGroups.rename(tx, ctx, group.id, words.displayName);
    if (ofWords.length > 0) await this.groups.update(tx, ctx, { id: group.id, ...words });
    else if (ofMembers.length > 0) await this.groups.touch(tx, ctx, group.id);
    const changes = [...ofWords, ...ofMembers];
    await this.record(tx, ctx, { method, id: group.id, label: words.displayName, changes });
  }

  /** Each step is one statement; those who are people here follow in tenancy. */
  private async takeAll(
    tx: OrgTx,
    ctx: DirectoryContext,
    id: GroupId,
    steps: readonly MemberStep[],
  ): Promise<readonly LoggedChange[]> {
    let [added, removed, isTold] = [0, 0, false];
    for (const step of steps) {
      const change = await this.groups.take(tx, ctx, id, step);
      if (change.entered.length > 0) await this.orgMembers.add(tx, ctx, id, change.entered);
      if (change.left.length > 0) await this.orgMembers.remove(tx, ctx, id, change.left);
      isTold ||= change.entered.length + change.left.length > 0;
      added += change.added;
      removed += change.removed;
    }
    if (isTold) await this.signal.notify(tx, { topic: GROUPS_CHANGED, orgId: ctx.orgId, id });
    if (added + removed === 0) return [];
    const count = (some: number): string | null => (some === 0 ? null : `${some} member${some === 1 ? '' : 's'}`);
    return [{ attribute: 'members', before: count(removed), after: count(added) }];
  }

  private async foundIn(
    tx: OrgTx,
    ctx: DirectoryContext,
    { id, ifMatch }: Omit<Change, 'body'>,
  ): Promise<DirectoryGroup> {
    const group = isUuid(id) ? await this.groups.findForUpdate(tx, ctx, id as GroupId) : null;
    if (group === null) throw notFound(id);
    mustMatch(ifMatch, group.version);
    return group;
  }

  private async record(tx: OrgTx, ctx: DirectoryContext, { method, id, label, changes }: Recorded): Promise<void> {
    const status = method === 'POST' ? 201 : method === 'PUT' ? 200 : 204;
    const done = { scimType: null, detail: null, message: null, status, changes } as const;
    await this.logs.insert(tx, ctx, { method, resource: 'Groups', resourceId: id, label, ...done });
  }
}

type Words = Pick<DirectoryGroup, 'displayName' | 'externalId'>;

interface Plan {
  readonly method: LoggedMethod;
  readonly change: Change;
  readonly steps: readonly MemberStep[];
  readonly make: (before: Attributes) => Words;
}

interface Recorded {
  readonly method: LoggedMethod;
  readonly id: GroupId;
  readonly label: string;
  readonly changes: readonly LoggedChange[];
}

function wordsOf(attributes: Attributes): Words {
  const displayName = attributes['displayName'] as string;
  if (displayName.length > LONGEST_GROUP_NAME)
    throw new ScimRefusal('invalidValue', `"displayName" has at most ${LONGEST_GROUP_NAME} characters.`);
  return { displayName, externalId: (attributes['externalId'] as string | undefined) ?? null };
}

const attributesOf = ({ displayName, externalId }: Words): Attributes => ({
  displayName,
  ...(externalId !== null && { externalId }),
});

const notFound = (id: string): ResourceNotFound =>
  new ResourceNotFound(`There is no group "${id.slice(0, 100)}" in this directory.`);
