-- How people with addresses of one domain of an org come in, where that is not as everybody's.
create table domain_rules (
  org_id        uuid not null references orgs (id),
  domain        text not null,
  -- The only connection that they come in through; null: any of the org's.
  connection_id uuid,
  -- Whether they must come in through a connection although the org does not require it of everybody.
  sso_required  boolean not null,
  updated_at    timestamptz(3) not null,
  primary key (org_id, domain),
  foreign key (org_id, domain) references domains (org_id, name) on delete cascade,
  -- A connection that domains lead to is not removed: their addresses would be every other connection's to vouch for.
  foreign key (org_id, connection_id) references connections (org_id, id),
  constraint domain_rules_say_something check (connection_id is not null or sso_required)
);
create index domain_rules_connection_idx on domain_rules (org_id, connection_id) where connection_id is not null;

alter table domain_rules enable row level security;
alter table domain_rules force row level security;
create policy org_rows on domain_rules to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on domain_rules for select to castellan_system using (true);
grant select, insert, update (connection_id, sso_required, updated_at), delete on domain_rules to castellan_app;
grant select on domain_rules to castellan_system;
