-- What whoever made a token of a directory, or vouched for it last, could give at that time. Whoever holds the token can do no more than that to
-- people and groups. Null for a token from before: it counts as an administrator's.
alter table directory_tokens
  add column vouched_by          text,
  add column vouched_at          timestamptz(3),
  add column vouched_owner       boolean,
  add column vouched_permissions text[],
  add constraint directory_tokens_vouched check (
    num_nulls(vouched_by, vouched_at, vouched_owner, vouched_permissions) in (0, 4));
grant update (vouched_by, vouched_at, vouched_owner, vouched_permissions) on directory_tokens to castellan_app;

-- The last one whom the directory was not let deactivate or take back, until somebody vouches for a token of it.
alter table directories
  add column held_back_at    timestamptz(3),
  add column held_back_label text,
  add constraint directories_held_back check ((held_back_at is null) = (held_back_label is null));
grant update (held_back_at, held_back_label) on directories to castellan_app;
