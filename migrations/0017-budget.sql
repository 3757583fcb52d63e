-- Money that was spent, is held for what is to come, and may be spent. Micro-dollars throughout.

-- One row an owner: whoever writes to the ledger holds it locked, so entries, sums and alerts are in one order.
create table ledger (
  owner text primary key,
  seq bigint not null default 0
);

create table budget (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  name text not null,
  scope text not null check (scope in ('EVERYTHING', 'PROJECT', 'MODEL')),
  -- The project's or the model's name.
  scope_name text check ((scope = 'EVERYTHING') = (scope_name is null)),
  amount bigint not null check (amount > 0),
  period text not null check (period in ('DAY', 'MONTH', 'TOTAL')),
  -- IANA name: days and months begin at its midnight.
  time_zone text not null,
  -- Percent of the amount, ascending.
  thresholds double precision[] not null,
  -- True where reservations beyond it are refused.
  hard_stop boolean not null,
  idempotency_key text,
  digest text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  archived_at timestamptz,
  unique (owner, idempotency_key)
);

create index budget_owner on budget (owner, id);

-- Entries are added and never changed. What was spent is the sum of SPEND, SETTLEMENT and CORRECTION; what is held, of
-- RESERVATION less SETTLEMENT and RELEASE that refer to it.
create table ledger_entry (
  owner text not null references ledger,
  seq bigint not null,
  id uuid not null default gen_random_uuid() unique,
  kind text not null check (kind in ('SPEND', 'RESERVATION', 'SETTLEMENT', 'RELEASE', 'CORRECTION')),
  -- Changes of what was spent and of what is held.
  spent bigint not null,
  reserved bigint not null,
  model text,
  project text,
  -- When the money was, or will be, spent: this decides the period. A correction has the instant of what it corrects.
  at timestamptz not null,
  recorded_at timestamptz not null,
  -- The entry a settlement, release or correction is about.
  refers_to bigint,
  -- A reservation's end: what is held until then is released.
  expires_at timestamptz,
  description text,
  -- How the amount came about where it is a duration at a price.
  rate jsonb,
  idempotency_key text,
  digest text,
  primary key (owner, seq),
  unique (owner, idempotency_key)
);

create index ledger_entry_at on ledger_entry (owner, at);

-- What fired: once a budget, period and threshold, whoever comes first.
create table budget_alert (
  budget uuid not null references budget,
  period_start timestamptz not null,
  kind text not null check (kind in ('THRESHOLD', 'FORECAST', 'PERIOD_ENDED')),
  -- Percent; 0 where the kind has none.
  threshold double precision not null,
  owner text not null,
  notice_seq bigint not null,
  primary key (budget, period_start, kind, threshold)
);
