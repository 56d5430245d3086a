-- Layers of policy: beside the org's own, each team, group and project may have one. A version belongs to a scope, and so does what stands.

alter table policy_heads drop constraint policy_heads_org_id_current_version_fkey, drop constraint policy_heads_pkey;
alter table policy_versions drop constraint policy_versions_org_id_rollback_of_fkey, drop constraint policy_versions_pkey;

alter table policy_versions
  add column scope_kind text constraint policy_versions_scope_kind check (scope_kind in ('org', 'team', 'group', 'project')),
  -- The org itself, or its team, group or project. A version outlives what it was published for: it is evidence.
  add column scope_id uuid;
alter table policy_heads
  add column scope_kind text constraint policy_heads_scope_kind check (scope_kind in ('org', 'team', 'group', 'project')),
  add column scope_id uuid;

-- What was published until now is the org's. The owner sees the rows only while row-level security is not forced.
alter table policy_versions no force row level security;
alter table policy_heads no force row level security;
update policy_versions set scope_kind = 'org', scope_id = org_id;
update policy_heads set scope_kind = 'org', scope_id = org_id;

alter table policy_versions
  alter column scope_kind set not null,
  alter column scope_id set not null,
  add constraint policy_versions_org_scope check ((scope_kind = 'org') = (scope_id = org_id)),
  add primary key (org_id, scope_kind, scope_id, number),
  add foreign key (org_id, scope_kind, scope_id, rollback_of) references policy_versions (org_id, scope_kind, scope_id, number);
alter table policy_heads
  alter column scope_kind set not null,
  alter column scope_id set not null,
  add constraint policy_heads_org_scope check ((scope_kind = 'org') = (scope_id = org_id)),
  add primary key (org_id, scope_kind, scope_id),
  add foreign key (org_id, scope_kind, scope_id, current_version) references policy_versions (org_id, scope_kind, scope_id, number),
  -- So that a layer goes with what it was published for, whoever removes that.
  add column team_id uuid generated always as (case when scope_kind = 'team' then scope_id end) stored,
  add column group_id uuid generated always as (case when scope_kind = 'group' then scope_id end) stored,
  add column project_id uuid generated always as (case when scope_kind = 'project' then scope_id end) stored,
  add foreign key (org_id, team_id) references teams (org_id, id) on delete cascade,
  add foreign key (org_id, group_id) references groups (org_id, id) on delete cascade,
  add foreign key (org_id, project_id) references projects (org_id, id) on delete cascade;
grant delete on policy_heads to castellan_app;

-- How often what an org tells its machines has changed: machines refuse a lower number than they have seen. A change is written down without a
-- number, so that nobody waits for anybody, and numbered when its transaction commits. The last one is kept.
create table policy_changes (
  org_id     uuid not null references orgs (id),
  id         bigint generated always as identity,
  version    integer constraint policy_changes_version check (version > 0),
  changed_at timestamptz(3) not null default clock_timestamp(),
  primary key (org_id, id)
);
insert into policy_changes (org_id, version, changed_at) select org_id, bundle_version, changed_at from policy_heads;
alter table policy_versions force row level security;
alter table policy_heads force row level security;

alter table policy_changes enable row level security;
alter table policy_changes force row level security;
create policy org_rows on policy_changes to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert (org_id), update (version, changed_at), delete on policy_changes to castellan_app;

-- Numbers a change and tells every process of it. The lock comes last in its transaction, so that it can close no circle.
create function settle_policy_change() returns trigger language plpgsql as $$
declare
  entered text := current_setting('app.org_id', true);
begin
  -- A transaction may have gone on to another org since.
  perform set_config('app.org_id', new.org_id::text, true);
  perform pg_advisory_xact_lock(hashtextextended('policy-changes/' || new.org_id, 90));
  update policy_changes c
     set version = 1 + coalesce((select max(o.version) from policy_changes o where o.org_id = new.org_id), 0),
         changed_at = greatest(clock_timestamp(), (select max(o.changed_at) from policy_changes o where o.org_id = new.org_id and o.version is not null))
   where c.org_id = new.org_id and c.id = new.id;
  delete from policy_changes where org_id = new.org_id and id <> new.id and version is not null;
  perform pg_notify('castellan_change', json_build_object('topic', 'policy.bundles_changed', 'orgId', new.org_id)::text);
  perform set_config('app.org_id', coalesce(entered, ''), true);
  return null;
