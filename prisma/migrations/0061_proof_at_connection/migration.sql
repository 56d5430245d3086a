-- A browser goes to an identity provider also to prove anew, in the session that it has, who sits there.
alter table sso_requests drop constraint sso_requests_purpose;
alter table sso_requests add constraint sso_requests_purpose check (purpose in ('sign-in', 'test', 'link', 'proof'));
