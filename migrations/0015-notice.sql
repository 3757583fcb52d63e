-- What owners are told, each in the owner's own order. Whoever adds to an owner's feed holds its row locked until the
-- transaction ends: seq has no gaps, and a reader that has seen one number has missed none before it.
create table owner_feed (
  owner text primary key,
  -- Tells feeds of different owners and databases apart, in cursors.
  id uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  -- The last number whose notice is kept no longer; 0 where all are.
  gone_seq bigint not null default 0
);

-- Written with the fact it tells of and never changed.
create table notice (
  owner text not null references owner_feed,
  seq bigint not null,
  kind text not null check (kind in ('BUDGET_ALERT', 'ALERT_FIRED')),
  -- Id of the budget or of the alert.
  topic uuid not null,
  -- When what it tells of happened, and when it was told.
  at timestamptz not null,
  told_at timestamptz not null,
  body jsonb not null,
  primary key (owner, seq)
);

create index notice_kind on notice (owner, kind, seq);

create index notice_topic on notice (owner, kind, topic, seq);

-- Retention looks for the oldest, of all owners.
create index notice_told_at on notice (told_at);
