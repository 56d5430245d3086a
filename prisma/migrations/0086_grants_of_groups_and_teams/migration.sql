-- A role can be given to a group, and for one team alone. And whatever happens, an org keeps an owner who can act.

alter table role_grants
  add column id uuid not null default gen_random_uuid(),
  add column team_id uuid,
  -- So that what was given to a group goes with it.
  add column group_id uuid generated always as (case when principal_kind = 'group' then principal_id end) stored,
  drop constraint role_grants_pkey,
  add primary key (org_id, id),
  drop constraint role_grants_principal_kind,
  add constraint role_grants_principal_kind check (principal_kind in ('person', 'service', 'group')),
  -- Owners are made one by one, for the whole org: then it can be seen who the last one is.
  add constraint role_grants_owner check (role <> 'owner' or (principal_kind <> 'group' and team_id is null)),
  add foreign key (org_id, team_id) references teams (org_id, id) on delete cascade,
  add foreign key (org_id, group_id) references groups (org_id, id) on delete cascade;
create unique index role_grants_org_key on role_grants (org_id, principal_kind, principal_id, role) where team_id is null;
create unique index role_grants_team_key on role_grants (org_id, principal_kind, principal_id, role, team_id) where team_id is not null;
create index role_grants_team_idx on role_grants (org_id, team_id) where team_id is not null;

-- By whatever route an owner goes (her role, her membership, a directory, a review), and however many go at once: they queue here, and the last
-- one stays. The lock is the one that the application takes before it changes roles.
create function keep_an_owner() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'role_grants' then
    if old.role <> 'owner' or old.principal_kind <> 'person' then return null; end if;
  elsif not exists (select 1 from role_grants g where g.org_id = old.org_id and g.principal_kind = 'person'
                       and g.principal_id = old.person_id and g.role = 'owner') then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('role-grants/' || old.org_id, 4));
  if not exists (select 1 from role_grants g join memberships m on m.org_id = g.org_id and m.person_id = g.principal_id
                  where g.org_id = old.org_id and g.principal_kind = 'person' and g.role = 'owner' and m.status = 'active') then
    raise exception 'violates "owners_at_least_one": an organisation keeps an owner who can act'
      using errcode = '23514', constraint = 'owners_at_least_one';
  end if;
  return null;
end $$;
create trigger keep_an_owner after delete on role_grants for each row execute function keep_an_owner();
create trigger keep_an_owner_active after update of status on memberships
  for each row when (old.status = 'active' and new.status <> 'active') execute function keep_an_owner();
create trigger keep_an_owner_member after delete on memberships for each row execute function keep_an_owner();

-- A new owner is an active member, and stays one until this transaction is over: else the former one could go while she is being suspended.
create function owner_is_active() returns trigger language plpgsql as $$
begin
  perform 1 from memberships m
    where m.org_id = new.org_id and m.person_id = new.principal_id and m.status = 'active' for share;
  if not found then
    raise exception 'violates "owners_are_active": an owner is an active member'
      using errcode = '23514', constraint = 'owners_are_active';
  end if;
  return null;
end $$;
create trigger owner_is_active after insert on role_grants
  for each row when (new.role = 'owner' and new.principal_kind = 'person') execute function owner_is_active();
