-- The tenant and who belongs to it.

create table orgs (
  id         uuid primary key,
  slug       text not null constraint orgs_slug_key unique constraint orgs_slug_form check (slug ~ '^[a-z][a-z0-9-]{0,38}[a-z0-9]$'),
  name       text not null constraint orgs_name_length check (length(name) between 1 and 120),
  created_at timestamptz(3) not null
);

alter table orgs enable row level security;
alter table orgs force row level security;
-- An org's id is its org_id: a transaction that names a new id can found that org and no other.
create policy org_rows on orgs to castellan_app
  using      (id = (select current_setting('app.org_id'))::uuid)
  with check (id = (select current_setting('app.org_id'))::uuid);
-- For reading alone: the system's login is a member of castellan_app too (it may enter an org), so `for all` here would let it write anywhere.
create policy system_rows on orgs for select to castellan_system using (true);
grant select, insert, update (name) on orgs to castellan_app;
grant select on orgs to castellan_system;

create table memberships (
  org_id     uuid not null references orgs (id),
  person_id  uuid not null,
  status     text not null default 'active' constraint memberships_status check (status in ('active', 'suspended')),
  created_at timestamptz(3) not null,
  primary key (org_id, person_id)
);
-- Which orgs is she in: the question that every sign-in asks, across tenants.
create index memberships_person_idx on memberships (person_id);

alter table memberships enable row level security;
alter table memberships force row level security;
create policy org_rows on memberships to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on memberships for select to castellan_system using (true);
grant select, insert, update (status), delete on memberships to castellan_app;
grant select on memberships to castellan_system;
