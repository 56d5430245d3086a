-- Roles that an org makes for itself, beside the built-in ones, whose names they cannot take.

create table roles (
  org_id      uuid not null references orgs (id),
  name        text not null
    constraint roles_name_form check (name ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$')
    constraint roles_name_free check (name not in ('owner', 'admin', 'security-admin', 'auditor', 'developer')),
  title       text not null constraint roles_title_length check (length(title) between 1 and 60),
  description text not null constraint roles_description_length check (length(description) <= 500),
  permissions text[] not null constraint roles_permissions_count check (cardinality(permissions) between 1 and 100),
  created_at  timestamptz(3) not null,
  updated_at  timestamptz(3) not null,
  primary key (org_id, name)
);

alter table roles enable row level security;
alter table roles force row level security;
create policy org_rows on roles to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (title, description, permissions, updated_at), delete on roles to castellan_app;
