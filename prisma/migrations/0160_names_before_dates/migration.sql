-- Of indexes that seem equally good PostgreSQL takes the one made last. To a table that was filled a moment ago, of which it knows no figures yet, the
-- index of what changed seemed as good as that of the names, and a question for one name walked past everybody. So the indexes by which one is found
-- are made last.
drop index directory_users_name_key;
create unique index directory_users_name_key on directory_users (org_id, directory_id, user_name_key);
drop index directory_users_external_idx;
create index directory_users_external_idx on directory_users (org_id, directory_id, external_id) where external_id is not null;
