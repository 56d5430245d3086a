-- When and how the person of a session proved last who she is (RFC 8176 has the words): dangerous acts ask for it anew.
alter table console_sessions
  add column authenticated_at timestamptz(3),
  add column amr              text[] not null default '{}' constraint console_sessions_amr check (cardinality(amr) <= 10);
update console_sessions set authenticated_at = created_at;
alter table console_sessions alter column authenticated_at set not null;
create index console_sessions_org_idx on console_sessions (acting_org_id, id) where ended_at is null;
grant update (authenticated_at, amr) on console_sessions to castellan_system;

-- How long sessions of an org's members last, and how fresh a proof dangerous acts want. Whoever belongs to several orgs has the shortest of all.
create table session_policies (
  org_id            uuid primary key references orgs (id),
  idle_minutes      integer not null constraint session_policies_idle check (idle_minutes between 5 and 720),
  absolute_minutes  integer not null constraint session_policies_absolute check (absolute_minutes between 30 and 10080),
  proof_minutes     integer not null constraint session_policies_proof check (proof_minutes between 1 and 60),
  fresh_for_publish boolean not null,
  updated_at        timestamptz(3) not null,
  constraint session_policies_order check (idle_minutes <= absolute_minutes)
);

alter table session_policies enable row level security;
alter table session_policies force row level security;
create policy org_rows on session_policies to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on session_policies for select to castellan_system using (true);
grant select, insert, update (idle_minutes, absolute_minutes, proof_minutes, fresh_for_publish, updated_at) on session_policies to castellan_app;
grant select on session_policies to castellan_system;
create index machine_grants_person_idx on machine_grants (person_id) where revoked_at is null;
