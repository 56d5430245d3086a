-- What an identity provider called a session before a fresh proof there gave it another name. It may end the session by either.
alter table federated_sessions
  add column former_indexes text[] not null default '{}';
create index federated_sessions_former_idx on federated_sessions (org_id, connection_id) where former_indexes <> '{}';
grant update (session_index, former_indexes) on federated_sessions to castellan_app;
