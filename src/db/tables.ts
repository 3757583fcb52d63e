/** Written by `npm run codegen` from migrations/. Do not edit. */
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { Instant } from '#units/time.ts';

/** Read as an instant, written as RFC 3339. */
type Timestamp = ColumnType<Instant, string, string>;
type Defaulted<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;
type Nullable<T> =
  T extends ColumnType<infer S, infer I, infer U>
    ? ColumnType<S | null, I | null | undefined, U | null>
    : ColumnType<T | null, T | null | undefined, T | null>;

export interface Alert {
  id: Defaulted<string>;
  owner: string;
  name: string;
  series: number;
  asked_regions: Nullable<string[]>;
  condition: string;
  threshold: number;
  hysteresis: number;
  for_ms: number;
  cool_down_ms: number;
  enabled: boolean;
  idempotency_key: Nullable<string>;
  digest: string;
  created_at: Timestamp;
  updated_at: Timestamp;
  edit: number;
}

export interface AlertJudged {
  one: Defaulted<boolean>;
  poll: Defaulted<number>;
  at: Nullable<Timestamp>;
  edits: Defaulted<number>;
  turn: Defaulted<number>;
}

export interface AlertSeries {
  id: GeneratedAlways<number>;
  name: string;
  gpu: string;
  billing: Nullable<string>;
  providers: Nullable<string[]>;
  regions: Nullable<string[]>;
  simulated: Nullable<boolean>;
  reading: Nullable<ColumnType<unknown, string, string>>;
}

export interface AlertState {
  alert: string;
  state: string;
  since: Timestamp;
  due_at: Nullable<Timestamp>;
  fired_at: Nullable<Timestamp>;
  fired: Defaulted<number>;
  machine: Defaulted<ColumnType<unknown, string, string>>;
  begun: Defaulted<boolean>;
}

export interface Analysis {
  id: Defaulted<string>;
  owner: string;
  workload: Nullable<string>;
  idempotency_key: Nullable<string>;
  digest: string;
  created_at: Timestamp;
  fallback_reason: Nullable<string>;
  body: ColumnType<unknown, string, string>;
  trace: ColumnType<unknown, string, string>;
}

export interface ApiKey {
  id: GeneratedAlways<number>;
  owner: string;
  name: string;
  hash: string;
  prefix: string;
  created_at: Timestamp;
  expires_at: Nullable<Timestamp>;
  revoked_at: Nullable<Timestamp>;
  last_used_at: Nullable<Timestamp>;
}

export interface Backfill {
  provider: string;
  since: Timestamp;
  finished_at: Nullable<Timestamp>;
}

export interface Budget {
  id: Defaulted<string>;
  owner: string;
  name: string;
  scope: string;
  scope_name: Nullable<string>;
  amount: number;
  period: string;
  time_zone: string;
  thresholds: number[];
  hard_stop: boolean;
  idempotency_key: Nullable<string>;
  digest: string;
  created_at: Timestamp;
  updated_at: Timestamp;
  archived_at: Nullable<Timestamp>;
  period_ends_at: Nullable<Timestamp>;
  forecast_due: Timestamp;
}

export interface BudgetAlert {
  budget: string;
  period: string;
  period_start: Timestamp;
  kind: string;
  threshold: number;
  owner: string;
  entry: Nullable<number>;
  notice_seq: number;
  first_date: string;
}

export interface Cell {
  id: GeneratedAlways<number>;
  provider: string;
  imported: boolean;
  billing: string;
  gpu: Nullable<string>;
  gpu_name: string;
  region: Nullable<string>;
  tier: string;
}

export interface CellDay {
  cell: number;
  start: Timestamp;
  prices: number[];
  held_ms: number[];
  carried: number[];
  began: number[];
  listed_ms: number;
}

export interface CellHour {
  cell: number;
  start: Timestamp;
  prices: number[];
  held_ms: number[];
  carried: number[];
  began: number[];
  listed_ms: number;
}

export interface DroppedAnswer {
  hour: Timestamp;
  dropped: number;
}

