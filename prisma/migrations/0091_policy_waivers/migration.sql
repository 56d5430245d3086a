-- Waivers: exceptions from the policy, asked for with a reason, approved by somebody else, over at a time that is known from the beginning.

create table policy_waivers (
  org_id          uuid not null references orgs (id),
  id              uuid not null,
  -- For whom. A team, group or project may be gone since: then it is for nobody.
  subject_kind    text not null constraint policy_waivers_subject_kind check (subject_kind in ('org', 'team', 'group', 'project', 'user')),
  subject_id      uuid not null,
  subject_label   text not null,
  rules           text[] not null constraint policy_waivers_rules check (cardinality(rules) between 1 and 100),
  effect          text not null constraint policy_waivers_effect check (effect in ('allow', 'ask')),
  bounds          jsonb,
  reason          text not null constraint policy_waivers_reason check (length(reason) between 1 and 500),
  starts_at       timestamptz(3),
  expires_at      timestamptz(3) not null,
  requester_id    uuid not null,
  requester_label text not null,
  requested_at    timestamptz(3) not null,
  decision        text constraint policy_waivers_decision check (decision in ('approved', 'denied')),
  decision_reason text,
  decider_id      uuid,
  decider_label   text,
  decided_at      timestamptz(3),
  ended_at        timestamptz(3),
  -- Of what was approved, under the installation's key, for as long as it counts: nobody approves by writing into the table.
  seal            bytea,
  primary key (org_id, id),
  constraint policy_waivers_by_another check (decider_id is null or (decider_id <> requester_id and not (subject_kind = 'user' and subject_id = decider_id))),
  constraint policy_waivers_decided check ((decision is null) = (decided_at is null) and (decision is null) = (decider_id is null)),
  constraint policy_waivers_time check (expires_at > coalesce(starts_at, requested_at))
);
-- What counts now is read with every change of what machines are told.
create index policy_waivers_running_idx on policy_waivers (org_id, expires_at) where decision = 'approved' and ended_at is null;
create index policy_waivers_requester_idx on policy_waivers (org_id, requester_id, id);

alter table policy_waivers enable row level security;
alter table policy_waivers force row level security;
create policy org_rows on policy_waivers to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on policy_waivers for select to castellan_system using (true);
grant select, insert, update (decision, decision_reason, decider_id, decider_label, decided_at, ended_at, seal) on policy_waivers to castellan_app;
grant select on policy_waivers to castellan_system;

create table policy_waiver_rules (
  org_id     uuid not null references orgs (id),
  max_days   integer not null constraint policy_waiver_rules_days check (max_days between 1 and 365),
  updated_at timestamptz(3) not null,
  primary key (org_id)
);

alter table policy_waiver_rules enable row level security;
alter table policy_waiver_rules force row level security;
create policy org_rows on policy_waiver_rules to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (max_days, updated_at) on policy_waiver_rules to castellan_app;

create function stir_by_waiver() returns trigger language plpgsql as $$
begin
  perform stir_policy(new.org_id);
  return null;
end $$;
create trigger stir_policy after update on policy_waivers for each row
  when (new.decision = 'approved' and (old.decision is distinct from new.decision or old.ended_at is distinct from new.ended_at))
  execute function stir_by_waiver();

create or replace function policy_speaks_to(org uuid, kind text, scope uuid) returns boolean language sql stable as $$
  select exists (select 1 from policy_heads h where h.org_id = org and h.scope_kind = kind and h.scope_id = scope)
      or exists (select 1 from policy_waivers w where w.org_id = org and w.subject_kind = kind and w.subject_id = scope
                    and w.decision = 'approved' and w.ended_at is null)
$$;
create or replace function stir_by_machine() returns trigger language plpgsql as $$
begin
  if exists (select 1 from policy_heads h where h.org_id = new.org_id and h.scope_kind <> 'org')
     or exists (select 1 from policy_waivers w where w.org_id = new.org_id and w.decision = 'approved' and w.ended_at is null) then
    perform stir_policy(new.org_id);
  end if;
  return null;
end $$;
-- A waiver for a project is no layer that goes with it.
create function stir_by_removed_project() returns trigger language plpgsql as $$
begin
  if policy_speaks_to(old.org_id, 'project', old.id) then perform stir_policy(old.org_id); end if;
  return null;
end $$;
create trigger stir_policy_removed after delete on projects for each row execute function stir_by_removed_project();
