-- What whoever let the settings of a connection count, or vouched for it last, could give at that time: its identity provider says who is who, and who
-- is in its groups. Null for a connection from before: it counts as an owner's.
alter table connections
  add column vouched_by          text,
  add column vouched_at          timestamptz(3),
  add column vouched_owner       boolean,
  add column vouched_permissions text[],
  add constraint connections_vouched check (
    num_nulls(vouched_by, vouched_at, vouched_owner, vouched_permissions) in (0, 4));
grant update (vouched_by, vouched_at, vouched_owner, vouched_permissions) on connections to castellan_app;
