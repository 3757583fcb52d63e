-- The memory: changes in monthly partitions, and what they come to by the hour and by the day, for good.

-- Makes the partitions of a table that cover a stretch of time, one a month or a year (UTC).
create function ensure_partitions(parent text, unit text, first timestamptz, last timestamptz)
returns void language plpgsql as $$
declare
  start timestamp;
  name text;
begin
  for start in select generate_series(
    date_trunc(unit, first at time zone 'UTC'), last at time zone 'UTC', ('1 ' || unit)::interval) loop
    name := parent || to_char(start, case unit when 'month' then '"_y"YYYY"m"MM' else '"_y"YYYY' end);
    if to_regclass(name) is null then
      perform pg_advisory_xact_lock(hashtextextended('spotgraph partitions', 0));
      execute format('create table if not exists %I partition of %I for values from (%L) to (%L)', name, parent,
        start::text || '+00', (start + ('1 ' || unit)::interval)::text || '+00');
    end if;
  end loop;
end
$$;

alter table price_change rename to price_change_whole;

alter table price_change_whole drop constraint price_change_pkey;

alter table price_change_whole drop constraint price_change_seq_key;

drop index price_change_observed;

-- No unique index can hold seq across partitions: the lock on the tape sees to it.
create table price_change (
  offer_id bigint not null references offer,
  observed_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  seq bigint,
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
) partition by range (observed_at);

create index price_change_observed on price_change (observed_at);

create index price_change_seq on price_change (seq);

do $$
declare
  month timestamptz;
begin
  for month in select distinct date_trunc('month', observed_at at time zone 'UTC') at time zone 'UTC'
    from price_change_whole loop
    perform ensure_partitions('price_change', 'month', month, month);
  end loop;
end
$$;

insert into price_change (offer_id, observed_at, recorded_at, seq, price, stock, available, listed, previous_price,
  previous_stock, previous_available, previous_listed, reliability)
select offer_id, observed_at, recorded_at, seq, price, stock, available, listed, previous_price, previous_stock,
  previous_available, previous_listed, reliability
from price_change_whole;

drop table price_change_whole;

-- One row: hours from hours_from to rolled_to are rolled up, and all days before it; polled changes before
-- raw_from may be gone.
-- Who writes changes holds it shared, who rolls up or removes holds it alone.
create table memory (
  one boolean primary key default true check (one),
  rolled_to timestamptz,
  hours_from timestamptz,
  raw_from timestamptz
);

insert into memory default values;

-- Stretches before rolled_to in which changes of a provider were added since they were rolled up.
create table rollup_dirty (
  id bigint generated always as identity primary key,
  provider text not null references provider,
  imported boolean not null,
  from_at timestamptz not null,
  to_at timestamptz not null
);

-- What offers have in common whose quotes are kept together. Files and polls are apart: raw changes of
-- files stay, so theirs can be computed anew at any time.
create table cell (
  id bigint generated always as identity primary key,
  provider text not null references provider,
  imported boolean not null,
  billing text not null,
  gpu text,
  gpu_name text not null,
  region text,
  tier text not null
);

create unique index cell_facts on cell
  (provider, imported, billing, gpu_name, tier, coalesce(gpu, ''), coalesce(region, ''));

create index cell_gpu on cell (gpu, billing);

-- Prices of a cell in an hour: how long each was in force, summed over offers; quotes in force at the start
-- (carried) and begun since. listed_ms counts offers that were taken too.
create table cell_hour (
  cell bigint not null,
  start timestamptz not null,
  prices bigint[] not null,
  held_ms bigint[] not null,
  carried integer[] not null,
  began integer[] not null,
  listed_ms bigint not null,
  primary key (cell, start)
) partition by range (start);

create index cell_hour_start on cell_hour (start);

create table cell_day (
  cell bigint not null,
  start timestamptz not null,
  prices bigint[] not null,
  held_ms bigint[] not null,
  carried integer[] not null,
  began integer[] not null,
  listed_ms bigint not null,
  primary key (cell, start)
) partition by range (start);

create index cell_day_start on cell_day (start);

-- Figures of a GPU over all its cells of one kind of market.
create table gpu_hour (
  gpu text not null,
  billing text not null,
  simulated boolean not null,
  start timestamptz not null,
  n integer not null,
  anomalies integer not null,
  p10 bigint,
  p50 bigint,
  p90 bigint,
  min bigint,
  max bigint,
  offer_ms bigint not null,
  listed_ms bigint not null,
  primary key (gpu, billing, simulated, start)
) partition by range (start);

create index gpu_hour_start on gpu_hour (start);

create table gpu_day (
  gpu text not null,
  billing text not null,
  simulated boolean not null,
  start timestamptz not null,
  n integer not null,
  anomalies integer not null,
  p10 bigint,
  p50 bigint,
  p90 bigint,
  min bigint,
  max bigint,
  offer_ms bigint not null,
  listed_ms bigint not null,
  primary key (gpu, billing, simulated, start)
) partition by range (start);

create index gpu_day_start on gpu_day (start);
