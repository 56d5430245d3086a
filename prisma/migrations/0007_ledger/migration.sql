-- The audit ledger of each org: a Merkle tree of entries, stored as tiles, spoken for by signed checkpoints.
-- Entries, contents, tiles and checkpoints can be inserted and read, never changed. The head is the one row that moves; it is locked by every append, and
-- its foreign key stands for the others: a check for each inserted row would cost a third of the insert and lock the org's row.

create table ledger_keys (
  org_id         uuid not null references orgs (id),
  keyid          text not null constraint ledger_keys_keyid_form check (keyid ~ '^[0-9a-f]{16}$'),
  name           text not null,
  public_key     bytea not null constraint ledger_keys_public_key_length check (length(public_key) = 32),
  sealed_private bytea not null,
  created_at     timestamptz(3) not null,
  primary key (org_id, keyid)
);

create table ledger_heads (
  org_id     uuid primary key references orgs (id),
  keyid      text not null,
  size       bigint not null,
  frontier   bytea not null,
  root       bytea not null,
  foreign key (org_id, keyid) references ledger_keys (org_id, keyid)
);

create table ledger_entries (
  org_id      uuid not null,
  index       bigint not null constraint ledger_entries_index_natural check (index >= 0),
  event_id    uuid not null,
  -- Exactly what the tree commits to, and its hash. The columns after it are copied from it to be searched by.
  leaf        text not null,
  leaf_hash   bytea not null,
  kind        text not null,
  occurred_at timestamptz(3) not null,
  actor_id    text not null,
  machine_id  text,
  session_id  uuid,
  agent       text,
  tool        text,
  effect      text,
  rules       text[] not null default '{}',
  primary key (org_id, index)
);
-- An event arrives once.
create unique index ledger_entries_event_key on ledger_entries (org_id, event_id);
-- The list, latest first; a person's part of it; a session's. Everything else is a filter on one of these.
create index ledger_entries_time_idx on ledger_entries (org_id, occurred_at, index);
create index ledger_entries_actor_idx on ledger_entries (org_id, actor_id, occurred_at, index);
create index ledger_entries_session_idx on ledger_entries (org_id, session_id, occurred_at, index) where session_id is not null;

-- What entries say nothing of: command text, prompts, paths. Sealed, and apart, so that it can go while the entry stays.
create table ledger_contents (
  org_id uuid not null,
  index  bigint not null,
  sealed bytea not null,
  primary key (org_id, index)
);

create table ledger_tiles (
  org_id uuid not null,
  level  smallint not null,
  index  bigint not null,
  root   bytea not null,
  hashes bytea not null constraint ledger_tiles_full check (length(hashes) = 8192),
  primary key (org_id, level, index)
);

create table ledger_checkpoints (
  org_id     uuid not null,
  size       bigint not null,
  root       bytea not null,
  note       text not null,
  created_at timestamptz(3) not null,
  primary key (org_id, size)
);

-- Read models, kept in the transaction that appends. They prove nothing and can be made anew from the entries.
create table ledger_sessions (
  org_id        uuid not null,
  id            uuid not null,
  name          text not null,
  agent         text not null,
  machine_id    text not null,
  machine_label text not null,
  actor_id      text not null,
  actor_kind    text not null,
  actor_label   text not null,
  started_at    timestamptz(3) not null,
  last_at       timestamptz(3) not null,
  events        bigint not null,
  allowed       bigint not null,
  asked         bigint not null,
  rejected      bigint not null,
  primary key (org_id, id)
);
create index ledger_sessions_last_idx on ledger_sessions (org_id, last_at, id);

create table ledger_days (
  org_id uuid not null,
  day    date not null,
  -- 'effect' or 'rule'
  facet  text not null,
  name   text not null,
  count  bigint not null,
  primary key (org_id, day, facet, name)
);

do $$
declare
  t text;
begin
  foreach t in array array['ledger_keys', 'ledger_heads', 'ledger_entries', 'ledger_contents', 'ledger_tiles', 'ledger_checkpoints', 'ledger_sessions', 'ledger_days'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy org_rows on %I to castellan_app using (org_id = (select current_setting(''app.org_id''))::uuid) with check (org_id = (select current_setting(''app.org_id''))::uuid)', t);
    execute format('grant select, insert on %I to castellan_app', t);
  end loop;
end $$;
grant update (size, frontier, root) on ledger_heads to castellan_app;
grant update (name, actor_id, actor_kind, actor_label, started_at, last_at, events, allowed, asked, rejected) on ledger_sessions to castellan_app;
grant update (count) on ledger_days to castellan_app;
