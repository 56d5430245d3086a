-- A draft can also be to bring back an old version, or to take a layer away: where an org asks for another person's approval, that goes through it too.

alter table policy_drafts
  add column act text not null default 'publish' constraint policy_drafts_act check (act in ('publish', 'roll_back', 'withdraw')),
  add column brings_back integer constraint policy_drafts_brings_back check (brings_back > 0),
  add constraint policy_drafts_old_version check ((act = 'roll_back') = (brings_back is not null)),
  -- What holds for the whole org is replaced, never taken away.
  add constraint policy_drafts_withdrawal check (act <> 'withdraw' or (scope_kind <> 'org' and based_on is not null and text = ''));
grant update (act, brings_back) on policy_drafts to castellan_app;