export interface GpuDay {
  gpu: string;
  billing: string;
  simulated: boolean;
  start: Timestamp;
  n: number;
  anomalies: number;
  p10: Nullable<number>;
  p50: Nullable<number>;
  p90: Nullable<number>;
  min: Nullable<number>;
  max: Nullable<number>;
  offer_ms: number;
  listed_ms: number;
}

export interface GpuHour {
  gpu: string;
  billing: string;
  simulated: boolean;
  start: Timestamp;
  n: number;
  anomalies: number;
  p10: Nullable<number>;
  p50: Nullable<number>;
  p90: Nullable<number>;
  min: Nullable<number>;
  max: Nullable<number>;
  offer_ms: number;
  listed_ms: number;
}

export interface InterruptionReport {
  id: GeneratedAlways<number>;
  reporter: string;
  idempotency_key: string;
  digest: string;
  kind: string;
  life: string;
  provider: string;
  gpu: string;
  region: Nullable<string>;
  billing: string;
  started_at: Nullable<Timestamp>;
  seen_at: Timestamp;
  ended: boolean;
  resumed_at: Nullable<Timestamp>;
  reason: Nullable<string>;
  recorded_at: Timestamp;
}

export interface KeptAnswer {
  id: GeneratedAlways<number>;
  kind: string;
  question: string;
  hour: Timestamp;
  gpu: Nullable<string>;
  gpu_name: Nullable<string>;
  provider: Nullable<string>;
  billing: string;
  region: Nullable<string>;
  simulated: Nullable<boolean>;
  made_at: Timestamp;
  horizon_hours: number;
  price: number;
  low: Nullable<number>;
  median: Nullable<number>;
  high: Nullable<number>;
  waits: Nullable<boolean>;
  is_locked: Nullable<boolean>;
  take_at: Nullable<number>;
  start_hours: Nullable<number>;
  run_hours: Nullable<number>;
  expected_saving: Nullable<number>;
  from_at: Timestamp;
  to_at: Timestamp;
  look_at: Timestamp;
  outcome: Nullable<string>;
  settled_at: Nullable<Timestamp>;
  reason: Nullable<string>;
  actual: Nullable<number>;
  covered: Nullable<boolean>;
  direction_hit: Nullable<boolean>;
  moved: Nullable<boolean>;
  error: Nullable<number>;
  stays_error: Nullable<number>;
  saving: Nullable<number>;
  oracle_saving: Nullable<number>;
  worse: Nullable<boolean>;
}

export interface Ledger {
  owner: string;
  seq: Defaulted<number>;
  turnover: Defaulted<number>;
}

export interface LedgerEntry {
  owner: string;
  seq: number;
  id: Defaulted<string>;
  kind: string;
  spent: number;
  reserved: number;
  model: Nullable<string>;
  project: Nullable<string>;
  at: Timestamp;
  recorded_at: Timestamp;
  refers_to: Nullable<number>;
  expires_at: Nullable<Timestamp>;
  description: Nullable<string>;
  rate: Nullable<ColumnType<unknown, string, string>>;
  idempotency_key: Nullable<string>;
  digest: Nullable<string>;
}

export interface LedgerHold {
  owner: string;
  seq: number;
  expires_at: Nullable<Timestamp>;
}

export interface LedgerQuarter {
  owner: string;
  scope: string;
  name: string;
  starts_at: Timestamp;
  kind: string;
  entries: number;
  spent: number;
  reserved: number;
}

export interface LedgerSum {
  budget: string;
  period_start: Timestamp;
  spent: number;
  reserved: number;
}

export interface Memory {
  one: Defaulted<boolean>;
  rolled_to: Nullable<Timestamp>;
  hours_from: Nullable<Timestamp>;
  raw_from: Nullable<Timestamp>;
  revision: Defaulted<number>;
}

export interface Notice {
  owner: string;
  seq: number;
  kind: string;
  topic: string;
  at: Timestamp;
  told_at: Timestamp;
  body: ColumnType<unknown, string, string>;
}

