-- Settings that will be: of a connection that people use, a change is tried before it counts.
alter table connections
  add column pending           jsonb,
  -- Null: the secrets stay as they are.
  add column pending_sealed    bytea,
  add column pending_at        timestamptz(3),
  add column pending_by        text,
  add column pending_tested_at timestamptz(3),
  add constraint connections_pending check (
    case when pending is null
      then pending_sealed is null and pending_at is null and pending_by is null and pending_tested_at is null
      else pending_at is not null and pending_by is not null end);
grant update (pending, pending_sealed, pending_at, pending_by, pending_tested_at) on connections to castellan_app;
