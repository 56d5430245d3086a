-- Federation: who comes through the identity provider of an org.

-- A managed account is made by a connection or a directory of one org and belongs to it alone. Addresses are unique among the accounts that people
-- made themselves, and within each org among those that it manages: nobody takes an address across orgs, or squats on it.
alter table people add column home_org_id uuid references orgs (id);
alter table people drop constraint people_email_key;
create unique index people_email_key on people (email) where home_org_id is null;
create unique index people_managed_email_key on people (home_org_id, email) where home_org_id is not null;
grant update (email) on people to castellan_system;

-- A session begun through a connection acts in the connection's org and in no other. No foreign key to the connection: without its connection a
-- session must end, never go on unbound.
alter table console_sessions
  add column bound_org_id         uuid references orgs (id),
  add column connection_id        uuid,
  add column federated_session_id uuid,
  -- When the identity provider wants it to be over.
  add column ends_at              timestamptz(3),
  add constraint console_sessions_binding check ((bound_org_id is null) = (connection_id is null));
create index console_sessions_federated_idx on console_sessions (federated_session_id) where federated_session_id is not null;
create index console_sessions_connection_idx on console_sessions (connection_id) where connection_id is not null;

-- How people of an org have to sign in.
create table sign_in_policies (
  org_id       uuid primary key references orgs (id),
  sso_required boolean not null,
  -- What somebody is given who comes for the first time, where the connection names nothing else.
  default_role text not null,
  updated_at   timestamptz(3) not null
);

alter table sign_in_policies enable row level security;
alter table sign_in_policies force row level security;
create policy org_rows on sign_in_policies to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on sign_in_policies for select to castellan_system using (true);
grant select, insert, update (sso_required, default_role, updated_at) on sign_in_policies to castellan_app;
grant select on sign_in_policies to castellan_system;

-- Owners who may sign in without a connection although the org requires one.
create table break_glass_owners (
  org_id    uuid not null references orgs (id),
  person_id uuid not null,
  given_by  text not null,
  given_at  timestamptz(3) not null,
  primary key (org_id, person_id),
  foreign key (org_id, person_id) references memberships (org_id, person_id) on delete cascade
);

alter table break_glass_owners enable row level security;
alter table break_glass_owners force row level security;
create policy org_rows on break_glass_owners to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on break_glass_owners for select to castellan_system using (true);
grant select, insert, delete on break_glass_owners to castellan_app;
grant select on break_glass_owners to castellan_system;

create table connections (
  org_id       uuid not null references orgs (id),
  id           uuid not null,
  kind         text not null constraint connections_kind check (kind in ('saml', 'oidc')),
  name         text not null constraint connections_name_length check (length(name) between 1 and 80),
  status       text not null constraint connections_status check (status in ('draft', 'live', 'disabled')),
  -- What the protocol needs to know; its shape is the protocol's.
  settings     jsonb not null,
  -- What nobody may read: a client secret, private keys.
  sealed       bytea,
  -- Null: what the org gives.
  default_role text,
  jit          boolean not null,
  created_at   timestamptz(3) not null,
  updated_at   timestamptz(3) not null,
  -- When a test of the settings as they are passed.
  tested_at    timestamptz(3),
  last_used_at timestamptz(3),
  primary key (org_id, id)
);
-- The id alone stands in the addresses that an identity provider is given.
create unique index connections_id_key on connections (id);
create unique index connections_name_key on connections (org_id, lower(name));

alter table connections enable row level security;
alter table connections force row level security;
create policy org_rows on connections to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on connections for select to castellan_system using (true);
grant select, insert, update (name, status, settings, sealed, default_role, jit, updated_at, tested_at, last_used_at), delete on connections to castellan_app;
grant select on connections to castellan_system;

-- Whom a connection's subject is. One subject is one person, and one person is one subject of a connection: an address that the identity provider gives
-- to somebody else does not hand over the account.
create table federated_identities (
  org_id        uuid not null references orgs (id),
  connection_id uuid not null,
  -- SHA-256 of the subject, which may be long.
  subject_hash  bytea not null constraint federated_identities_hash check (length(subject_hash) = 32),
  subject       text not null,
  person_id     uuid not null,
  email         text,
  linked_by     text not null constraint federated_identities_linked_by check (linked_by in ('jit', 'directory', 'verified-domain', 'self')),
  linked_at     timestamptz(3) not null,
  last_used_at  timestamptz(3),
  primary key (org_id, connection_id, subject_hash),
  foreign key (org_id, connection_id) references connections (org_id, id) on delete cascade,
  foreign key (org_id, person_id) references memberships (org_id, person_id) on delete cascade
);
create unique index federated_identities_person_key on federated_identities (org_id, connection_id, person_id);
create index federated_identities_of_person_idx on federated_identities (org_id, person_id);

alter table federated_identities enable row level security;
alter table federated_identities force row level security;
create policy org_rows on federated_identities to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (email, last_used_at), delete on federated_identities to castellan_app;

-- A sign-in at the identity provider that a session here came of, so that either side can end the other.
create table federated_sessions (
  org_id             uuid not null references orgs (id),
  id                 uuid not null,
  connection_id      uuid not null,
  person_id          uuid not null,
  subject_hash       bytea not null constraint federated_sessions_hash check (length(subject_hash) = 32),
  -- SAML's SessionIndex, OpenID Connect's sid.
  session_index      text,
  -- What the protocol needs to end it: a NameID as it was, an ID token.
  sealed             bytea,
  created_at         timestamptz(3) not null,
  expires_at         timestamptz(3) not null,
  ended_at           timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, connection_id) references connections (org_id, id) on delete cascade
);
create index federated_sessions_subject_idx on federated_sessions (org_id, connection_id, subject_hash);
create index federated_sessions_index_idx on federated_sessions (org_id, connection_id, session_index) where session_index is not null;
create index federated_sessions_expiry_idx on federated_sessions (expires_at);