export interface Offer {
  id: GeneratedAlways<number>;
  provider: string;
  key: string;
  billing: string;
  source: string;
  gpu: Nullable<string>;
  gpu_name: string;
  gpu_count: number;
  region: Nullable<string>;
  region_name: Nullable<string>;
  tier: string;
  reliability: Nullable<number>;
  traits: Defaulted<ColumnType<unknown, string, string>>;
  units: Nullable<string[]>;
  facts_digest: Nullable<string>;
  price: number;
  stock: string;
  available: Nullable<number>;
  listed: boolean;
  rentable: GeneratedAlways<boolean | null>;
  seq: Nullable<number>;
  first_observed_at: Timestamp;
  observed_at: Timestamp;
  recorded_at: Defaulted<Timestamp>;
  held: Defaulted<boolean>;
}

export interface OfferVersion {
  id: GeneratedAlways<number>;
  offer_id: number;
  recorded_at: Timestamp;
  source: string;
  gpu: Nullable<string>;
  gpu_name: string;
  gpu_count: number;
  region: Nullable<string>;
  region_name: Nullable<string>;
  tier: string;
  reliability: Nullable<number>;
  traits: ColumnType<unknown, string, string>;
  units: Nullable<string[]>;
  facts_digest: Nullable<string>;
  price: number;
  stock: string;
  available: Nullable<number>;
  listed: boolean;
  seq: Nullable<number>;
  first_observed_at: Timestamp;
  observed_at: Timestamp;
  held: Defaulted<boolean>;
}

export interface OwnerFeed {
  owner: string;
  id: Defaulted<string>;
  seq: Defaulted<number>;
  gone_seq: Defaulted<number>;
}

export interface Poll {
  id: GeneratedAlways<number>;
  provider: string;
  started_at: Timestamp;
  finished_at: Timestamp;
  succeeded: boolean;
  error: Nullable<string>;
  seen: number;
  quotes: number;
  changes: number;
  rejected: number;
  recorded_at: Timestamp;
  seq: Nullable<number>;
  rejects: Nullable<ColumnType<unknown, string, string>>;
}

export interface Prediction {
  series: string;
  gpu: Nullable<string>;
  gpu_name: Nullable<string>;
  provider: Nullable<string>;
  billing: string;
  region: Nullable<string>;
  simulated: Nullable<boolean>;
  wanted_until: Nullable<Timestamp>;
  through: Nullable<Timestamp>;
  revision: Nullable<number>;
  forecast: Nullable<ColumnType<unknown, string, string>>;
}

export interface PriceChange {
  offer_id: number;
  observed_at: Timestamp;
  recorded_at: Defaulted<Timestamp>;
  seq: Nullable<number>;
  price: number;
  stock: string;
  available: Nullable<number>;
  listed: boolean;
  previous_price: Nullable<number>;
  previous_stock: Nullable<string>;
  previous_available: Nullable<number>;
  previous_listed: Nullable<boolean>;
  reliability: Nullable<number>;
  units: Nullable<string[]>;
}

export interface PriceSignal {
  seq: number;
  kind: string;
  gpu: string;
  billing: string;
  simulated: boolean;
  provider: Nullable<string>;
  region: Nullable<string>;
  price: number;
  previous_price: Nullable<number>;
  mean_24h: number;
  median_24h: number;
  hours: number;
  hours_to: Timestamp;
  strength: number;
  offers: number;
  providers: string[];
  observed_at: Timestamp;
  stale: boolean;
  raised_at: Timestamp;
  ended_at: Nullable<Timestamp>;
  ended_price: Nullable<number>;
  ending: Nullable<string>;
}

export interface Provider {
  id: string;
  name: string;
  source: string;
  simulated: Defaulted<boolean>;
  cadence_ms: Nullable<number>;
  last_attempt_at: Nullable<Timestamp>;
  last_success_at: Nullable<Timestamp>;
  last_error: Nullable<string>;
  last_error_at: Nullable<Timestamp>;
  consecutive_failures: Defaulted<number>;
  last_seen: Nullable<number>;
  last_rejected: Nullable<number>;
  next_attempt_at: Nullable<Timestamp>;
}

export interface ProviderVersion {
  id: GeneratedAlways<number>;
  provider: string;
  recorded_at: Timestamp;
  name: string;
  source: string;
  simulated: boolean;
  cadence_ms: Nullable<number>;
  last_attempt_at: Nullable<Timestamp>;
  last_success_at: Nullable<Timestamp>;
  last_error: Nullable<string>;
  last_error_at: Nullable<Timestamp>;
  consecutive_failures: number;
  last_seen: Nullable<number>;
  last_rejected: Nullable<number>;
  continuous: Defaulted<boolean>;
}

