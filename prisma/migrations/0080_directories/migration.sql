-- Directories: what an identity provider says of people and groups by SCIM. Each has an address of its own and tokens of its own.

create table directories (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  name          text not null constraint directories_name_length check (length(name) between 1 and 80),
  created_at    timestamptz(3) not null,
  creator_label text not null,
  primary key (org_id, id)
);
-- The id alone stands in the address that an identity provider is given.
create unique index directories_id_key on directories (id);
create unique index directories_name_key on directories (org_id, lower(name));

alter table directories enable row level security;
alter table directories force row level security;
create policy org_rows on directories to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on directories for select to castellan_system using (true);
grant select, insert, update (name), delete on directories to castellan_app;
grant select on directories to castellan_system;

create table directory_tokens (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  directory_id  uuid not null,
  name          text not null constraint directory_tokens_name_length check (length(name) between 1 and 80),
  -- SHA-256 of the token, which holds 256 random bits.
  token_hash    bytea not null constraint directory_tokens_hash check (length(token_hash) = 32),
  -- The last characters of the token: enough to tell two apart, and nothing to guess by.
  hint          text not null constraint directory_tokens_hint check (length(hint) = 4),
  created_at    timestamptz(3) not null,
  creator_label text not null,
  expires_at    timestamptz(3) not null,
  last_used_at  timestamptz(3),
  revoked_at    timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, directory_id) references directories (org_id, id) on delete cascade
);
create unique index directory_tokens_token_key on directory_tokens (token_hash);
create index directory_tokens_directory_idx on directory_tokens (org_id, directory_id);

alter table directory_tokens enable row level security;
alter table directory_tokens force row level security;
create policy org_rows on directory_tokens to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on directory_tokens for select to castellan_system using (true);
grant select, insert, update (expires_at, last_used_at, revoked_at) on directory_tokens to castellan_app;
grant select on directory_tokens to castellan_system;

-- What is searched by stands in columns of its own, folded where case does not count: under row-level security an index serves only comparisons that
-- leak nothing, and lower() is not among them.
create table directory_users (
  org_id          uuid not null references orgs (id),
  directory_id    uuid not null,
  id              uuid not null,
  user_name       text not null,
  user_name_key   text not null,
  external_id     text,
  active          boolean not null,
  -- The primary address or the first.
  email_key       text,
  has_more_emails boolean not null,
  -- What people call her.
  label           text not null,
  doc             jsonb not null,
  version         integer not null default 1,
  created_at      timestamptz(3) not null,
  updated_at      timestamptz(3) not null,
  person_id       uuid,
  -- Nobody has looked yet whether an account of the org is hers.
  awaits_link     boolean not null,
  primary key (org_id, directory_id, id),
  foreign key (org_id, directory_id) references directories (org_id, id) on delete cascade,
  foreign key (org_id, person_id) references memberships (org_id, person_id) on delete set null (person_id)
);
create unique index directory_users_name_key on directory_users (org_id, directory_id, user_name_key);
create index directory_users_external_idx on directory_users (org_id, directory_id, external_id) where external_id is not null;
create index directory_users_email_idx on directory_users (org_id, email_key) where email_key is not null;
create index directory_users_emails_idx on directory_users (org_id, directory_id) where has_more_emails;
create index directory_users_changed_idx on directory_users (org_id, directory_id, updated_at);
create index directory_users_awaiting_idx on directory_users (org_id, directory_id) where awaits_link;
create unique index directory_users_person_key on directory_users (org_id, directory_id, person_id) where person_id is not null;

alter table directory_users enable row level security;
alter table directory_users force row level security;
create policy org_rows on directory_users to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
-- People belong to no org: whoever looks which of them a directory speaks of looks across.
create policy system_rows on directory_users for select to castellan_system using (true);
grant select, insert, update (user_name, user_name_key, external_id, active, email_key, has_more_emails, label, doc, version, updated_at, person_id, awaits_link), delete
  on directory_users to castellan_app;
grant select on directory_users to castellan_system;

create table directory_groups (
  org_id           uuid not null references orgs (id),
  directory_id     uuid not null,
  id               uuid not null,
  display_name     text not null,
  display_name_key text not null,
  external_id      text,
  version          integer not null default 1,
  created_at       timestamptz(3) not null,
  updated_at       timestamptz(3) not null,
  primary key (org_id, directory_id, id),
  foreign key (org_id, directory_id) references directories (org_id, id) on delete cascade
);
create unique index directory_groups_name_key on directory_groups (org_id, directory_id, display_name_key);
create index directory_groups_external_idx on directory_groups (org_id, directory_id, external_id) where external_id is not null;

alter table directory_groups enable row level security;
alter table directory_groups force row level security;
create policy org_rows on directory_groups to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (display_name, display_name_key, external_id, version, updated_at), delete on directory_groups to castellan_app;

-- The directory in the keys keeps a member of one directory out of the groups of another.
create table directory_group_members (
  org_id       uuid not null references orgs (id),
  directory_id uuid not null,
  group_id     uuid not null,
  user_id      uuid not null,
  primary key (org_id, directory_id, group_id, user_id),
  foreign key (org_id, directory_id, group_id) references directory_groups (org_id, directory_id, id) on delete cascade,
  foreign key (org_id, directory_id, user_id) references directory_users (org_id, directory_id, id) on delete cascade
);
create index directory_group_members_user_idx on directory_group_members (org_id, directory_id, user_id);

alter table directory_group_members enable row level security;
alter table directory_group_members force row level security;
create policy org_rows on directory_group_members to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, delete on directory_group_members to castellan_app;

-- Each change that a directory asked for, and each request that was refused.
create table provisioning_log (
  org_id       uuid not null references orgs (id),
  id           uuid not null,
  directory_id uuid not null,
  at           timestamptz(3) not null,
  actor        text not null,
  request_id   text not null,
  method       text not null,
  resource     text not null,
  resource_id  text,
  label        text,
  status       integer not null,
  scim_type    text,
  -- Why it was refused.
  detail       text,
  changes      jsonb not null,
  -- What was sent, of a refused request alone: so that it can be tried again.
  message      jsonb,
  replayed_at  timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, directory_id) references directories (org_id, id) on delete cascade
);
create index provisioning_log_directory_idx on provisioning_log (org_id, directory_id, id);
create index provisioning_log_refused_idx on provisioning_log (org_id, directory_id, id) where status >= 400;

alter table provisioning_log enable row level security;
alter table provisioning_log force row level security;
create policy org_rows on provisioning_log to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on provisioning_log for select to castellan_system using (true);
-- Kept for ninety days.
create policy system_sweep on provisioning_log for delete to castellan_system using (at < now() - interval '90 days');
grant select, insert, update (replayed_at) on provisioning_log to castellan_app;
grant select, delete on provisioning_log to castellan_system;
