-- Training runs as their owners record them. What is null was not told.
create table training_run (
  id bigint generated always as identity primary key,
  owner text not null,
  -- The owner's own name of it.
  name text not null,
  model text not null,
  status text not null check (status in ('RUNNING', 'COMPLETED', 'FAILED')),
  gpu text,
  gpu_count integer check (gpu_count > 0),
  provider text,
  region text,
  billing text check (billing in ('ON_DEMAND', 'SPOT')),
  -- Micro-dollars.
  price_per_gpu_hour bigint check (price_per_gpu_hour > 0),
  parameters bigint,
  batch_size bigint,
  learning_rate double precision,
  samples bigint,
  epochs double precision,
  tokens bigint,
  hours double precision,
  accuracy double precision,
  train_loss double precision,
  validation_loss double precision,
  test_loss double precision,
  started_at timestamptz,
  ended_at timestamptz,
  recorded_at timestamptz not null,
  updated_at timestamptz not null,
  -- What its points come to: the newest of each figure, written with them.
  points integer not null default 0,
  last_step bigint,
  last_epoch double precision,
  last_hours double precision,
  last_tokens bigint,
  last_accuracy double precision,
  last_train_loss double precision,
  last_validation_loss double precision,
  -- The first step at which a loss was no number.
  diverged_at bigint,
  unique (owner, name)
);

create index training_run_owner on training_run (owner, id);

create index training_run_model on training_run (owner, model, id);

-- What changed in a run after it was first recorded: fields that were filled, went on or were corrected.
create table training_run_change (
  id bigint generated always as identity primary key,
  run bigint not null references training_run,
  recorded_at timestamptz not null,
  field text not null,
  -- As JSON; null where nothing had been told.
  previous jsonb,
  value jsonb not null,
  kind text not null check (kind in ('FILLED', 'WENT_ON', 'CORRECTED'))
);

create index training_run_change_run on training_run_change (run, id);

-- What a run measured at its steps. Columns that are null take no room: a point of five figures is some 80 bytes.
create table training_run_point (
  run bigint not null references training_run,
  step bigint not null,
  epoch double precision,
  hours double precision,
  samples bigint,
  tokens bigint,
  train_loss double precision,
  validation_loss double precision,
  accuracy double precision,
  learning_rate double precision,
  -- True where a loss was told as NaN or infinite, which is kept as null.
  diverged boolean not null,
  primary key (run, step)
);
