-- What an org lets people ask for, how long, and who approves. A role without a rule can be asked for, for a day at most, and is approved by whoever
-- could give it. That nobody approves her own request is no rule of an org's: elevations_by_another holds it for all.

create table elevation_rules (
  org_id            uuid not null references orgs (id),
  role              text not null,
  is_askable        boolean not null,
  max_minutes       integer not null constraint elevation_rules_minutes check (max_minutes between 15 and 1440),
  approver_kind     text not null constraint elevation_rules_approver_kind check (approver_kind in ('givers', 'role', 'group')),
  approver_role     text,
  -- Null where the group is no more: then it is for whoever could give the role.
  approver_group_id uuid,
  updated_at        timestamptz(3) not null,
  primary key (org_id, role),
  foreign key (org_id, approver_group_id) references groups (org_id, id) on delete set null (approver_group_id),
  constraint elevation_rules_approver check ((approver_kind = 'role') = (approver_role is not null)
    and (approver_kind = 'group' or approver_group_id is null))
);

alter table elevation_rules enable row level security;
alter table elevation_rules force row level security;
create policy org_rows on elevation_rules to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (is_askable, max_minutes, approver_kind, approver_role, approver_group_id, updated_at), delete
  on elevation_rules to castellan_app;
