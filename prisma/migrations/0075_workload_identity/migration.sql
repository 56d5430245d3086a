-- Programs that prove who they are by a token of their own platform (GitHub Actions, GitLab, any OpenID issuer) instead of a secret of ours:
-- a trust rule says which of them act as a service account. What they are given lives for an hour at most.

create table trust_rules (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  name          text not null constraint trust_rules_name_length check (length(name) between 1 and 120),
  kind          text not null constraint trust_rules_kind check (kind in ('github', 'gitlab', 'other')),
  issuer        text not null constraint trust_rules_issuer_length check (length(issuer) between 1 and 500),
  audience      text not null constraint trust_rules_audience_length check (length(audience) between 1 and 500),
  account_id    uuid not null,
  -- [{claim, match, values}]: all must be met.
  conditions    jsonb not null constraint trust_rules_conditions check (jsonb_array_length(conditions) between 1 and 20),
  permissions   text[] not null constraint trust_rules_permissions check (cardinality(permissions) between 1 and 100),
  token_minutes integer not null constraint trust_rules_minutes check (token_minutes between 1 and 60),
  takes_once    boolean not null,
  created_at    timestamptz(3) not null,
  creator_label text not null,
  disabled_at   timestamptz(3),
  last_used_at  timestamptz(3),
  last_subject  text,
  primary key (org_id, id),
  constraint trust_rules_name_key unique (org_id, name),
  constraint trust_rules_account_fkey foreign key (org_id, account_id) references service_accounts (org_id, id)
);
create unique index trust_rules_id_key on trust_rules (id);
create index trust_rules_account_idx on trust_rules (org_id, account_id);

alter table trust_rules enable row level security;
alter table trust_rules force row level security;
create policy org_rows on trust_rules to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
-- The token endpoint is asked without an org: the rule's id leads to it.
create policy system_rows on trust_rules for select to castellan_system using (true);
grant select, insert, delete on trust_rules to castellan_app;
grant update (name, kind, issuer, audience, account_id, conditions, permissions, token_minutes, takes_once, disabled_at, last_used_at, last_subject)
  on trust_rules to castellan_app;
grant select on trust_rules to castellan_system;

-- The token endpoint is asked for an account by its id alone.
create unique index service_accounts_id_key on service_accounts (id);

-- Access tokens that the token endpoint gave a service account: for one of its keys (client credentials), or under a trust rule.
create table service_tokens (
  org_id       uuid not null references orgs (id),
  id           uuid not null,
  account_id   uuid not null,
  -- SHA-256 of the token, which holds 256 random bits.
  token_hash   bytea not null constraint service_tokens_hash check (length(token_hash) = 32),
  key_id       uuid,
  rule_id      uuid,
  -- Which token it was given for, where the rule takes each once.
  subject_hash bytea constraint service_tokens_subject check (length(subject_hash) = 32),
  permissions  text[] not null constraint service_tokens_permissions check (cardinality(permissions) between 1 and 100),
  networks     text[] not null constraint service_tokens_networks check (cardinality(networks) <= 50),
  created_at   timestamptz(3) not null,
  expires_at   timestamptz(3) not null,
  ended_at     timestamptz(3),
  -- The row stays until the token it was given for has expired too, so that it cannot come again.
  kept_until   timestamptz(3) not null,
  primary key (org_id, id),
  constraint service_tokens_origin check ((key_id is null) <> (rule_id is null)),
  constraint service_tokens_account_fkey foreign key (org_id, account_id) references service_accounts (org_id, id),
  constraint service_tokens_key_fkey foreign key (org_id, key_id) references service_account_keys (org_id, id),
  constraint service_tokens_rule_fkey foreign key (org_id, rule_id) references trust_rules (org_id, id) on delete cascade
);
create unique index service_tokens_token_key on service_tokens (token_hash);
create unique index service_tokens_subject_key on service_tokens (org_id, rule_id, subject_hash) where subject_hash is not null;
create index service_tokens_rule_idx on service_tokens (org_id, rule_id) where rule_id is not null;
create index service_tokens_kept_idx on service_tokens (kept_until);

alter table service_tokens enable row level security;
alter table service_tokens force row level security;
create policy org_rows on service_tokens to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on service_tokens for select to castellan_system using (true);
-- What is past its time may be swept by the job, in every org; nothing else.
create policy system_sweep on service_tokens for delete to castellan_system using (kept_until < now());
grant select, insert, update (ended_at) on service_tokens to castellan_app;
grant select, delete on service_tokens to castellan_system;
