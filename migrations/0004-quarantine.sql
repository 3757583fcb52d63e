-- Prices held back because no market is likely to ask them, until a second observation or source confirms them.
-- Statements end with a semicolon at the end of a line.

-- True while the newest quote of the offer is held back: what the offer says is its last good state.
alter table offer add column held boolean not null default false;

-- A held price, from the poll that first said it to the one that resolved it. Its price stays as first said;
-- another price of the same offer is another row. held_at is when the first of such rows in a row began.
create table quarantine (
  id bigint generated always as identity primary key,
  provider text not null references provider,
  key text not null,
  billing text not null check (billing in ('ON_DEMAND', 'SPOT')),
  gpu text,
  gpu_name text not null,
  gpu_count integer not null,
  region text,
  price bigint not null,
  accepted_price bigint,
  usual_price bigint,
  reason text not null check (reason in ('ABSURD_PRICE', 'JUMP', 'OFF_MARKET')),
  detail text not null,
  held_at timestamptz not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times integer not null default 1,
  state text not null default 'HELD' check (state in ('HELD', 'CONFIRMED', 'DISMISSED', 'WITHDRAWN')),
  resolution text,
  resolved_at timestamptz,
  check ((state = 'HELD') = (resolved_at is null))
);

create unique index quarantine_held on quarantine (provider, key, billing) where state = 'HELD';

create index quarantine_resolved on quarantine (provider, resolved_at);
