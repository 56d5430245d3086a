import type { Attribute, AttributePath, SqlGround, SqlValue } from '#engines/scim';

/** Of users the columns, by the attribute that each holds. */
const COLUMNS: Readonly<Record<string, SqlValue>> = {
  id: { text: 'u.id', isUuid: true },
  username: { text: 'u.user_name_key', isFolded: true, has: 'one' },
  externalid: { text: 'u.external_id', has: 'few' },
  active: { text: 'u.active' },
  // Every resource has it.
  meta: { text: `'meta'` },
  'meta.created': { text: 'u.created_at' },
  'meta.lastmodified': { text: 'u.updated_at' },
  'meta.resourcetype': { text: `'User'` },
  'meta.version': { text: `('W/"' || u.version || '"')` },
};

export const columnIn =
  (columns: Readonly<Record<string, SqlValue>>) =>
  ({ extension, attribute, sub }: AttributePath): SqlValue | null =>
    extension === null
      ? (columns[`${attribute.name}${sub === null ? '' : `.${sub.name}`}`.toLowerCase()] ?? null)
      : null;

/** How SCIM's filters find users. */
export const userGround: SqlGround = {
  document: 'u.doc',
  column: columnIn(COLUMNS),
  rows: ({ name }) =>
    name !== 'groups'
      ? null
      : {
          from: `from directory_group_members gm join directory_groups g
            on g.org_id = gm.org_id and g.directory_id = gm.directory_id and g.id = gm.group_id
            where gm.org_id = u.org_id and gm.directory_id = u.directory_id and gm.user_id = u.id`,
          part: (part: Attribute) =>
            part.name === 'value'
              ? { text: 'g.id', isUuid: true }
              : { text: part.name === 'display' ? 'g.display_name' : `'direct'` },
        },
  /** Most people have one address, which is in a column; the few who have more are found among themselves. */
  indexed: ({ name }, value, add) => {
    if (name !== 'emails') return null;
    const one = `select i.id from directory_users i where i.org_id = $1::uuid and i.directory_id = $2::uuid`;
    return `u.id in (${one} and i.email_key = ${add(value.trim().toLowerCase())}::text union all ${one} and i.has_more_emails)`;
  },
};
