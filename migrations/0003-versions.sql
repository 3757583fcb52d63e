-- What had been recorded by a past instant: versions of what is rewritten in place.
-- Statements end with a semicolon at the end of a line.

-- When the row was last written: at any instant from then on, it is the offer as it was known.
alter table offer add column recorded_at timestamptz not null default now();

update offer set recorded_at = greatest(observed_at,
  (select max(recorded_at) from price_change where offer_id = offer.id));

-- The offer's GPUs by name, where its provider names them: they move with the stock, far more often than facts.
-- A change without a seq counts as a state of the offer only where it was recorded when it was observed.
alter table price_change add column units text[];

-- A copy of an offer for each time its facts were written, and of how it stood at the midnight (UTC) before
-- each day's first change, so that older changes can go. Between versions, changes say the rest. Each is
-- written with its offer, in one statement or transaction: a foreign key would check every row again.
create table offer_version (
  id bigint generated always as identity,
  offer_id bigint not null,
  recorded_at timestamptz not null,
  source text not null,
  gpu text,
  gpu_name text not null,
  gpu_count integer not null,
  region text,
  region_name text,
  tier text not null,
  reliability double precision,
  traits jsonb not null,
  units text[],
  facts_digest text,
  price bigint not null,
  stock text not null,
  available integer,
  listed boolean not null,
  seq bigint,
  first_observed_at timestamptz not null,
  observed_at timestamptz not null,
  primary key (offer_id, recorded_at, id)
);

-- Facts before this migration are not known: those of now stand for them.
insert into offer_version (offer_id, recorded_at, source, gpu, gpu_name, gpu_count, region, region_name, tier,
  reliability, traits, units, facts_digest, price, stock, available, listed, seq, first_observed_at, observed_at)
select id,
  case when key like 'import:%' then recorded_at
    else coalesce((select min(recorded_at) from price_change where offer_id = offer.id), recorded_at) end,
  source, gpu, gpu_name, gpu_count, region, region_name, tier, reliability, traits, units, facts_digest, price,
  stock, available, listed, seq, first_observed_at,
  case when key like 'import:%' then observed_at else first_observed_at end
from offer;

-- A copy of a provider for each time it was polled, or its facts written.
create table provider_version (
  id bigint generated always as identity,
  provider text not null,
  recorded_at timestamptz not null,
  name text not null,
  source text not null,
  simulated boolean not null,
  cadence_ms integer,
  last_attempt_at timestamptz,
  last_success_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  consecutive_failures integer not null,
  last_seen integer,
  last_rejected integer,
  -- True where it counts as polled at every instant until the next version: a simulated past.
  continuous boolean not null default false,
  primary key (provider, recorded_at, id)
);

insert into provider_version (provider, recorded_at, name, source, simulated, cadence_ms, last_attempt_at,
  last_success_at, last_error, last_error_at, consecutive_failures, last_seen, last_rejected)
select id, coalesce(last_attempt_at, now()), name, source, simulated, cadence_ms, last_attempt_at,
  last_success_at, last_error, last_error_at, consecutive_failures, last_seen, last_rejected
from provider;

-- What a poll leaves: when it was recorded, the tape's last seq, and by reason what was not taken:
-- [{"reason": …, "times": …, "detail": the newest}], null where everything was.
alter table poll add column recorded_at timestamptz;

alter table poll add column seq bigint;

alter table poll add column rejects jsonb;

update poll set recorded_at = finished_at;

alter table poll alter column recorded_at set not null;

drop index poll_provider;

create index poll_provider on poll (provider, recorded_at);

create index poll_recorded on poll (recorded_at, id);