export interface Quarantine {
  id: GeneratedAlways<number>;
  provider: string;
  key: string;
  billing: string;
  gpu: Nullable<string>;
  gpu_name: string;
  gpu_count: number;
  region: Nullable<string>;
  price: number;
  previous_price: Nullable<number>;
  usual_price: Nullable<number>;
  reason: string;
  detail: string;
  held_since: Timestamp;
  first_at: Timestamp;
  last_at: Timestamp;
  times: Defaulted<number>;
  outcome: Defaulted<string>;
  resolved_at: Nullable<Timestamp>;
}

export interface Reject {
  provider: string;
  reason: string;
  detail: string;
  raw: string;
  times: number;
  first_at: Timestamp;
  last_at: Timestamp;
}

export interface RollupDirty {
  id: GeneratedAlways<number>;
  provider: string;
  imported: boolean;
  from_at: Timestamp;
  to_at: Timestamp;
}

export interface SignalFeed {
  one: Defaulted<boolean>;
  id: Defaulted<string>;
  seq: Defaulted<number>;
  judged_seq: Defaulted<number>;
  judged_hour: Nullable<Timestamp>;
  judged_at: Nullable<Timestamp>;
}

export interface Tape {
  one: Defaulted<boolean>;
  id: Defaulted<string>;
  seq: Defaulted<number>;
  term: Defaulted<number>;
}

export interface ThroughputReport {
  id: GeneratedAlways<number>;
  reporter: string;
  idempotency_key: string;
  digest: string;
  gpu: string;
  gpu_count: number;
  model: string;
  format: string;
  kv_format: string;
  engine: string;
  batch: number;
  input_tokens: number;
  output_tokens: number;
  measure: string;
  tokens_per_second: number;
  measured_at: Timestamp;
  recorded_at: Timestamp;
}

export interface TrainingRun {
  id: GeneratedAlways<number>;
  owner: string;
  name: string;
  model: string;
  status: string;
  gpu: Nullable<string>;
  gpu_count: Nullable<number>;
  provider: Nullable<string>;
  region: Nullable<string>;
  billing: Nullable<string>;
  price_per_gpu_hour: Nullable<number>;
  parameters: Nullable<number>;
  batch_size: Nullable<number>;
  learning_rate: Nullable<number>;
  samples: Nullable<number>;
  epochs: Nullable<number>;
  tokens: Nullable<number>;
  hours: Nullable<number>;
  accuracy: Nullable<number>;
  train_loss: Nullable<number>;
  validation_loss: Nullable<number>;
  test_loss: Nullable<number>;
  started_at: Nullable<Timestamp>;
  ended_at: Nullable<Timestamp>;
  recorded_at: Timestamp;
  updated_at: Timestamp;
  points: Defaulted<number>;
  last_step: Nullable<number>;
  last_epoch: Nullable<number>;
  last_hours: Nullable<number>;
  last_tokens: Nullable<number>;
  last_accuracy: Nullable<number>;
  last_train_loss: Nullable<number>;
  last_validation_loss: Nullable<number>;
  diverged_at: Nullable<number>;
}

export interface TrainingRunChange {
  id: GeneratedAlways<number>;
  run: number;
  recorded_at: Timestamp;
  field: string;
  previous: Nullable<ColumnType<unknown, string, string>>;
  value: ColumnType<unknown, string, string>;
  kind: string;
}

export interface TrainingRunPoint {
  run: number;
  step: number;
  epoch: Nullable<number>;
  hours: Nullable<number>;
  samples: Nullable<number>;
  tokens: Nullable<number>;
  train_loss: Nullable<number>;
  validation_loss: Nullable<number>;
  accuracy: Nullable<number>;
  learning_rate: Nullable<number>;
  diverged: boolean;
}

export interface WebhookAttempt {
  delivery: string;
  number: number;
  started_at: Timestamp;
  took_ms: number;
  status_code: Nullable<number>;
  error: Nullable<string>;
  next_attempt_at: Nullable<Timestamp>;
}

