-- Where owners want to be told, and how it went.
create table webhook_endpoint (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  -- Null where none was sent: then nothing tells a repeated creation from a new one.
  idempotency_key text,
  -- Of what was sent: tells a repeated creation from another under the same key.
  digest text not null,
  name text not null,
  url text not null,
  -- A subscription of one root field, which says what is delivered, and its variables.
  document text not null,
  variables jsonb not null,
  -- The root field's kind of notice, and the budgets or alerts it is asked for: null for all of them.
  kind text not null check (kind in ('BUDGET_ALERT', 'ALERT_FIRED')),
  topics jsonb,
  -- Of the schema the document was checked against when an instance began to serve it; null before the first.
  schema_digest text,
  status text not null check (status in ('ACTIVE', 'PAUSED', 'GONE', 'MISFIT')),
  -- Why it is not active, for people.
  status_reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (owner, idempotency_key),
  check ((status = 'ACTIVE') = (status_reason is null))
);

create index webhook_endpoint_owner on webhook_endpoint (owner, created_at desc, id desc);

-- What signs an endpoint's messages: readable, as who signs needs the secret itself. Every one that is still valid
-- signs, so that a receiver may change from one to the next at any moment of a rotation.
create table webhook_secret (
  endpoint uuid not null references webhook_endpoint on delete cascade,
  number integer not null,
  secret text not null,
  -- Null for the newest.
  until timestamptz,
  primary key (endpoint, number)
);

-- One message to one endpoint: at least once, under one id, which is this row's.
create table webhook_delivery (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  endpoint uuid not null references webhook_endpoint on delete cascade,
  -- The owner's notice; null for a ping and for word about the endpoint itself.
  notice_seq bigint,
  type text not null check (type in ('budget.alert', 'alert.fired', 'ping', 'webhook.misfit')),
  -- Null until it is first sent; then every attempt sends the same bytes.
  body text,
  status text not null check (status in ('WAITING', 'DELIVERED', 'DEAD')),
  -- Why it is dead, or why it waits for something other than its next attempt.
  reason text,
  attempts integer not null default 0,
  -- How many of them were made before it was last replayed: the schedule begins anew with a replay.
  earlier_attempts integer not null default 0,
  -- Null where none is planned.
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((status = 'WAITING') = (ended_at is null)),
  check ((notice_seq is null) = (type in ('ping', 'webhook.misfit')))
);

create index webhook_delivery_log on webhook_delivery (endpoint, created_at desc, id desc);

create index webhook_delivery_waiting on webhook_delivery (endpoint) where status = 'WAITING';

create index webhook_delivery_old on webhook_delivery (created_at);

create table webhook_attempt (
  delivery uuid not null references webhook_delivery on delete cascade,
  number integer not null check (number > 0),
  started_at timestamptz not null,
  took_ms integer not null check (took_ms >= 0),
  -- Null where no answer came; then error says why.
  status_code integer,
  error text,
  -- When the next one was planned; null where this one was the last.
  next_attempt_at timestamptz,
  primary key (delivery, number)
);
