import type { Condition } from './filter.js';
import { GROUP_TYPE } from './group-schema.js';
import type { PatchOperation } from './patch-message.js';
import { readTarget } from './patch-path.js';
import { ScimRefusal } from './refusal.js';
import { asObject, type Attributes, readValue } from './resource.js';
import { named } from './schema.js';

/** What becomes of a group's members, in the order in which the client asked for it: each step is one statement, however many they are. */
export type MemberStep =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] }
  | { readonly kind: 'remove-where'; readonly where: Condition }
  /** Those chosen give way to `ids`; where the filter chooses nobody the operation has no target (RFC 7644 section 3.5.2.3). */
  | { readonly kind: 'replace-where'; readonly where: Condition; readonly ids: readonly string[] }
  | { readonly kind: 'clear' };

export interface GroupPlan {
  /** What is left for the group's own attributes. */
  readonly operations: readonly PatchOperation[];
  readonly members: readonly MemberStep[];
}

const MEMBERS = 'members';
const membersAttribute = named(GROUP_TYPE.schema.attributes, MEMBERS);

/** Parts a PATCH of a group into what changes the group and what changes who is in it, without a look at either. @throws ScimRefusal */
export function planGroupPatch(operations: readonly PatchOperation[]): GroupPlan {
  const [own, members]: [PatchOperation[], MemberStep[]] = [[], []];
  for (const operation of operations) {
    if (operation.path === null) partWithoutPath(operation, own, members);
    else members.push(...stepsOf(operation, own));
  }
  return { operations: own, members };
}

function partWithoutPath(operation: PatchOperation, own: PatchOperation[], members: MemberStep[]): void {
  const { op } = operation;
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(asObject(operation.value, 'The value of an operation without a path'))) {
    if (key.toLowerCase() !== MEMBERS) rest[key] = value;
    else members.push({ kind: op === 'replace' ? 'replace' : 'add', ids: memberIds(value) });
  }
  if (Object.keys(rest).length > 0) own.push({ ...operation, value: rest });
}

function stepsOf(operation: PatchOperation, own: PatchOperation[]): readonly MemberStep[] {
  const target = readTarget(GROUP_TYPE, operation.path ?? '');
  if (target.kind !== 'values' || target.path.attribute.name !== MEMBERS) {
    own.push(operation);
    return [];
  }
  const { sub } = target.path;
  if (sub !== null && sub.name !== 'value')
    throw new ScimRefusal('mutability', `A member's "${sub.name}" is not changed at the group.`);
  if (sub !== null && target.where !== null && operation.op !== 'remove')
    throw new ScimRefusal('mutability', 'A member does not become another one: remove the one, and add the other.');
  return memberSteps(operation, target.where);
}

function memberSteps({ op, value }: PatchOperation, where: Condition | null): readonly MemberStep[] {
  const ids = value == null ? null : memberIds(value);
  if (op === 'remove') {
    if (where !== null) return [{ kind: 'remove-where', where }];
    return [ids === null ? { kind: 'clear' } : { kind: 'remove', ids }];
  }
  if (op === 'replace' && where !== null) return [{ kind: 'replace-where', where, ids: ids ?? [] }];
  return [{ kind: op, ids: ids ?? [] }];
}

/** The ids of members, each once. @throws ScimRefusal invalidValue */
export function memberIds(value: unknown): readonly string[] {
  const members = (membersAttribute && readValue(membersAttribute, value)) as readonly Attributes[] | undefined;
  const ids = (members ?? []).map(({ value: id, type }) => {
    if (typeof id !== 'string') throw new ScimRefusal('invalidValue', 'A member has a "value": the id of a person.');
    if (typeof type === 'string' && type.toLowerCase() !== 'user')
      throw new ScimRefusal('invalidValue', 'Members are people: a group within a group is not supported here.');
    return id.toLowerCase();
  });
  return [...new Set(ids)];
}
