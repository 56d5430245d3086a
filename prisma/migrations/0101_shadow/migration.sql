-- Drafts that machines watch in shadow, and what they count: how often a draft would have answered otherwise, and by which rules. Never a call.

create table policy_shadows (
  org_id          uuid not null references orgs (id),
  id              uuid not null,
  -- The draft may be forgotten before its run is.
  draft_id        uuid not null,
  draft_title     text not null constraint policy_shadows_title check (length(draft_title) <= 200),
  draft_revision  integer not null,
  scope_kind      text not null constraint policy_shadows_scope_kind check (scope_kind in ('org', 'team', 'group', 'project')),
  scope_id        uuid,
  -- What the draft means: canonical JSON (RFC 8785), of which `digest` is the SHA-256. It is signed to machines.
  document        text not null constraint policy_shadows_document check (length(document) <= 2097152),
  digest          text not null constraint policy_shadows_digest check (digest ~ '^[0-9a-f]{64}$'),
  -- The version that stood when it began.
  beside_version  integer not null,
  share           integer not null constraint policy_shadows_share check (share between 1 and 100),
  group_id        uuid,
  group_name      text,
  starts_at       timestamptz(3) not null,
  ends_at         timestamptz(3) not null,
  stopped_at      timestamptz(3),
  stop_reason     text constraint policy_shadows_stop_reason check (stop_reason in ('stopped', 'published', 'discarded')),
  starter_id      text not null,
  starter_label   text not null,
  seal            bytea not null,
  primary key (org_id, id),
  constraint policy_shadows_scope check ((scope_kind = 'org') = (scope_id is null)),
  constraint policy_shadows_length check (ends_at > starts_at and ends_at <= starts_at + interval '30 days'),
  constraint policy_shadows_stop check ((stopped_at is null) = (stop_reason is null)),
  constraint policy_shadows_group check ((group_id is null) = (group_name is null))
);

alter table policy_shadows enable row level security;
alter table policy_shadows force row level security;
create policy org_rows on policy_shadows to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, delete, update (stopped_at, stop_reason) on policy_shadows to castellan_app;

-- How far each machine has reported. Locked by a report before it counts, so that none counts twice.
create table policy_shadow_machines (
  org_id     uuid not null references orgs (id),
  shadow_id  uuid not null,
  machine_id uuid not null,
  stream     uuid not null,
  sequence   integer not null constraint policy_shadow_machines_sequence check (sequence > 0),
  compared   bigint not null,
  first_at   timestamptz(3) not null,
  last_at    timestamptz(3) not null,
  primary key (org_id, shadow_id, machine_id),
  foreign key (org_id, shadow_id) references policy_shadows (org_id, id) on delete cascade
);

alter table policy_shadow_machines enable row level security;
alter table policy_shadow_machines force row level security;
create policy org_rows on policy_shadow_machines to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (stream, sequence, compared, last_at) on policy_shadow_machines to castellan_app;

create table policy_shadow_hours (
  org_id    uuid not null references orgs (id),
  shadow_id uuid not null,
  hour      timestamptz(3) not null,
  compared  bigint not null,
  stricter  bigint not null,
  milder    bigint not null,
  skipped   bigint not null,
  primary key (org_id, shadow_id, hour),
  foreign key (org_id, shadow_id) references policy_shadows (org_id, id) on delete cascade
);

alter table policy_shadow_hours enable row level security;
alter table policy_shadow_hours force row level security;
create policy org_rows on policy_shadow_hours to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (compared, stricter, milder, skipped) on policy_shadow_hours to castellan_app;

-- One way in which a draft answers otherwise. Bounded for each run; what finds no room is counted under the rule "other".
create table policy_shadow_differences (
  org_id       uuid not null references orgs (id),
  shadow_id    uuid not null,
  -- SHA-256 of what follows, hex.
  id           text not null constraint policy_shadow_differences_id check (id ~ '^[0-9a-f]{64}$'),
  agent        text not null constraint policy_shadow_differences_agent check (length(agent) <= 40),
  live         text not null constraint policy_shadow_differences_live check (live in ('allow', 'ask', 'reject')),
  shadow       text not null constraint policy_shadow_differences_shadow check (shadow in ('allow', 'ask', 'reject')),
  live_rules   text[] not null constraint policy_shadow_differences_live_rules check (cardinality(live_rules) <= 3),
  shadow_rules text[] not null constraint policy_shadow_differences_shadow_rules check (cardinality(shadow_rules) <= 3),
  primary key (org_id, shadow_id, id),
  foreign key (org_id, shadow_id) references policy_shadows (org_id, id) on delete cascade
);

alter table policy_shadow_differences enable row level security;
alter table policy_shadow_differences force row level security;
create policy org_rows on policy_shadow_differences to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert on policy_shadow_differences to castellan_app;

-- On which machines: how many people a rule would hit is what an admin wants to know first.
create table policy_shadow_hits (
  org_id        uuid not null references orgs (id),
  shadow_id     uuid not null,
  difference_id text not null,
  machine_id    uuid not null,
  calls         bigint not null constraint policy_shadow_hits_calls check (calls > 0),
  primary key (org_id, shadow_id, difference_id, machine_id),
  foreign key (org_id, shadow_id, difference_id) references policy_shadow_differences (org_id, shadow_id, id) on delete cascade
);

alter table policy_shadow_hits enable row level security;
alter table policy_shadow_hits force row level security;
create policy org_rows on policy_shadow_hits to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (calls) on policy_shadow_hits to castellan_app;
