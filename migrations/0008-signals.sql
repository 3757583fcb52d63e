-- What stood out on the market: drops, surges and anomalies, each one episode. Statements end with a semicolon
-- at the end of a line.

-- One row. Whoever judges prices holds it locked, so seq has no gaps and no episode is raised twice.
-- Prices were judged up to judged_seq of the tape, against the whole hours before judged_hour.
create table signal_feed (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  judged_seq bigint not null default 0,
  judged_hour timestamptz,
  judged_at timestamptz
);

insert into signal_feed default values;

-- Money is micro-dollars per GPU-hour. Without a provider it is of all offers of the GPU under one billing.
create table price_signal (
  seq bigint primary key,
  kind text not null check (kind in ('DROP', 'SURGE', 'ANOMALY')),
  gpu text not null,
  billing text not null check (billing in ('ON_DEMAND', 'SPOT')),
  simulated boolean not null,
  provider text references provider,
  region text,
  price bigint not null check (price > 0),
  previous_price bigint check (previous_price > 0),
  mean_24h bigint not null check (mean_24h > 0),
  median_24h bigint not null check (median_24h > 0),
  hours integer not null check (hours > 0),
  -- The end of the last of the 24 whole hours it was held against.
  hours_to timestamptz not null,
  -- How many times the threshold of its kind it was when it was raised.
  strength double precision not null check (strength > 1),
  offers integer not null check (offers > 0),
  providers text[] not null,
  observed_at timestamptz not null,
  stale boolean not null,
  raised_at timestamptz not null,
  ended_at timestamptz,
  ended_price bigint,
  ending text check (ending in ('RECOVERED', 'NEW_LEVEL', 'UNOBSERVED')),
  check ((ended_at is null) = (ending is null)),
  check (region is null or provider is not null)
);

create unique index price_signal_open on price_signal
  (gpu, billing, simulated, coalesce(provider, ''), coalesce(region, ''), kind) where ended_at is null;

create index price_signal_gpu on price_signal (gpu, seq);

create index price_signal_raised on price_signal (raised_at);
