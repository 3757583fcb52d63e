-- Where owners want to be told, and how it went.
create table webhook_endpoint (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  name text,
  url text not null,
  -- A subscription of one root field, which says what is delivered, and its variables.
  document text not null,
  variables jsonb not null,
  -- The root field's kind of notice.
  kind text not null,
  status text not null check (status in ('ACTIVE', 'PAUSED', 'GONE', 'MISFIT')),
  -- Why it is not active, for people.
  status_reason text,
  -- Signs every message; while a rotation lasts the one before signs beside it.
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create index webhook_endpoint_owner on webhook_endpoint (owner, kind);

-- One message to one endpoint: at least once, under one id. Body is null until it is first sent.
create table webhook_delivery (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  endpoint uuid not null references webhook_endpoint,
  -- The owner's notice; null for a ping and for word about the endpoint itself.
  notice_seq bigint,
  type text not null,
  body text,
  status text not null check (status in ('WAITING', 'DELIVERED', 'DEAD')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz
);

create index webhook_delivery_endpoint on webhook_delivery (endpoint, created_at desc, id);

create index webhook_delivery_waiting on webhook_delivery (next_attempt_at) where status = 'WAITING';

create table webhook_attempt (
  delivery uuid not null references webhook_delivery,
  number integer not null,
  started_at timestamptz not null,
  took_ms integer not null,
  -- Null where no answer came; then error says why.
  status_code integer,
  error text,
  primary key (delivery, number)
);
