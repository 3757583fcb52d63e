-- The history that providers keep themselves, taken once from each. Kept apart from provider, whose row
-- every poll rewrites.
create table backfill (
  provider text primary key references provider,
  -- The instant it is asked from, the same however often it has to be begun again.
  since timestamptz not null,
  finished_at timestamptz
);
