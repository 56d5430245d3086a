-- Who is it: people, what they prove themselves with, their sessions, and the OpenID provider's own rows. These belong to no org (a person may
-- be in several), so castellan_app cannot see them. What a machine, a service account or a proof belongs to is an org, and stands under row-level security.

create table people (
  id         uuid primary key,
  email      text not null constraint people_email_key unique constraint people_email_form check (email = lower(email) and length(email) between 3 and 254),
  name       text not null constraint people_name_length check (length(name) between 1 and 120),
  created_at timestamptz(3) not null
);
grant select, insert, update (name) on people to castellan_system;

alter table memberships add constraint memberships_person_fkey foreign key (person_id) references people (id);

create table passwords (
  person_id  uuid primary key references people (id),
  -- Argon2id in PHC form: the parameters stand in it.
  hash       text not null,
  changed_at timestamptz(3) not null
);
grant select, insert, update, delete on passwords to castellan_system;

create table totp_secrets (
  person_id  uuid primary key references people (id),
  sealed     bytea not null,
  -- The time step of the last code that was taken: that one and all before it are spent (RFC 6238 section 5.2).
  last_step  bigint not null,
  created_at timestamptz(3) not null
);
grant select, insert, update, delete on totp_secrets to castellan_system;

create table recovery_codes (
  person_id uuid not null references people (id),
  -- SHA-256 of the code, which holds 80 random bits.
  hash      bytea not null constraint recovery_codes_hash check (length(hash) = 32),
  used_at   timestamptz(3),
  primary key (person_id, hash)
);
grant select, insert, update (used_at), delete on recovery_codes to castellan_system;

create table passkeys (
  id            uuid primary key,
  person_id     uuid not null references people (id),
  credential_id text not null constraint passkeys_credential_key unique,
  public_key    bytea not null,
  counter       bigint not null,
  transports    text[] not null,
  name          text not null constraint passkeys_name_length check (length(name) between 1 and 120),
  created_at    timestamptz(3) not null,
  last_used_at  timestamptz(3)
);
create index passkeys_person_idx on passkeys (person_id);
grant select, insert, update (counter, last_used_at, name), delete on passkeys to castellan_system;

-- One-time links: first run, an owner that an automation named, an invitation. Only the hash of the token is kept.
create table setup_links (
  id         uuid primary key,
  kind       text not null constraint setup_links_kind check (kind in ('first-run', 'owner')),
  token_hash bytea not null constraint setup_links_hash_key unique constraint setup_links_hash check (length(token_hash) = 32),
  target_org_id uuid references orgs (id),
  email      text,
  role       text,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  used_at    timestamptz(3),
  constraint setup_links_owner check (kind = 'first-run' or (target_org_id is not null and email is not null and role is not null))
);
grant select, insert, update (used_at), delete on setup_links to castellan_system;

-- What a ceremony in several steps remembers between them: a passkey's challenge, a TOTP secret not yet confirmed, how far a sign-in has come.
create table ceremonies (
  kind       text not null,
  key_hash   bytea not null constraint ceremonies_key check (length(key_hash) = 32),
  sealed     bytea not null,
  expires_at timestamptz(3) not null,
  primary key (kind, key_hash)
);
create index ceremonies_expiry_idx on ceremonies (expires_at);
grant select, insert, update, delete on ceremonies to castellan_system;

-- Counts guesses, by what is guessed at (a hash: an address or an e-mail address does not lie here).
create table sign_in_attempts (
  key_hash  bytea primary key constraint sign_in_attempts_key check (length(key_hash) = 32),
  count     integer not null,
  ends_at   timestamptz(3) not null
);
create index sign_in_attempts_end_idx on sign_in_attempts (ends_at);
grant select, insert, update, delete on sign_in_attempts to castellan_system;

create table console_sessions (
  id           uuid primary key,
  token_hash   bytea not null constraint console_sessions_token_key unique constraint console_sessions_token check (length(token_hash) = 32),
  person_id    uuid not null references people (id),
  acting_org_id uuid references orgs (id),
  created_at   timestamptz(3) not null,
  last_seen_at timestamptz(3) not null,
  ip           text,
  user_agent   text,
  ended_at     timestamptz(3)
);
create index console_sessions_person_idx on console_sessions (person_id);
grant select, insert, update (acting_org_id, last_seen_at, ended_at), delete on console_sessions to castellan_system;