alter table federated_sessions enable row level security;
alter table federated_sessions force row level security;
create policy org_rows on federated_sessions to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on federated_sessions for select to castellan_system using (true);
create policy system_sweep on federated_sessions for delete to castellan_system using (expires_at < now());
grant select, insert, update (sealed, ended_at) on federated_sessions to castellan_app;
grant select, delete on federated_sessions to castellan_system;

-- A question that a browser took to an identity provider. It is answered once, and only the browser that took it there goes on with the answer.
create table sso_requests (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  connection_id uuid not null,
  purpose       text not null constraint sso_requests_purpose check (purpose in ('sign-in', 'test', 'link')),
  -- SHA-256 of the browser's cookie.
  browser_hash  bytea not null constraint sso_requests_browser check (length(browser_hash) = 32),
  -- The provider's interaction, the protocol's own data, and later what the identity provider answered.
  sealed        bytea not null,
  test_id       uuid,
  created_at    timestamptz(3) not null,
  expires_at    timestamptz(3) not null,
  taken_at      timestamptz(3),
  outcome       bytea,
  completed_at  timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, connection_id) references connections (org_id, id) on delete cascade
);
create unique index sso_requests_id_key on sso_requests (id);
create index sso_requests_expiry_idx on sso_requests (expires_at);

alter table sso_requests enable row level security;
alter table sso_requests force row level security;
create policy org_rows on sso_requests to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on sso_requests for select to castellan_system using (true);
create policy system_sweep on sso_requests for delete to castellan_system using (expires_at < now());
grant select, insert, update (taken_at, outcome, completed_at) on sso_requests to castellan_app;
grant select, delete on sso_requests to castellan_system;

-- Assertions that were taken: each signs in once, whichever process it comes to.
create table used_assertions (
  org_id         uuid not null references orgs (id),
  connection_id  uuid not null,
  assertion_hash bytea not null constraint used_assertions_hash check (length(assertion_hash) = 32),
  expires_at     timestamptz(3) not null,
  primary key (org_id, connection_id, assertion_hash)
);
create index used_assertions_expiry_idx on used_assertions (expires_at);

alter table used_assertions enable row level security;
alter table used_assertions force row level security;
create policy org_rows on used_assertions to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on used_assertions for select to castellan_system using (true);
create policy system_sweep on used_assertions for delete to castellan_system using (expires_at < now());
grant select, insert on used_assertions to castellan_app;
grant select, delete on used_assertions to castellan_system;

-- Domains of an org's addresses, proved by a TXT record or vouched for by the operator.
create table domains (
  org_id      uuid not null references orgs (id),
  id          uuid not null,
  name        text not null constraint domains_name_form check (name = lower(name) and length(name) between 3 and 253),
  -- What the TXT record has to say; public once it is in the DNS.
  challenge   text not null,
  created_at  timestamptz(3) not null,
  checked_at  timestamptz(3),
  verified_at timestamptz(3),
  verified_by text constraint domains_verified_by check (verified_by in ('dns', 'operator')),
  -- Since when the record of a verified domain was not found.
  missing_since timestamptz(3),
  primary key (org_id, id),
  constraint domains_verification check ((verified_at is null) = (verified_by is null))
);
create unique index domains_name_key on domains (org_id, name);
-- A verified domain routes sign-ins: it is one org's in the whole installation.
create unique index domains_verified_key on domains (name) where verified_at is not null;

alter table domains enable row level security;
alter table domains force row level security;
create policy org_rows on domains to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on domains for select to castellan_system using (true);
grant select, insert, update (checked_at, verified_at, verified_by, missing_since), delete on domains to castellan_app;
grant select on domains to castellan_system;

-- A sign-in that was tried to see whether a connection works. It signs nobody in.
create table connection_tests (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  connection_id uuid not null,
  started_by    text not null,
  started_at    timestamptz(3) not null,
  finished_at   timestamptz(3),
  passed        boolean,
  -- The settings that were tried: a test of others says nothing of these.
  settings_hash bytea not null constraint connection_tests_settings check (length(settings_hash) = 32),
  checks        jsonb not null,
  evidence      jsonb,
  problem       text,
  primary key (org_id, id),
  foreign key (org_id, connection_id) references connections (org_id, id) on delete cascade
);
create index connection_tests_connection_idx on connection_tests (org_id, connection_id, id);

alter table connection_tests enable row level security;
alter table connection_tests force row level security;
create policy org_rows on connection_tests to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (finished_at, passed, checks, evidence, problem), delete on connection_tests to castellan_app;

-- By these an identity team that has no account here sets up one connection.
create table connection_setup_links (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  -- Null until the holder has made it.
  connection_id uuid,
  kind          text not null constraint connection_setup_links_kind check (kind in ('saml', 'oidc')),
  label         text not null constraint connection_setup_links_label_length check (length(label) between 1 and 120),
  token_hash    bytea not null constraint connection_setup_links_hash check (length(token_hash) = 32),
  made_by       text not null,
  created_at    timestamptz(3) not null,
  expires_at    timestamptz(3) not null,
  last_used_at  timestamptz(3),
  revoked_at    timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, connection_id) references connections (org_id, id) on delete cascade
);
create unique index connection_setup_links_token_key on connection_setup_links (token_hash);

alter table connection_setup_links enable row level security;
alter table connection_setup_links force row level security;
create policy org_rows on connection_setup_links to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on connection_setup_links for select to castellan_system using (true);
grant select, insert, update (connection_id, last_used_at, revoked_at) on connection_setup_links to castellan_app;
grant select on connection_setup_links to castellan_system;
