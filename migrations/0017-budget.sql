-- Money that was spent, is held for what is to come, and may be spent. Micro-dollars throughout.

-- One row an owner: whoever writes to the ledger holds it locked, so entries, sums and alerts are in one order.
create table ledger (
  owner text primary key,
  -- Number of the last entry; entries have no gaps.
  seq bigint not null default 0,
  -- All that ever moved, spent up or down or reserved: it bounds every sum of entries.
  turnover bigint not null default 0
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
  -- Ends of periods are told up to here: that of the current one; null for a total.
  period_ends_at timestamptz,
  -- When its forecast is judged next: a whole hour, or a minute on where spends came between.
  forecast_due timestamptz not null,
  unique (owner, idempotency_key)
);

create index budget_owner on budget (owner, created_at, id);
-- Every spend asks for the budgets that count it.
create index budget_counting on budget (owner, scope, scope_name) where archived_at is null;
create index budget_ending on budget (period_ends_at) where archived_at is null;
create index budget_forecast_due on budget (forecast_due) where archived_at is null;

-- Entries are added and never changed. What was spent is the sum of spent, what is held the sum of reserved.
create table ledger_entry (
  owner text not null references ledger,
  seq bigint not null,
  id uuid not null default gen_random_uuid() unique,
  kind text not null check (kind in ('SPEND', 'RESERVATION', 'SETTLEMENT', 'RELEASE', 'EXPIRY', 'CORRECTION')),
  -- Changes of what was spent and of what is held.
  spent bigint not null,
  reserved bigint not null,
  model text,
  project text,
  -- When the money was, or will be, spent: this decides the period. What refers to an entry has the entry's.
  at timestamptz not null,
  recorded_at timestamptz not null,
  -- The entry that a settlement, release, expiry or correction is about.
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

-- Sums of any time are read from these alone.
create index ledger_entry_at on ledger_entry (owner, at) include (kind, spent, reserved);
create index ledger_entry_project on ledger_entry (owner, project, at) include (kind, spent, reserved) where project is not null;
create index ledger_entry_model on ledger_entry (owner, model, at) include (kind, spent, reserved) where model is not null;
create index ledger_entry_refers on ledger_entry (owner, refers_to) where refers_to is not null;

-- Reservations that are open.
create table ledger_hold (
  owner text not null,
  seq bigint not null,
  expires_at timestamptz,
  primary key (owner, seq)
);

create index ledger_hold_expiry on ledger_hold (expires_at) where expires_at is not null;

-- What the entries of a budget's period add up to, kept by whoever adds one. A budget that is archived or counts
-- other money than before has none until it is judged again; a sum that is missing is read from the entries.
create table ledger_sum (
  budget uuid not null references budget,
  period_start timestamptz not null,
  spent bigint not null,
  reserved bigint not null,
  primary key (budget, period_start)
);

-- What fired: once a budget, period and threshold, whoever comes first.
create table budget_alert (
  budget uuid not null references budget,
  -- Of the budget when it fired: a day and a month may begin at the same instant.
  period text not null,
  period_start timestamptz not null,
  kind text not null check (kind in ('THRESHOLD', 'FORECAST', 'PERIOD_ENDED')),
  -- Percent; 0 where the kind has none.
  threshold double precision not null,
  owner text not null,
  -- Number of the entry that fired it; null where time alone or a change of the budget did.
  entry bigint,
  notice_seq bigint not null,
  primary key (budget, period, period_start, kind, threshold)
);

create index budget_alert_entry on budget_alert (owner, entry) where entry is not null;
