-- An invitation that waits is shown with who made it, and can be taken back.
alter table setup_links add column made_by text;
create index setup_links_waiting_idx on setup_links (target_org_id, id) where used_at is null;
