-- What a directory brings is written as often as it comes, so it is written once and checked once.

-- Users of whom nobody has looked yet which accounts of the org are theirs. In rows of their own: a mark among what indexes hold would write
-- every user a second time. No foreign key: whoever has gone meanwhile is found to be gone.
create table directory_arrivals (
  org_id       uuid not null,
  directory_id uuid not null,
  user_id      uuid not null,
  -- How often she came: whoever looked at an earlier coming has not seen this one.
  turn         integer not null default 1,
  primary key (org_id, directory_id, user_id)
);

alter table directory_arrivals enable row level security;
alter table directory_arrivals force row level security;
create policy org_rows on directory_arrivals to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on directory_arrivals for select to castellan_system using (true);
grant select, insert, update (turn), delete on directory_arrivals to castellan_app;
grant select on directory_arrivals to castellan_system;

-- For a moment the owner sees whose rows these are.
alter table directory_users no force row level security;
alter table directory_arrivals no force row level security;
insert into directory_arrivals (org_id, directory_id, user_id) select org_id, directory_id, id from directory_users where awaits_link;
alter table directory_arrivals force row level security;
alter table directory_users force row level security;

drop index directory_users_awaiting_idx;
alter table directory_users drop column awaits_link;

-- A directory is an org's, and its key says so: what names the directory need not name the org a second time.
alter table directory_users drop constraint directory_users_org_id_fkey;
alter table directory_groups drop constraint directory_groups_org_id_fkey;
alter table directory_group_members drop constraint directory_group_members_org_id_fkey;
alter table provisioning_log drop constraint provisioning_log_org_id_fkey;

-- The log is read by directory alone: one index serves as key and for that.
alter table provisioning_log drop constraint provisioning_log_pkey;
drop index provisioning_log_directory_idx;
alter table provisioning_log add primary key (org_id, directory_id, id);
