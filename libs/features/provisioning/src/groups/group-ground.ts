import type { Attribute, SqlGround, SqlValue } from '#engines/scim';
import { columnIn } from '../users/user-ground.js';

const COLUMNS: Readonly<Record<string, SqlValue>> = {
  id: { text: 'u.id', isUuid: true },
  displayname: { text: 'u.display_name_key', isFolded: true, has: 'one' },
  externalid: { text: 'u.external_id', has: 'few' },
  // Every resource has it.
  meta: { text: `'meta'` },
  'meta.created': { text: 'u.created_at' },
  'meta.lastmodified': { text: 'u.updated_at' },
  'meta.resourcetype': { text: `'Group'` },
  'meta.version': { text: `('W/"' || u.version || '"')` },
};

const memberPart = ({ name }: Attribute): SqlValue =>
  name === 'value' ? { text: 'm.user_id', isUuid: true } : { text: `'User'` };

/** How SCIM's filters find groups. */
export const groupGround: SqlGround = {
  document: `'{}'::jsonb`,
  column: columnIn(COLUMNS),
  rows: () => ({
    from: `from directory_group_members m
      where m.org_id = u.org_id and m.directory_id = u.directory_id and m.group_id = u.id`,
    part: memberPart,
  }),
  indexed: () => null,
};

/** How the filter of a path chooses among the members of one group. */
export const memberGround: SqlGround = {
  document: `'{}'::jsonb`,
  column: ({ attribute }) => memberPart(attribute),
  rows: () => null,
  indexed: () => null,
};
