-- What people run: jobs on GPUs, submitted with what is known beforehand, moved as they run, measured afterwards.
-- Every row belongs to an owner, and every statement names the owner.
create table workload (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  -- Null where none was sent: then nothing tells a repeated submission from a new one.
  idempotency_key text,
  -- Of what was submitted, names resolved: tells a repeated submission from another under the same key.
  digest text not null,
  name text,
  project text,
  notes text,
  gpu text not null,
  gpu_count integer not null check (gpu_count > 0),
  -- Of the model's weights; a note that nothing is computed from.
  model_gb double precision check (model_gb > 0),
  planned_ms bigint not null check (planned_ms > 0),
  -- Share of the GPUs' time, 0 to 1.
  utilization double precision not null check (utilization >= 0 and utilization <= 1),
  region text,
  provider text,
  billing text not null check (billing in ('ON_DEMAND', 'SPOT')),
  -- Micro-dollars, as the owner told it; null where the market's counts.
  price_per_gpu_hour bigint check (price_per_gpu_hour > 0),
  status text not null check (status in ('SUBMITTED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED')),
  submitted_at timestamptz not null,
  updated_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  -- The newest measurement that was reported, and what it is of: GPUs alone, their machines, or all the facility draws.
  measured_kwh double precision check (measured_kwh >= 0),
  measured_kg double precision check (measured_kg >= 0),
  measured_cost bigint check (measured_cost >= 0),
  measured_of text check (measured_of in ('GPUS', 'MACHINE', 'FACILITY')),
  measured_by text,
  measured_at timestamptz,
  unique (owner, idempotency_key),
  check (ended_at is null or started_at is null or ended_at >= started_at),
  check ((measured_kwh is null) = (measured_at is null))
);

create index workload_newest on workload (owner, submitted_at desc, id desc);

-- What became of each workload, in order. Rows are added with the change they tell of and never changed.
create table workload_change (
  id bigint generated always as identity primary key,
  workload uuid not null references workload,
  owner text not null,
  kind text not null check (kind in ('STATUS', 'ENERGY')),
  -- A status, or kWh; null where there was nothing before.
  before text,
  after text not null,
  -- When it happened, and when it was told.
  at timestamptz not null,
  recorded_at timestamptz not null,
  -- Who measured, where somebody did.
  source text,
  -- What was estimated at submission, as it was then: kWh, kg and dollars.
  estimate jsonb
);

create index workload_change_of on workload_change (workload, id);
