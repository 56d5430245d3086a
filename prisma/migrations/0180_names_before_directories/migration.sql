-- Of a table that was filled a moment ago PostgreSQL knows no figures. Every index that begins with org and directory then seems to lead to one row, and
-- the shallowest is taken, which with some twenty thousand people was another than that of the names: a question for one name walked past everybody,
-- until the next analysis. So the indexes by which one is found begin with org and name, and the question names the directory in a way that offers it to
-- no index.
drop index directory_users_name_key;
create unique index directory_users_name_key on directory_users (org_id, user_name_key, directory_id);
drop index directory_users_external_idx;
create index directory_users_external_idx on directory_users (org_id, external_id, directory_id) where external_id is not null;
drop index directory_groups_name_key;
create unique index directory_groups_name_key on directory_groups (org_id, display_name_key, directory_id);
drop index directory_groups_external_idx;
create index directory_groups_external_idx on directory_groups (org_id, external_id, directory_id) where external_id is not null;
