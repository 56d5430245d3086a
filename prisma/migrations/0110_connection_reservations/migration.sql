-- A connection that will be: its id and its keys exist before it does, so that an identity provider can be given its addresses and its metadata first.
create table connection_reservations (
  org_id     uuid not null references orgs (id),
  id         uuid not null,
  kind       text not null constraint connection_reservations_kind check (kind in ('saml', 'oidc')),
  -- The keys that the connection will have; null for a protocol that needs none so early.
  sealed     bytea,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  primary key (org_id, id)
);
create unique index connection_reservations_id_key on connection_reservations (id);
create index connection_reservations_expiry_idx on connection_reservations (expires_at);

alter table connection_reservations enable row level security;
alter table connection_reservations force row level security;
create policy org_rows on connection_reservations to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on connection_reservations for select to castellan_system using (true);
create policy system_sweep on connection_reservations for delete to castellan_system using (expires_at < now());
grant select, insert, delete on connection_reservations to castellan_app;
grant select, delete on connection_reservations to castellan_system;