end $$;
create constraint trigger settle_policy_change after insert on policy_changes
  deferrable initially deferred for each row execute function settle_policy_change();

-- Writes down that what machines are told changes: once in a transaction is enough.
create function stir_policy(org uuid) returns void language plpgsql as $$
declare
  mark text := org::text || '/' || pg_current_xact_id()::text;
begin
  if current_setting('app.policy_stirred', true) = mark then return; end if;
  insert into policy_changes (org_id) values (org);
  perform set_config('app.policy_stirred', mark, true);
end $$;

-- Whether any policy speaks to the scope, so that who is in it matters to machines.
create function policy_speaks_to(org uuid, kind text, scope uuid) returns boolean language sql stable as $$
  select exists (select 1 from policy_heads h where h.org_id = org and h.scope_kind = kind and h.scope_id = scope)
$$;
-- Who is in a team also matters where the team answers for a project that a policy speaks to.
create function policy_speaks_to_team(org uuid, team uuid) returns boolean language sql stable as $$
  select policy_speaks_to(org, 'team', team)
      or exists (select 1 from projects p where p.org_id = org and p.team_id = team and policy_speaks_to(org, 'project', p.id))
$$;

create function stir_by_head() returns trigger language plpgsql as $$
begin
  perform stir_policy(coalesce(new.org_id, old.org_id));
  return null;
end $$;
create trigger stir_policy after insert or update or delete on policy_heads for each row execute function stir_by_head();

create function stir_by_group_members() returns trigger language plpgsql as $$
begin
  perform stir_policy(t.org_id)
     from (select distinct c.org_id, c.group_id from changed c) t where policy_speaks_to(t.org_id, 'group', t.group_id);
  return null;
end $$;
create trigger stir_policy_entered after insert on group_members
  referencing new table as changed for each statement execute function stir_by_group_members();
create trigger stir_policy_left after delete on group_members
  referencing old table as changed for each statement execute function stir_by_group_members();

create function stir_by_team_members() returns trigger language plpgsql as $$
begin
  perform stir_policy(t.org_id)
     from (select distinct c.org_id, c.team_id from changed c) t where policy_speaks_to_team(t.org_id, t.team_id);
  return null;
end $$;
create trigger stir_policy_entered after insert on team_members
  referencing new table as changed for each statement execute function stir_by_team_members();
create trigger stir_policy_left after delete on team_members
  referencing old table as changed for each statement execute function stir_by_team_members();

-- Machines show the names of the layers that they obey.
create function stir_by_name() returns trigger language plpgsql as $$
begin
  if policy_speaks_to(new.org_id, tg_argv[0], new.id) then perform stir_policy(new.org_id); end if;
  return null;
end $$;
create trigger stir_policy after update on teams
  for each row when (old.name <> new.name) execute function stir_by_name('team');
create trigger stir_policy after update on groups
  for each row when (old.name <> new.name) execute function stir_by_name('group');
create trigger stir_policy after update on projects
  for each row when (old.name <> new.name or old.team_id is distinct from new.team_id) execute function stir_by_name('project');

create function stir_by_remotes() returns trigger language plpgsql as $$
begin
  perform stir_policy(t.org_id)
     from (select distinct c.org_id, c.project_id from changed c) t where policy_speaks_to(t.org_id, 'project', t.project_id);
  return null;
end $$;
create trigger stir_policy_added after insert on project_remotes
  referencing new table as changed for each statement execute function stir_by_remotes();
create trigger stir_policy_taken after delete on project_remotes
  referencing old table as changed for each statement execute function stir_by_remotes();

-- A machine that comes to another person comes to another policy, where the org has more than one.
create function stir_by_machine() returns trigger language plpgsql as $$
begin
  if exists (select 1 from policy_heads h where h.org_id = new.org_id and h.scope_kind <> 'org') then perform stir_policy(new.org_id); end if;
  return null;
end $$;
create trigger stir_policy after update on machines
  for each row when (old.person_id is distinct from new.person_id) execute function stir_by_machine();
