-- Groups: people who are given roles together. An org makes some by hand; its directory or a connection brings others.

create table groups (
  org_id     uuid not null references orgs (id),
  id         uuid not null,
  name       text not null constraint groups_name_length check (length(name) between 1 and 256),
  source     text not null constraint groups_source check (source in ('local', 'directory', 'connection')),
  -- The directory or connection that it came by.
  source_id  uuid,
  created_at timestamptz(3) not null,
  primary key (org_id, id),
  constraint groups_sourced check ((source = 'local') = (source_id is null))
);
-- A directory may name two groups alike and knows them by their ids; by hand and by assertion a group is known by its name.
create unique index groups_local_name_key on groups (org_id, lower(name)) where source = 'local';
create unique index groups_asserted_name_key on groups (org_id, source_id, name) where source = 'connection';
create index groups_source_idx on groups (org_id, source_id) where source_id is not null;

alter table groups enable row level security;
alter table groups force row level security;
create policy org_rows on groups to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on groups for select to castellan_system using (true);
grant select, insert, update (name), delete on groups to castellan_app;
grant select on groups to castellan_system;

create table group_members (
  org_id    uuid not null references orgs (id),
  group_id  uuid not null,
  person_id uuid not null,
  primary key (org_id, group_id, person_id),
  foreign key (org_id, group_id) references groups (org_id, id) on delete cascade,
  foreign key (org_id, person_id) references memberships (org_id, person_id) on delete cascade
);
-- Which groups is she in: asked with every request that is not remembered.
create index group_members_person_idx on group_members (org_id, person_id);

alter table group_members enable row level security;
alter table group_members force row level security;
create policy org_rows on group_members to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
-- Who is in a group is shown with names, and people belong to no org.
create policy system_rows on group_members for select to castellan_system using (true);
grant select, insert, delete on group_members to castellan_app;
grant select on group_members to castellan_system;

-- Projects: work that is governed together, wherever on a machine it was cloned to. Known by its git remotes.

create table projects (
  org_id      uuid not null references orgs (id),
  id          uuid not null,
  name        text not null constraint projects_name_length check (length(name) between 1 and 80),
  description text not null constraint projects_description_length check (length(description) <= 500),
  -- The team that answers for it, if any.
  team_id     uuid,
  created_at  timestamptz(3) not null,
  primary key (org_id, id),
  foreign key (org_id, team_id) references teams (org_id, id) on delete set null (team_id)
);
create unique index projects_name_key on projects (org_id, lower(name));
create index projects_team_idx on projects (org_id, team_id) where team_id is not null;

alter table projects enable row level security;
alter table projects force row level security;
create policy org_rows on projects to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (name, description, team_id), delete on projects to castellan_app;

create table project_remotes (
  org_id     uuid not null references orgs (id),
  -- In its one canonical spelling: host/path. So a remote names one project, however it was written.
  remote     text not null constraint project_remotes_length check (length(remote) between 3 and 500),
  project_id uuid not null,
  primary key (org_id, remote),
  foreign key (org_id, project_id) references projects (org_id, id) on delete cascade
);
create index project_remotes_project_idx on project_remotes (org_id, project_id);

alter table project_remotes enable row level security;
alter table project_remotes force row level security;
create policy org_rows on project_remotes to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, delete on project_remotes to castellan_app;