-- The OpenID provider's rows. The id is the hash of the token; the payload is sealed and bound to its row, so that whoever reads the table
-- holds no token, and whoever writes it can make none.
create table provider_payloads (
  kind           text not null,
  id_hash        bytea not null constraint provider_payloads_id check (length(id_hash) = 32),
  grant_id       uuid,
  uid_hash       bytea,
  user_code_hash bytea,
  sealed         bytea not null,
  consumed_at    timestamptz(3),
  expires_at     timestamptz(3) not null,
  primary key (kind, id_hash)
);
create index provider_payloads_grant_idx on provider_payloads (grant_id) where grant_id is not null;
create index provider_payloads_uid_idx on provider_payloads (uid_hash) where uid_hash is not null;
create unique index provider_payloads_user_code_key on provider_payloads (user_code_hash) where user_code_hash is not null;
create index provider_payloads_expiry_idx on provider_payloads (expires_at);
grant select, insert, update, delete on provider_payloads to castellan_system;

-- Keys that sign ID tokens. Published when made, used from active_from, withdrawn at retires_at.
create table provider_signing_keys (
  kid         text primary key,
  sealed      bytea not null,
  created_at  timestamptz(3) not null,
  active_from timestamptz(3) not null,
  retires_at  timestamptz(3)
);
grant select, insert, update (retires_at), delete on provider_signing_keys to castellan_system;

-- What a machine may act by: a grant of the provider, the org that a person chose for it, and the machine that it became.
create table machine_grants (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  person_id     uuid references people (id),
  machine_id    uuid,
  label         text not null,
  created_at    timestamptz(3) not null,
  revoked_at    timestamptz(3),
  revoke_reason text,
  primary key (org_id, id)
);
create unique index machine_grants_id_key on machine_grants (id);
create index machine_grants_machine_idx on machine_grants (org_id, machine_id);

alter table machine_grants enable row level security;
alter table machine_grants force row level security;
create policy org_rows on machine_grants to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on machine_grants for select to castellan_system using (true);
grant select, insert, update (machine_id, label, revoked_at, revoke_reason) on machine_grants to castellan_app;
grant select on machine_grants to castellan_system;

create table service_accounts (
  org_id       uuid not null references orgs (id),
  id           uuid not null,
  name         text not null constraint service_accounts_name_length check (length(name) between 1 and 120),
  -- SHA-256 of the token, which holds 256 random bits.
  token_hash   bytea not null constraint service_accounts_hash check (length(token_hash) = 32),
  created_at   timestamptz(3) not null,
  last_used_at timestamptz(3),
  revoked_at   timestamptz(3),
  primary key (org_id, id),
  constraint service_accounts_name_key unique (org_id, name)
);
create unique index service_accounts_token_key on service_accounts (token_hash);

alter table service_accounts enable row level security;
alter table service_accounts force row level security;
create policy org_rows on service_accounts to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on service_accounts for select to castellan_system using (true);
grant select, insert, update (last_used_at, revoked_at) on service_accounts to castellan_app;
grant select on service_accounts to castellan_system;

-- Proofs of possession that were taken (RFC 9449 section 11.1): each opens an unsafe request once.
create table dpop_proofs (
  org_id     uuid not null references orgs (id),
  jti_hash   bytea not null constraint dpop_proofs_jti check (length(jti_hash) = 32),
  expires_at timestamptz(3) not null,
  primary key (org_id, jti_hash)
);
create index dpop_proofs_expiry_idx on dpop_proofs (expires_at);

alter table dpop_proofs enable row level security;
alter table dpop_proofs force row level security;
create policy org_rows on dpop_proofs to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on dpop_proofs for select to castellan_system using (true);
-- What is past its time may be swept by the job, in every org; nothing else.
create policy system_sweep on dpop_proofs for delete to castellan_system using (expires_at < now());
grant select, insert on dpop_proofs to castellan_app;
grant select, delete on dpop_proofs to castellan_system;