export interface WebhookDelivery {
  id: Defaulted<string>;
  owner: string;
  endpoint: string;
  notice_seq: Nullable<number>;
  type: string;
  body: Nullable<string>;
  status: string;
  reason: Nullable<string>;
  attempts: Defaulted<number>;
  earlier_attempts: Defaulted<number>;
  next_attempt_at: Nullable<Timestamp>;
  created_at: Timestamp;
  ended_at: Nullable<Timestamp>;
}

export interface WebhookEndpoint {
  id: Defaulted<string>;
  owner: string;
  idempotency_key: Nullable<string>;
  digest: string;
  name: string;
  url: string;
  document: string;
  variables: ColumnType<unknown, string, string>;
  kind: string;
  topics: Nullable<ColumnType<unknown, string, string>>;
  schema_digest: Nullable<string>;
  status: string;
  status_reason: Nullable<string>;
  created_at: Timestamp;
  updated_at: Timestamp;
  failing: Defaulted<boolean>;
}

export interface WebhookSecret {
  endpoint: string;
  number: number;
  secret: string;
  until: Nullable<Timestamp>;
}

export interface Workload {
  id: Defaulted<string>;
  owner: string;
  idempotency_key: Nullable<string>;
  digest: string;
  name: Nullable<string>;
  project: Nullable<string>;
  notes: Nullable<string>;
  gpu: string;
  gpu_count: number;
  model_gb: Nullable<number>;
  planned_ms: number;
  utilization: number;
  region: Nullable<string>;
  provider: Nullable<string>;
  billing: string;
  price_per_gpu_hour: Nullable<number>;
  status: string;
  submitted_at: Timestamp;
  updated_at: Timestamp;
  started_at: Nullable<Timestamp>;
  ended_at: Nullable<Timestamp>;
  measured_kwh: Nullable<number>;
  measured_kg: Nullable<number>;
  measured_cost: Nullable<number>;
  measured_of: Nullable<string>;
  measured_by: Nullable<string>;
  measured_at: Nullable<Timestamp>;
}

export interface WorkloadChange {
  id: GeneratedAlways<number>;
  workload: string;
  owner: string;
  kind: string;
  before: Nullable<string>;
  after: string;
  at: Timestamp;
  recorded_at: Timestamp;
  source: Nullable<string>;
  estimate: Nullable<ColumnType<unknown, string, string>>;
}

export interface DB {
  alert: Alert;
  alert_judged: AlertJudged;
  alert_series: AlertSeries;
  alert_state: AlertState;
  analysis: Analysis;
  api_key: ApiKey;
  backfill: Backfill;
  budget: Budget;
  budget_alert: BudgetAlert;
  cell: Cell;
  cell_day: CellDay;
  cell_hour: CellHour;
  dropped_answer: DroppedAnswer;
  gpu_day: GpuDay;
  gpu_hour: GpuHour;
  interruption_report: InterruptionReport;
  kept_answer: KeptAnswer;
  ledger: Ledger;
  ledger_entry: LedgerEntry;
  ledger_hold: LedgerHold;
  ledger_quarter: LedgerQuarter;
  ledger_sum: LedgerSum;
  memory: Memory;
  notice: Notice;
  offer: Offer;
  offer_version: OfferVersion;
  owner_feed: OwnerFeed;
  poll: Poll;
  prediction: Prediction;
  price_change: PriceChange;
  price_signal: PriceSignal;
  provider: Provider;
  provider_version: ProviderVersion;
  quarantine: Quarantine;
  reject: Reject;
  rollup_dirty: RollupDirty;
  signal_feed: SignalFeed;
  tape: Tape;
  throughput_report: ThroughputReport;
  training_run: TrainingRun;
  training_run_change: TrainingRunChange;
  training_run_point: TrainingRunPoint;
  webhook_attempt: WebhookAttempt;
  webhook_delivery: WebhookDelivery;
  webhook_endpoint: WebhookEndpoint;
  webhook_secret: WebhookSecret;
  workload: Workload;
  workload_change: WorkloadChange;
}
