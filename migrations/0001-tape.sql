-- The tape: what the markets said, append-only, each change with a sequence number.
-- Money is micro-dollars per GPU-hour. Statements end with a semicolon at the end of a line.

-- One row. Whoever appends holds it locked, so seq has no gaps; whoever leads owns its term.
create table tape (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  term bigint not null default 0
);

insert into tape default values;

create table provider (
  id text primary key,
  name text not null,
  source text not null,
  simulated boolean not null default false,
  cadence_ms integer,
  last_attempt_at timestamptz,
  last_success_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  consecutive_failures integer not null default 0,
  last_seen integer,
  last_rejected integer,
  next_attempt_at timestamptz
);

-- What is, or was, on offer, with its newest state. An offer never listed by a poll came from a file.
create table offer (
  id bigint generated always as identity primary key,
  provider text not null references provider,
  key text not null,
  billing text not null check (billing in ('ON_DEMAND', 'SPOT')),
  source text not null,
  gpu text,
  gpu_name text not null,
  gpu_count integer not null check (gpu_count > 0),
  region text,
  region_name text,
  tier text not null,
  reliability double precision,
  traits jsonb not null default '{}',
  units text[],
  facts_digest text,
  price bigint not null check (price > 0),
  stock text not null check (stock in ('COUNTED', 'HIGH', 'MEDIUM', 'LOW', 'NONE', 'UNKNOWN')),
  available integer check (available >= 0),
  listed boolean not null,
  rentable boolean generated always as (listed and stock <> 'NONE' and coalesce(available, 1) > 0) stored,
  seq bigint,
  first_observed_at timestamptz not null,
  observed_at timestamptz not null,
  unique (provider, key, billing),
  check ((stock = 'COUNTED') = (available is not null))
);

create index offer_gpu on offer (gpu, billing) where listed;

create index offer_gpu_history on offer (gpu);

-- Every change of an offer's price, stock or listing. Imported history has no seq: it was not
-- witnessed, so it is never replayed to subscribers.
create table price_change (
  offer_id bigint not null references offer,
  observed_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  seq bigint unique,
  price bigint not null check (price > 0),
  stock text not null,
  available integer,
  listed boolean not null,
  previous_price bigint,
  previous_stock text,
  previous_available integer,
  previous_listed boolean,
  reliability double precision,
  primary key (offer_id, observed_at)
);

create index price_change_observed on price_change (observed_at);

create table poll (
  id bigint generated always as identity primary key,
  provider text not null references provider,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  succeeded boolean not null,
  error text,
  seen integer not null,
  quotes integer not null,
  changes integer not null,
  rejected integer not null
);

create index poll_provider on poll (provider, finished_at);

-- Rows of a provider's answer that were not taken, one a distinct detail, with how often it came.
create table reject (
  provider text not null references provider,
  reason text not null,
  detail text not null,
  raw text not null,
  times bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (provider, reason, detail)
);
