-- A service account has several keys, so that one can be changed for another while both are good. What a key may do is never more than its
-- account's roles allow, and may be less.

create table service_account_keys (
  org_id         uuid not null references orgs (id),
  id             uuid not null,
  account_id     uuid not null,
  name           text not null constraint service_account_keys_name_length check (length(name) between 1 and 120),
  -- SHA-256 of the token, which holds 256 random bits.
  token_hash     bytea not null constraint service_account_keys_hash check (length(token_hash) = 32),
  -- The last characters of the token: enough to tell two keys apart, and nothing to guess by.
  hint           text not null constraint service_account_keys_hint check (length(hint) = 4),
  -- '*': all that the roles of the account allow.
  permissions    text[] not null constraint service_account_keys_permissions check (cardinality(permissions) between 1 and 100),
  -- Networks from which the key is good, in CIDR; none named: from everywhere.
  networks       text[] not null default '{}' constraint service_account_keys_networks check (cardinality(networks) <= 50),
  created_at     timestamptz(3) not null,
  creator_label  text not null,
  expires_at     timestamptz(3) not null,
  last_used_at   timestamptz(3),
  last_used_from text,
  revoked_at     timestamptz(3),
  primary key (org_id, id),
  foreign key (org_id, account_id) references service_accounts (org_id, id)
);
create unique index service_account_keys_token_key on service_account_keys (token_hash);
create index service_account_keys_account_idx on service_account_keys (org_id, account_id);

alter table service_account_keys enable row level security;
alter table service_account_keys force row level security;
create policy org_rows on service_account_keys to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on service_account_keys for select to castellan_system using (true);
grant select, insert, update (expires_at, last_used_at, last_used_from, revoked_at) on service_account_keys to castellan_app;
grant select on service_account_keys to castellan_system;

insert into service_account_keys
  (org_id, id, account_id, name, token_hash, hint, permissions, created_at, creator_label, expires_at, last_used_at, revoked_at)
select org_id, id, id, 'first key', token_hash, '????', '{*}', created_at, 'set-up', now() + interval '365 days', last_used_at, revoked_at
  from service_accounts;

alter table service_accounts
  drop column token_hash,
  drop column last_used_at,
  add column description   text not null default '' constraint service_accounts_description_length check (length(description) <= 500),
  add column creator_label text not null default 'set-up';
alter table service_accounts rename column revoked_at to disabled_at;
alter table service_accounts alter column creator_label drop default;
-- The grant on revoked_at follows the column to its new name.
