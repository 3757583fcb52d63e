-- What owners want to be told of about prices and availability, and where each alert stands.

-- What alerts are about. Alerts of whatever owner that are about the same are judged by one reading of the market.
create table alert_series (
  id bigint generated always as identity primary key,
  -- The scope as text: equal scopes alone have the same name.
  name text not null unique,
  -- Null leaves nothing out. Regions and providers are sorted.
  gpu text not null,
  billing text check (billing in ('ON_DEMAND', 'SPOT')),
  providers text[],
  regions text[],
  -- Null where the providers say it.
  simulated boolean,
  -- What was last seen, as of the newest revision that changed it; null where it has not been judged yet.
  reading jsonb
);

create table alert (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  name text not null,
  series bigint not null references alert_series,
  -- Regions as they were asked for: continents among them.
  asked_regions text[],
  condition text not null check (condition in ('BELOW', 'ABOVE', 'DROP', 'SURGE', 'AVAILABLE')),
  -- Micro-dollars per GPU-hour, percent, or GPUs, by the condition.
  threshold double precision not null,
  -- How far it must be over again before the alert ends, in percent of the threshold.
  hysteresis double precision not null,
  for_ms bigint not null,
  cool_down_ms bigint not null,
  enabled boolean not null,
  idempotency_key text,
  digest text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Number of the change that made it what it is, among those of all alerts: whoever judges learns of it by this.
  edit bigint not null,
  unique (owner, idempotency_key)
);

create index alert_owner on alert (owner, created_at, id);

create index alert_edit on alert (edit);

create index alert_of_series on alert (series);

-- Where each stands.
create table alert_state (
  alert uuid primary key references alert on delete cascade,
  state text not null check (state in ('NORMAL', 'PENDING', 'FIRING', 'RECOVERING')),
  since timestamptz not null,
  -- When time alone moves it on.
  due_at timestamptz,
  fired_at timestamptz,
  fired bigint not null default 0,
  -- The same and what was last seen of it, as the alert machine has it.
  machine jsonb not null default '{"kind": "NORMAL"}',
  -- False until it has been judged once, since it was made or changed.
  begun boolean not null default false
);

-- How far the market has been judged: whoever judges, or changes an alert, holds it locked.
create table alert_judged (
  one boolean primary key default true check (one),
  -- The newest poll judged, and the instant up to which everything has been.
  poll bigint not null default 0,
  at timestamptz,
  -- How often alerts were changed.
  edits bigint not null default 0
);

insert into alert_judged default values;
