-- A role for a while: asked for with a reason, approved by somebody else, over by itself.

create table elevations (
  org_id          uuid not null references orgs (id),
  id              uuid not null,
  person_id       uuid not null,
  person_label    text not null,
  role            text not null,
  reason          text not null constraint elevations_reason_length check (length(reason) between 1 and 1000),
  minutes         integer not null constraint elevations_minutes check (minutes between 15 and 1440),
  requested_at    timestamptz(3) not null,
  decision        text constraint elevations_decision check (decision in ('approved', 'rejected')),
  decision_reason text,
  decider_id      uuid,
  decider_label   text,
  decided_at      timestamptz(3),
  -- An approved one counts until then, unless it was ended before.
  ends_at         timestamptz(3),
  ended_at        timestamptz(3),
  primary key (org_id, id),
  constraint elevations_by_another check (decider_id is null or decider_id <> person_id),
  constraint elevations_decided check ((decision is null) = (decided_at is null) and (decision is null) = (decider_id is null)),
  constraint elevations_bounded check ((decision is not distinct from 'approved') = (ends_at is not null))
);
-- One open request of a person for a role.
create unique index elevations_open_key on elevations (org_id, person_id, role) where decision is null and ended_at is null;
-- What a person has for a while is asked for with every request that is not remembered.
create index elevations_running_idx on elevations (org_id, person_id) where decision = 'approved' and ended_at is null;

alter table elevations enable row level security;
alter table elevations force row level security;
create policy org_rows on elevations to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on elevations for select to castellan_system using (true);
grant select, insert, update (decision, decision_reason, decider_id, decider_label, decided_at, ends_at, ended_at) on elevations to castellan_app;
grant select on elevations to castellan_system;
