-- Work to do after a commit: the outbox, from which a relay hands jobs to a queue, and the graveyard of those that were given up.
-- Two tables with the same columns, so that row-level security can keep the jobs of an org inside it:
--   waiting  to be handed to the queue at run_after
--   sent     handed over, kept for a day because its key must not be added twice (without a key the row is deleted)
--   dead     tried as often as the plan allows; waits for a person

create table org_jobs (
  org_id     uuid not null references orgs (id),
  id         uuid not null,
  delivery   uuid not null,
  name       text not null constraint org_jobs_name_form check (name ~ '^[a-z-]+\.[a-z-]+$'),
  lane       text not null constraint org_jobs_lane check (lane in ('quick', 'slow')),
  key        text constraint org_jobs_key_length check (length(key) between 1 and 200),
  payload    jsonb not null,
  state      text not null default 'waiting' constraint org_jobs_state check (state in ('waiting', 'sent', 'dead')),
  run_after  timestamptz(3) not null,
  created_at timestamptz(3) not null,
  sent_at    timestamptz(3),
  failed_at  timestamptz(3),
  error      text,
  attempts   integer not null default 0,
  primary key (org_id, id),
  constraint org_jobs_key unique (org_id, name, key)
);
create index org_jobs_due_idx on org_jobs (run_after) where state = 'waiting';
create index org_jobs_dead_idx on org_jobs (org_id, id) where state = 'dead';

alter table org_jobs enable row level security;
alter table org_jobs force row level security;
create policy org_rows on org_jobs to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on org_jobs to castellan_system using (true) with check (true);
grant select, insert, update on org_jobs to castellan_app;
grant select, insert, update, delete on org_jobs to castellan_system;

create table system_jobs (
  id         uuid primary key,
  delivery   uuid not null,
  name       text not null constraint system_jobs_name_form check (name ~ '^[a-z-]+\.[a-z-]+$'),
  lane       text not null constraint system_jobs_lane check (lane in ('quick', 'slow')),
  key        text constraint system_jobs_key_length check (length(key) between 1 and 200),
  payload    jsonb not null,
  state      text not null default 'waiting' constraint system_jobs_state check (state in ('waiting', 'sent', 'dead')),
  run_after  timestamptz(3) not null,
  created_at timestamptz(3) not null,
  sent_at    timestamptz(3),
  failed_at  timestamptz(3),
  error      text,
  attempts   integer not null default 0,
  constraint system_jobs_key unique (name, key)
);
create index system_jobs_due_idx on system_jobs (run_after) where state = 'waiting';
grant select, insert, update, delete on system_jobs to castellan_system;

-- pg-boss keeps its tables in a schema of its own, as a role of its own, and brings them up to date by itself.
do $$
begin
  create role castellan_jobs nologin nosuperuser nobypassrls nocreatedb nocreaterole;
exception when duplicate_object or unique_violation then null;
end $$;

-- Roles belong to the whole server: another database may grant this very membership at this very moment.
do $$
begin
  perform pg_advisory_xact_lock(hashtext('castellan-logins'));
  if not pg_has_role('castellan_system', 'castellan_jobs', 'member') then
    grant castellan_jobs to castellan_system;
  end if;
end $$;

create schema castellan_jobs;
grant usage, create on schema castellan_jobs to castellan_jobs;
