-- The data keys under which an org's content is sealed, each wrapped by the vault.

create table org_data_keys (
  org_id      uuid not null references orgs (id),
  purpose     text not null constraint org_data_keys_purpose_form check (purpose ~ '^[a-z][a-z-]{0,39}$'),
  version     integer not null constraint org_data_keys_version_positive check (version >= 1),
  state       text not null default 'active' constraint org_data_keys_state check (state in ('active', 'retired')),
  vault       text not null constraint org_data_keys_vault check (vault in ('local', 'aws-kms')),
  key_ref     text not null,
  wrapped     bytea not null,
  -- How often a process has taken the key to seal with: each time it gets a number of its own, the fixed field of its IVs, which must never repeat.
  invocations bigint not null default 0 constraint org_data_keys_invocations_32_bit check (invocations between 0 and 4294967296),
  created_at  timestamptz(3) not null,
  retired_at  timestamptz(3),
  primary key (org_id, purpose, version)
);
-- One key of a purpose seals; older ones only open.
create unique index org_data_keys_active_key on org_data_keys (org_id, purpose) where state = 'active';

alter table org_data_keys enable row level security;
alter table org_data_keys force row level security;
create policy org_rows on org_data_keys to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (state, invocations, retired_at) on org_data_keys to castellan_app;
