import { z } from 'zod';
import { pageOf, pageQuery, searchField } from '#platform/http';
import type { ListedGroup, ListedUser } from './contents.js';

export const contentsQuery = z.strictObject({
  ...pageQuery,
  cursor: z.uuid().optional(),
  search: searchField('Part of a name'),
});
export const usersQuery = z.strictObject({
  ...contentsQuery.shape,
  group: z.uuid().optional().describe('Only those in this group'),
});
export type ContentsQuery = z.infer<typeof contentsQuery>;
export type UsersQuery = z.infer<typeof usersQuery>;

export const listedUserView = z.object({
  id: z.uuid(),
  userName: z.string(),
  label: z.string(),
  email: z.string().nullable(),
  externalId: z.string().nullable(),
  active: z.boolean(),
  personId: z.uuid().nullable().describe('The member that the user is, once that is known'),
  updatedAt: z.iso.datetime(),
});
export type ListedUserView = z.infer<typeof listedUserView>;
export const listedUserPage = pageOf(listedUserView);

export const listedGroupView = z.object({
  id: z.uuid(),
  displayName: z.string(),
  externalId: z.string().nullable(),
  members: z.int(),
  updatedAt: z.iso.datetime(),
});
export type ListedGroupView = z.infer<typeof listedGroupView>;
export const listedGroupPage = pageOf(listedGroupView);

export const toListedUserView = (user: ListedUser): ListedUserView => ({
  ...user,
  updatedAt: user.updatedAt.toISOString(),
});
export const toListedGroupView = (group: ListedGroup): ListedGroupView => ({
  ...group,
  updatedAt: group.updatedAt.toISOString(),
});
