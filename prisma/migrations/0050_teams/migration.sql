-- Teams: people of an org who are governed together.

create table teams (
  org_id      uuid not null references orgs (id),
  id          uuid not null,
  name        text not null constraint teams_name_length check (length(name) between 1 and 80),
  description text not null constraint teams_description_length check (length(description) <= 500),
  created_at  timestamptz(3) not null,
  primary key (org_id, id)
);
create unique index teams_name_key on teams (org_id, lower(name));

alter table teams enable row level security;
alter table teams force row level security;
create policy org_rows on teams to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (name, description), delete on teams to castellan_app;

create table team_members (
  org_id    uuid not null references orgs (id),
  team_id   uuid not null,
  person_id uuid not null,
  added_at  timestamptz(3) not null,
  primary key (org_id, team_id, person_id),
  foreign key (org_id, team_id) references teams (org_id, id) on delete cascade,
  foreign key (org_id, person_id) references memberships (org_id, person_id) on delete cascade
);
-- Which teams is she in: asked for each machine that fetches its policy for the first time.
create index team_members_person_idx on team_members (org_id, person_id);

alter table team_members enable row level security;
alter table team_members force row level security;
create policy org_rows on team_members to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
-- Who is in a team is shown with names, and people belong to no org.
create policy system_rows on team_members for select to castellan_system using (true);
grant select, insert, delete on team_members to castellan_app;
grant select on team_members to castellan_system;
