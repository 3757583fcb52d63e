-- What owners want to be told of about prices and availability, and where each alert stands.
create table alert (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  name text not null,
  -- What it is about; null leaves nothing out. Regions and providers are sorted.
  gpu text not null,
  billing text check (billing in ('ON_DEMAND', 'SPOT')),
  providers text[],
  regions text[],
  simulated boolean not null,
  condition text not null check (condition in ('BELOW', 'ABOVE', 'DROP', 'SURGE', 'AVAILABLE')),
  -- Micro-dollars per GPU-hour, percent, or GPUs, by the condition.
  threshold double precision not null,
  -- How far it must be over again before the alert ends, in the threshold's unit.
  hysteresis double precision not null,
  for_ms bigint not null,
  cool_down_ms bigint not null,
  enabled boolean not null,
  idempotency_key text,
  digest text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (owner, idempotency_key)
);

create index alert_owner on alert (owner, id);

-- Where each stands: as of a revision of the tape.
create table alert_state (
  alert uuid primary key references alert,
  state text not null check (state in ('NORMAL', 'PENDING', 'FIRING', 'RECOVERING')),
  since timestamptz not null,
  -- When time alone moves it on.
  due_at timestamptz,
  fired_at timestamptz
);

create index alert_state_due on alert_state (due_at) where due_at is not null;

-- How far the tape has been judged: whoever judges holds it locked.
create table alert_judged (
  one boolean primary key default true check (one),
  seq bigint not null default 0,
  at timestamptz
);

insert into alert_judged default values;
