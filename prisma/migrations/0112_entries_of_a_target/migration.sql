-- All that administrators did to one thing, latest first. What machines report has no target, and is not indexed by it.
create index ledger_entries_target_idx on ledger_entries
  (org_id, (substring(leaf from '"target":[{]"id":"([^"]+)"')), occurred_at, index)
  where starts_with(kind, 'admin.');
