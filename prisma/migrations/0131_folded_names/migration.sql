-- Where case does not count, it is that of ASCII letters alone: see libs/engines/scim/src/folded.ts. Names that differ in what case means beyond them
-- were one and are two now, so no two become one, and no key is taken twice.

-- For a moment the owner sees whose rows these are.
alter table directory_users no force row level security;
alter table directory_groups no force row level security;
update directory_users set user_name_key = lower(user_name collate "C") where user_name_key <> lower(user_name collate "C");
update directory_groups set display_name_key = lower(display_name collate "C") where display_name_key <> lower(display_name collate "C");
alter table directory_users force row level security;
alter table directory_groups force row level security;
