-- What users report of machines they rented. Rows are appended and never changed: the newest of a life counts,
-- as of an instant the newest recorded by then. Statements end with a semicolon at the end of a line.
create table interruption_report (
  id bigint generated always as identity primary key,
  -- Who reports, as a digest: nobody is asked for a name, and it leads to none.
  reporter text not null,
  idempotency_key text not null,
  -- Of the report as it was sent, to tell a repeated one from another under the same key.
  digest text not null,
  kind text not null check (kind in ('INTERRUPTION', 'LIFETIME')),
  -- What the rows of one life have in common; of one reporter.
  life text not null,
  provider text not null references provider,
  gpu text not null,
  region text,
  billing text not null check (billing in ('ON_DEMAND', 'SPOT')),
  -- Null where it is not told since when the machine had run: no life is known then, only its end.
  started_at timestamptz,
  -- The machine's end, or, where it still ran, when it was last seen running.
  seen_at timestamptz not null,
  ended boolean not null,
  -- When there was a machine again.
  resumed_at timestamptz,
  reason text check (reason in ('OUTBID', 'HOST_OFFLINE', 'RENTED_BY_ON_DEMAND', 'STOPPED_BY_USER', 'UNKNOWN')),
  recorded_at timestamptz not null,
  unique (reporter, idempotency_key),
  check (seen_at <= recorded_at),
  check (started_at < seen_at),
  check (resumed_at >= seen_at),
  check (ended = (reason is not null))
);

create index interruption_report_cell on interruption_report (gpu, provider, billing);

create index interruption_report_recorded on interruption_report (recorded_at);
