-- Price forecasts as they are served: one row for each series, written when a new hour is rolled up.

-- Counts how often changes that came late, by more than a few hours, were taken into roll-ups: what was computed
-- from those hours is to be computed anew.
alter table memory add column revision bigint not null default 0;

create table prediction (
  series text primary key,
  -- The GPU by the catalog, or by the name its provider writes; null provider and region are all of them.
  gpu text,
  gpu_name text,
  provider text,
  billing text not null,
  region text,
  simulated boolean,
  -- Until when it is kept up to date because somebody asked; null for one that is kept so for good.
  wanted_until timestamptz,
  -- The end of the newest hour it rests on, and the revision of the memory; null while it waits to be computed.
  through timestamptz,
  revision bigint,
  -- Null where no hour had a price, and while it waits.
  forecast jsonb
);
