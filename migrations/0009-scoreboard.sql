-- Answers that were served about the future, and what became of them. Nothing of who asked is kept.
-- Statements end with a semicolon at the end of a line.

-- One row for each question and hour. Money is micro-dollars per GPU-hour, shares are of the price at the time.
create table kept_answer (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('PREDICTION', 'RUN_OR_WAIT')),
  -- All that the answer depends on but for the time: equal questions of one hour have one answer.
  question text not null,
  hour timestamptz not null,
  -- The GPU by the catalog, or by the name its provider writes; null provider and region are all of them.
  gpu text,
  gpu_name text,
  provider text,
  billing text not null check (billing in ('ON_DEMAND', 'SPOT')),
  region text,
  simulated boolean,
  made_at timestamptz not null,
  horizon_hours integer not null check (horizon_hours >= 0),
  price bigint not null check (price > 0),
  -- Of a prediction.
  low bigint,
  median bigint,
  high bigint,
  -- Of a decision: to wait or not, until a price or an hour, with a price that is locked at the start or floats.
  waits boolean,
  is_locked boolean,
  take_at bigint,
  start_hours integer,
  run_hours double precision,
  expected_saving double precision,
  -- The hours that tell what became of it, from the first on and before the last one's end.
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- When to look for what became of it, again where it was not to be seen.
  look_at timestamptz not null,
  outcome text check (outcome in ('SETTLED', 'UNSETTLEABLE')),
  settled_at timestamptz,
  reason text check (reason in ('STALE', 'NOT_OBSERVED')),
  -- What it cost in the end, for a decision what was paid.
  actual bigint,
  covered boolean,
  direction_hit boolean,
  moved boolean,
  error double precision,
  stays_error double precision,
  saving double precision,
  oracle_saving double precision,
  worse boolean,
  check ((outcome is null) = (settled_at is null)),
  check ((outcome is not distinct from 'UNSETTLEABLE') = (reason is not null)),
  unique (question, hour)
);

create index kept_answer_look on kept_answer (look_at) where outcome is null;

create index kept_answer_made on kept_answer (made_at);

create index kept_answer_settled on kept_answer (settled_at, id) where outcome is not null;

-- How many answers were served but not kept, being too many at once.
create table dropped_answer (
  hour timestamptz primary key,
  dropped bigint not null
);
