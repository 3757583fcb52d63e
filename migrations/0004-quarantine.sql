-- Quotes a poll brought that are in no figure until something else confirms them. Statements end with
-- a semicolon at the end of a line.

-- True while a poll's newest word of this offer is held: its state here is the last good one.
alter table offer add column held boolean not null default false;

alter table offer_version add column held boolean not null default false;

-- As of an instant t a quote was held where first_at <= t and resolved_at is null or after t.
create table quarantine (
  id bigint generated always as identity primary key,
  provider text not null references provider,
  key text not null,
  billing text not null check (billing in ('ON_DEMAND', 'SPOT')),
  gpu text,
  gpu_name text not null,
  gpu_count integer not null,
  region text,
  price bigint not null check (price > 0),
  previous_price bigint,
  usual_price bigint,
  reason text not null check (reason in ('ABSURD_PRICE', 'JUMP', 'OFF_MARKET')),
  detail text not null,
  -- Since when the offer has been held without a break, whatever prices it said meanwhile.
  held_since timestamptz not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  times bigint not null default 1,
  outcome text not null default 'HELD'
    check (outcome in ('HELD', 'CONFIRMED', 'DISMISSED', 'REPLACED', 'GONE')),
  resolved_at timestamptz,
  check ((outcome = 'HELD') = (resolved_at is null))
);

create unique index quarantine_held on quarantine (provider, key, billing) where outcome = 'HELD';

create index quarantine_provider on quarantine (provider, first_at);
