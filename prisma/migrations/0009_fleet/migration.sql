-- The machines that obey, and how they come to belong to an org.

create table enrolment_tokens (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  label         text not null constraint enrolment_tokens_label check (length(label) between 1 and 120),
  -- SHA-256 of the token: whoever reads this table cannot enrol.
  token_hash    bytea not null constraint enrolment_tokens_hash check (length(token_hash) = 32),
  uses_allowed  integer not null constraint enrolment_tokens_uses check (uses_allowed between 1 and 100000),
  uses_taken    integer not null default 0,
  expires_at    timestamptz(3) not null,
  revoked_at    timestamptz(3),
  creator_label text not null,
  created_at    timestamptz(3) not null,
  primary key (org_id, id),
  constraint enrolment_tokens_not_overused check (uses_taken between 0 and uses_allowed)
);
create unique index enrolment_tokens_hash_key on enrolment_tokens (org_id, token_hash);

alter table enrolment_tokens enable row level security;
alter table enrolment_tokens force row level security;
create policy org_rows on enrolment_tokens to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (uses_taken, revoked_at) on enrolment_tokens to castellan_app;

create table machines (
  org_id          uuid not null references orgs (id),
  id              uuid not null,
  hostname        text not null constraint machines_hostname check (length(hostname) between 1 and 255),
  os              text not null,
  arch            text not null,
  program_version text not null,
  -- RFC 7638 thumbprint of the key that never leaves the machine: who holds it is the machine.
  key_thumbprint  text not null,
  person_id       uuid,
  person_label    text,
  enrolled_by     text not null constraint machines_enrolled_by check (enrolled_by in ('person', 'token')),
  enrolment_token_id uuid,
  enrolled_at     timestamptz(3) not null,
  last_seen_at    timestamptz(3) not null,
  policy_version  integer,
  spool_events    bigint not null default 0,
  spool_bytes     bigint not null default 0,
  spool_oldest_at timestamptz(3),
  agents          jsonb not null default '[]',
  revoked_at      timestamptz(3),
  revoke_reason   text,
  primary key (org_id, id),
  foreign key (org_id, person_id) references memberships (org_id, person_id) on delete set null (person_id),
  foreign key (org_id, enrolment_token_id) references enrolment_tokens (org_id, id)
);
-- One key is one machine, for good: a revoked machine's key does not come back under another id.
create unique index machines_key on machines (org_id, key_thumbprint);

alter table machines enable row level security;
alter table machines force row level security;
create policy org_rows on machines to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert on machines to castellan_app;
grant update (hostname, os, arch, program_version, person_id, person_label, last_seen_at, policy_version, spool_events, spool_bytes,
  spool_oldest_at, agents, revoked_at, revoke_reason) on machines to castellan_app;
