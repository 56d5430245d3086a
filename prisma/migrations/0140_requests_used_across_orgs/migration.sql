-- A browser comes back with the id of its question, before any org is known: the question is used up and read in one round trip. Which of them
-- may be, the statement says (sso-request.repository.ts): one that waits, and then the browser's own, answered, and not completed.
create policy system_uses on sso_requests for update to castellan_system using (true) with check (true);
grant update (taken_at, completed_at) on sso_requests to castellan_system;
