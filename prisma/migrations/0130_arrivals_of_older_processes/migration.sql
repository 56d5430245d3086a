-- A process of the version before 0120, which runs on until its successor is ready, writes the column that 0120 dropped: without it, it can add and
-- change no user. So the column is there again, for such processes alone, until a version comes that none of them can stand beside.
alter table directory_users add column awaits_link boolean not null default false;
grant update (awaits_link) on directory_users to castellan_app;

-- Whom such a process brings is looked for as everybody else.
create function note_directory_arrival() returns trigger language plpgsql as $$
begin
  insert into directory_arrivals (org_id, directory_id, user_id) values (new.org_id, new.directory_id, new.id)
      on conflict (org_id, directory_id, user_id) do update set turn = directory_arrivals.turn + 1;
  return null;
end $$;
create trigger directory_users_arrival after insert or update of awaits_link on directory_users
  for each row when (new.awaits_link) execute function note_directory_arrival();
