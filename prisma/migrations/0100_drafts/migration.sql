-- Drafts of policies: saved, talked about, approved by another person, published. And whether an org wants that approval.

create table policy_drafts (
  org_id         uuid not null references orgs (id),
  id             uuid not null,
  -- Whose layer it is to become; the org's own has no id.
  scope_kind     text not null constraint policy_drafts_scope_kind check (scope_kind in ('org', 'team', 'group', 'project')),
  scope_id       uuid,
  title          text not null constraint policy_drafts_title check (length(title) between 1 and 200),
  text           text not null constraint policy_drafts_text_length check (length(text) <= 1048576),
  format         text not null constraint policy_drafts_format check (format in ('yaml', 'json')),
  -- Grows by one with every save of title, text or basis: an approval is of one revision.
  revision       integer not null constraint policy_drafts_revision check (revision > 0),
  based_on       integer constraint policy_drafts_based_on check (based_on > 0),
  state          text not null constraint policy_drafts_state check (state in ('open', 'in_review', 'approved', 'published', 'discarded')),
  author_kind    text not null constraint policy_drafts_author_kind check (author_kind in ('person', 'machine', 'service', 'job')),
  author_id      text not null,
  author_label   text not null,
  -- The principals that have had a hand in the text: none of them approves it.
  editors        text[] not null,
  created_at     timestamptz(3) not null,
  changed_at     timestamptz(3) not null,
  changed_label  text not null,
  approver_id    text,
  approver_label text,
  approved_at    timestamptz(3),
  -- Revision, text and approver under the installation's key: what was changed behind the application is not what was approved.
  approval_seal  bytea,
  -- The version that it became.
  version        integer,
  primary key (org_id, id),
  constraint policy_drafts_scope check ((scope_kind = 'org') = (scope_id is null)),
  constraint policy_drafts_editors check (cardinality(editors) between 1 and 200 and author_id = any (editors)),
  constraint policy_drafts_approval check ((approver_id is null) = (approval_seal is null)
    and (approver_id is null) = (approved_at is null) and (approver_id is null) = (approver_label is null)),
  constraint policy_drafts_by_another check (approver_id is null or not approver_id = any (editors)),
  constraint policy_drafts_approved check (state <> 'approved' or approver_id is not null),
  constraint policy_drafts_published check ((state = 'published') = (version is not null))
);
create index policy_drafts_living on policy_drafts (org_id, state, id);

alter table policy_drafts enable row level security;
alter table policy_drafts force row level security;
create policy org_rows on policy_drafts to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, delete,
  update (title, text, format, revision, based_on, state, editors, changed_at, changed_label,
          approver_id, approver_label, approved_at, approval_seal, version)
  on policy_drafts to castellan_app;

-- What was said and decided about a draft, in order. Written once.
create table policy_draft_remarks (
  org_id   uuid not null references orgs (id),
  draft_id uuid not null,
  -- Counts up from 1 within a draft.
  number   integer not null constraint policy_draft_remarks_number check (number > 0),
  revision integer not null,
  kind     text not null constraint policy_draft_remarks_kind
    check (kind in ('comment', 'review_asked', 'approved', 'sent_back', 'withdrawn', 'published', 'discarded')),
  by_kind  text not null,
  by_id    text not null,
  by_label text not null,
  text     text not null constraint policy_draft_remarks_text check (length(text) <= 4000),
  at       timestamptz(3) not null,
  primary key (org_id, draft_id, number),
  foreign key (org_id, draft_id) references policy_drafts (org_id, id) on delete cascade
);

alter table policy_draft_remarks enable row level security;
alter table policy_draft_remarks force row level security;
create policy org_rows on policy_draft_remarks to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert on policy_draft_remarks to castellan_app;

-- Whether an org's policy is published only after another person's approval. No row: it is not asked for.
create table policy_review_rules (
  org_id        uuid not null references orgs (id),
  is_required   boolean not null,
  changed_at    timestamptz(3) not null,
  changed_label text not null,
  seal          bytea not null,
  primary key (org_id)
);

alter table policy_review_rules enable row level security;
alter table policy_review_rules force row level security;
create policy org_rows on policy_review_rules to castellan_app
  using      (org_id = (select current_setting('app.org_id'))::uuid)
  with check (org_id = (select current_setting('app.org_id'))::uuid);
grant select, insert, update (is_required, changed_at, changed_label, seal) on policy_review_rules to castellan_app;
