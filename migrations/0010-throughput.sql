-- What users report of how fast models are served. Rows are appended and never changed: the newest of what one
-- reporter says of one setup counts, as of an instant the newest recorded by then.
create table throughput_report (
  id bigint generated always as identity primary key,
  -- Who reports, as a digest: nobody is asked for a name, and it leads to none.
  reporter text not null,
  idempotency_key text not null,
  -- Of the report as it was sent, to tell a repeated one from another under the same key.
  digest text not null,
  gpu text not null,
  gpu_count integer not null check (gpu_count > 0),
  model text not null,
  format text not null,
  kv_format text not null,
  engine text not null,
  -- Sequences decoded at once.
  batch integer not null check (batch > 0),
  input_tokens integer not null check (input_tokens >= 0),
  output_tokens integer not null check (output_tokens > 0),
  measure text not null check (measure in ('DECODE', 'TOTAL')),
  -- Output tokens of all sequences together.
  tokens_per_second double precision not null check (tokens_per_second > 0),
  measured_at timestamptz not null,
  recorded_at timestamptz not null,
  unique (reporter, idempotency_key),
  check (measured_at <= recorded_at)
);

create index throughput_report_setup on throughput_report (gpu, model, format, gpu_count);

create index throughput_report_recorded on throughput_report (recorded_at);
