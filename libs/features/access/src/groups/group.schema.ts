import { z } from 'zod';
import type { Group, GroupId } from '#features/tenancy';
import type { PersonId } from '#kernel';
import { nameField, pageOf, pageQuery, searchField } from '#platform/http';
import type { GroupMember } from './group-member.reader.js';

const personId = z.uuid().transform((id) => id as PersonId);

export const groupBody = z.strictObject({
  name: nameField(80, 'Name the group.'),
});
export type GroupBody = z.infer<typeof groupBody>;

export const groupParams = z.strictObject({ id: z.uuid().transform((id) => id as GroupId) });
export type GroupParams = z.infer<typeof groupParams>;
export const groupMemberParams = groupParams.extend({ personId });
export type GroupMemberParams = z.infer<typeof groupMemberParams>;

export const groupQuery = z.strictObject({
  ...pageQuery,
  cursor: z.uuid().optional(),
  search: searchField('Part of a name'),
});
export type GroupQuery = z.infer<typeof groupQuery>;
export const groupMemberQuery = z.strictObject({ ...pageQuery, cursor: z.uuid().optional() });
export type GroupMemberQuery = z.infer<typeof groupMemberQuery>;

export const groupMembersBody = z.strictObject({ people: z.array(personId).min(1).max(500) });
export type GroupMembersBody = z.infer<typeof groupMembersBody>;

export const groupView = z.object({
  id: z.uuid(),
  name: z.string(),
  source: z.enum(['local', 'directory', 'connection']).describe('Who says who is in it'),
  members: z.int().describe('How many people are in it'),
  createdAt: z.iso.datetime(),
});
export type GroupView = z.infer<typeof groupView>;
export const groupPage = pageOf(groupView);

export const groupMemberView = z.object({
  person: z.object({ id: z.uuid(), email: z.string(), name: z.string() }),
  status: z.enum(['active', 'suspended']),
});
export type GroupMemberView = z.infer<typeof groupMemberView>;
export const groupMemberPage = pageOf(groupMemberView);

export const toGroupView = ({ id, name, source, members, createdAt }: Group): GroupView => ({
  id,
  name,
  source,
  members,
  createdAt: createdAt.toISOString(),
});

export const toGroupMemberView = ({ person: { id, email, name }, status }: GroupMember): GroupMemberView => ({
  person: { id, email, name },
  status,
});
