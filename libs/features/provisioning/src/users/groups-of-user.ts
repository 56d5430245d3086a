/** In SQL: the groups of the row `u` of `directory_users`, as SCIM shows them. */
export const GROUPS_OF_USER = `(select json_agg(json_build_object('value', g.id, 'display', g.display_name) order by g.id)
            from directory_group_members gm join directory_groups g
              on g.org_id = gm.org_id and g.directory_id = gm.directory_id and g.id = gm.group_id
           where gm.org_id = u.org_id and gm.directory_id = u.directory_id and gm.user_id = u.id)`;
