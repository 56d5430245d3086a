-- The two roles that the application may be. Neither owns anything nor bypasses row-level security; each process logs in as a member of one of them.
--   castellan_app     sees the rows of the org that its transaction names, and no other
--   castellan_system  sees, table by table, what it was granted, for the few things that look across orgs
-- Roles belong to the whole server, so another database may have made them already, perhaps this very moment.
do $$
begin
  create role castellan_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  create role castellan_system nologin nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object or unique_violation then null;
end $$;

revoke create on schema public from public;
grant usage on schema public to castellan_app, castellan_system;

create table installation_facts (
  name  text primary key,
  value text not null
);
grant select, insert, update, delete on installation_facts to castellan_system;
