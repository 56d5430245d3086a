import { type Attributes, ENTERPRISE_SCHEMA, folded, USER_SCHEMA } from '#engines/scim';
import type { Id, PersonId } from '#kernel';

export type DirectoryUserId = Id<'DirectoryUser'>;

/** A person as her directory describes her. Who she is in Castellan is told by `personId`, once it is known. */
export interface DirectoryUser {
  readonly id: DirectoryUserId;
  readonly attributes: Attributes;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Also where the directory has unassigned it. */
  readonly active: boolean;
  readonly personId: PersonId | null;
}

/** What of a user stands in columns, to be found by. */
export interface UserKeys {
  readonly userName: string;
  readonly userNameKey: string;
  readonly externalId: string | null;
  readonly active: boolean;
  readonly emailKey: string | null;
  readonly hasMoreEmails: boolean;
  readonly label: string;
}

interface Email {
  readonly value?: string;
  readonly primary?: boolean;
}

/** A user whose directory says nothing of it is active. */
export const withDefaults = (attributes: Attributes): Attributes => ({
  ...attributes,
  active: attributes['active'] ?? true,
});

/** @param wasActive what holds where the attributes say nothing of it */
export function keysOf(attributes: Attributes, wasActive = true): UserKeys {
  const userName = attributes['userName'] as string;
  const emails = (attributes['emails'] ?? []) as readonly Email[];
  const email = emails.find(({ primary }) => primary === true) ?? emails[0];
  return {
    userName,
    userNameKey: folded(userName),
    externalId: (attributes['externalId'] as string | undefined) ?? null,
    active: (attributes['active'] as boolean | undefined) ?? wasActive,
    emailKey: email?.value?.trim().toLowerCase() ?? null,
    hasMoreEmails: emails.length > 1,
    label: labelOf(attributes, userName),
  };
}

function labelOf(attributes: Attributes, otherwise: string): string {
  const { formatted, givenName, familyName } = (attributes['name'] ?? {}) as Record<string, string | undefined>;
  const parts = [givenName, familyName].filter((part) => part !== undefined).join(' ');
  return (attributes['displayName'] as string | undefined) ?? formatted ?? (parts === '' ? otherwise : parts);
}

/** RFC 7644 section 3.14: weak, for attributes that others write (such as `groups`) do not count. */
export const etagOf = (version: number): string => `W/"${version}"`;

/** A group, as those who are in it show it. */
export interface GroupShown {
  readonly value: string;
  readonly display: string;
}

interface Shown extends Omit<DirectoryUser, 'personId' | 'active'> {
  /** Null where she is in none, or where it was not asked for. */
  readonly groups: readonly GroupShown[] | null;
}

/** The user as the standard shows her. */
export function userResource(
  base: string,
  { id, attributes, version, createdAt, updatedAt, groups }: Shown,
): Attributes {
  const extension = attributes[ENTERPRISE_SCHEMA] === undefined ? [] : [ENTERPRISE_SCHEMA];
  return {
    schemas: [USER_SCHEMA, ...extension],
    id,
    ...attributes,
    ...(groups !== null &&
      groups.length > 0 && {
        groups: groups.map(({ value, display }) => ({
          value,
          $ref: `${base}/Groups/${value}`,
          display,
          type: 'direct',
        })),
      }),
    meta: {
      resourceType: 'User',
      created: createdAt.toISOString(),
      lastModified: updatedAt.toISOString(),
      location: `${base}/Users/${id}`,
      version: etagOf(version),
    },
  };
}
