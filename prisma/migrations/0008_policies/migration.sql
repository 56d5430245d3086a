-- The policy river: versions of an org's policy, what stands now, and the keys that sign it to machines.

-- A version is written once. Not even the application may change or remove one.
create table policy_versions (
  org_id       uuid not null references orgs (id),
  number       integer not null constraint policy_versions_number check (number > 0),
  -- As the author wrote it, comments and all.
  text         text not null constraint policy_versions_text_length check (length(text) <= 1048576),
  format       text not null constraint policy_versions_format check (format in ('yaml', 'json')),
  -- What it means: canonical JSON (RFC 8785), of which `digest` is the SHA-256.
  document     text not null,
  digest       text not null constraint policy_versions_digest check (digest ~ '^[0-9a-f]{64}$'),
  reason       text not null constraint policy_versions_reason check (length(reason) between 1 and 2000),
  author_kind  text not null constraint policy_versions_author_kind check (author_kind in ('person', 'machine', 'service', 'job')),
  author_id    text not null,
  author_label text not null,
  rollback_of  integer,
  published_at timestamptz(3) not null,
  -- Number and digest under the installation's key: a row that was changed behind the application is never signed.
  seal         bytea not null,
  primary key (org_id, number),
  foreign key (org_id, rollback_of) references policy_versions (org_id, number)
);

alter table policy_versions enable row level security;
alter table policy_versions force row level security;
create policy org_rows on policy_versions to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert on policy_versions to castellan_app;

create table policy_heads (
  org_id          uuid not null references orgs (id),
  current_version integer not null,
  -- Grows with every change of what machines are told; they refuse a lower one than they have seen.
  bundle_version  integer not null constraint policy_heads_bundle_version check (bundle_version > 0),
  changed_at      timestamptz(3) not null,
  seal            bytea not null,
  primary key (org_id),
  foreign key (org_id, current_version) references policy_versions (org_id, number)
);

alter table policy_heads enable row level security;
alter table policy_heads force row level security;
create policy org_rows on policy_heads to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (current_version, bundle_version, changed_at, seal) on policy_heads to castellan_app;

create table bundle_keys (
  org_id      uuid not null references orgs (id),
  keyid       text not null constraint bundle_keys_keyid check (keyid ~ '^[0-9a-f]{16}$'),
  public_key  bytea not null constraint bundle_keys_public_key check (length(public_key) = 32),
  -- Destroyed when the key retires.
  sealed_seed bytea,
  state       text not null constraint bundle_keys_state check (state in ('active', 'retiring', 'retired')),
  created_at  timestamptz(3) not null,
  retires_at  timestamptz(3),
  primary key (org_id, keyid),
  constraint bundle_keys_seed_lives check ((state = 'retired') = (sealed_seed is null)),
  constraint bundle_keys_end_known check ((state = 'active') = (retires_at is null))
);
create unique index bundle_keys_one_active on bundle_keys (org_id) where state = 'active';

alter table bundle_keys enable row level security;
alter table bundle_keys force row level security;
create policy org_rows on bundle_keys to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (state, sealed_seed, retires_at) on bundle_keys to castellan_app;
