-- Access reviews: does everybody still need what she has? Asked of all grants, keys or machines of a scope at a moment, answered one by one.

create table access_reviews (
  org_id        uuid not null references orgs (id),
  id            uuid not null,
  name          text not null constraint access_reviews_name_length check (length(name) between 1 and 120),
  kinds         text[] not null constraint access_reviews_kinds check (cardinality(kinds) between 1 and 3 and kinds <@ array['grant', 'key', 'machine']),
  -- None named: every role.
  roles         text[] not null constraint access_reviews_roles check (cardinality(roles) <= 50),
  -- Of the people of one team alone. No foreign key: a review outlives what it was about.
  team_id       uuid,
  due_at        timestamptz(3) not null,
  -- What becomes of that on which nobody has decided when it is due.
  outcome       text not null constraint access_reviews_outcome check (outcome in ('keep', 'revoke')),
  created_at    timestamptz(3) not null,
  creator_label text not null,
  reminded_at   timestamptz(3),
  closed_at     timestamptz(3),
  primary key (org_id, id)
);
create index access_reviews_open_idx on access_reviews (due_at) where closed_at is null;

alter table access_reviews enable row level security;
alter table access_reviews force row level security;
create policy org_rows on access_reviews to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on access_reviews for select to castellan_system using (true);
grant select, insert, update (reminded_at, closed_at) on access_reviews to castellan_app;
grant select on access_reviews to castellan_system;

create table access_reviewers (
  org_id    uuid not null references orgs (id),
  review_id uuid not null,
  person_id uuid not null,
  primary key (org_id, review_id, person_id),
  foreign key (org_id, review_id) references access_reviews (org_id, id) on delete cascade
);
create index access_reviewers_person_idx on access_reviewers (org_id, person_id);

alter table access_reviewers enable row level security;
alter table access_reviewers force row level security;
create policy org_rows on access_reviewers to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
create policy system_rows on access_reviewers for select to castellan_system using (true);
grant select, insert on access_reviewers to castellan_app;
grant select on access_reviewers to castellan_system;

create table access_review_items (
  org_id        uuid not null references orgs (id),
  review_id     uuid not null,
  id            uuid not null,
  kind          text not null constraint access_review_items_kind check (kind in ('grant', 'key', 'machine')),
  -- The grant, key or machine. It may be gone before somebody decides.
  target_id     uuid not null,
  subject_kind  text constraint access_review_items_subject check (subject_kind in ('person', 'group', 'service')),
  subject_id    uuid,
  subject_label text not null,
  what          text not null,
  place         text,
  decision      text constraint access_review_items_decision check (decision in ('keep', 'revoke')),
  reason        text constraint access_review_items_reason check (length(reason) <= 1000),
  -- Null where it was decided by its due date.
  decider_id    uuid,
  decider_label text,
  decided_at    timestamptz(3),
  -- Whether there was still something to take.
  was_gone      boolean not null default false,
  -- The entry of the ledger that says so.
  entry_id      uuid,
  primary key (org_id, review_id, id),
  foreign key (org_id, review_id) references access_reviews (org_id, id) on delete cascade,
  constraint access_review_items_decided check ((decision is null) = (decided_at is null)),
  constraint access_review_items_by_another check (decider_id is null or subject_id is null or decider_id <> subject_id)
);
create unique index access_review_items_target_key on access_review_items (org_id, review_id, kind, target_id);
create index access_review_items_open_idx on access_review_items (org_id, review_id, id) where decision is null;

alter table access_review_items enable row level security;
alter table access_review_items force row level security;
create policy org_rows on access_review_items to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (decision, reason, decider_id, decider_label, decided_at, was_gone, entry_id) on access_review_items to castellan_app;
