-- What was answered to questions about workloads, by a model or in its place, with the trace of how. Rows are appended
-- and never changed. Every row belongs to an owner, and every statement names the owner.
create table analysis (
  id uuid primary key default gen_random_uuid(),
  owner text not null,
  -- Id of the owner's workload; null for a setup that was told with the question.
  workload text,
  -- Null where none was sent.
  idempotency_key text,
  -- Of what was asked, names resolved: tells a repeated question from another under the same key.
  digest text not null,
  created_at timestamptz not null,
  -- Why what is computed answered; null where the model did.
  fallback_reason text,
  -- The answer: estimates, insights and claims.
  body jsonb not null,
  -- What was said and called on the way to it: up to 100 kB, and read only where it is asked for.
  trace jsonb not null,
  unique (owner, idempotency_key)
);

create index analysis_newest on analysis (owner, created_at desc, id desc);

create index analysis_of_workload on analysis (owner, workload, created_at desc, id desc);
