-- Who may do what: a role, given to a person or a service account in an org.

create table role_grants (
  org_id         uuid not null references orgs (id),
  principal_kind text not null constraint role_grants_principal_kind check (principal_kind in ('person', 'service')),
  principal_id   uuid not null,
  role           text not null,
  created_at     timestamptz(3) not null,
  primary key (org_id, principal_kind, principal_id, role)
);
create index role_grants_role_idx on role_grants (org_id, role);

alter table role_grants enable row level security;
alter table role_grants force row level security;
create policy org_rows on role_grants to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on role_grants for select to castellan_system using (true);
grant select, insert, delete on role_grants to castellan_app;
grant select on role_grants to castellan_system;
