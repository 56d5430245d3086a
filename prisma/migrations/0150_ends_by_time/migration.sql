-- A run that ends by its time is told to the ledger, once, by whichever process comes first.

-- When that was; null until then, and where somebody stopped it before.
alter table policy_shadows add column closed_at timestamptz(3);
grant update (closed_at) on policy_shadows to castellan_app;

-- Runs that are over are looked for across orgs.
create policy system_rows on policy_shadows for select to castellan_system using (true);
grant select on policy_shadows to castellan_system;
create index policy_shadows_open_idx on policy_shadows (ends_at) where stopped_at is null and closed_at is null;
