-- Until when the connection of a domain takes over accounts of people who came in through another one so far, by their verified addresses.
alter table domain_rules
  add column takes_over_until timestamptz(3),
  add constraint domain_rules_takes_over check (takes_over_until is null or connection_id is not null);
grant update (takes_over_until) on domain_rules to castellan_app;

alter table federated_identities
  drop constraint federated_identities_linked_by,
  add constraint federated_identities_linked_by check (linked_by in ('jit', 'directory', 'verified-domain', 'handover', 'self'));
