import { sql } from 'kysely';
import type { AlertRule, AlertScope } from '#alert/alert.ts';
import { dryRun } from '#alert/dry-run.ts';
import { offerScope } from '#alert/store-hints.ts';
import { gpus as catalog } from '#catalog/gpus.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { upsertProvider } from '#market/store-health.ts';
import { ensurePartitions } from '#market/store-partitions.ts';
import { inScope } from '#market/store-scope.ts';
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, plusMs, type Instant } from '#units/time.ts';
import { at } from '../test/support/quotes.ts';
import { compare, type Comparison, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';
import { longestTurn } from './longest-turn.ts';

export type DryRunOptions = {
  readonly engines: Engines;
  readonly offers: number;
  /** Of each offer. */
  readonly changes: number;
  readonly days: number;
  readonly rounds: number;
};

const PROVIDERS = ['one', 'two', 'three'];

/** An alert tried on a month of one GPU's changes, against reading those changes in one statement. */
export async function dryRuns(options: DryRunOptions): Promise<Comparison[]> {
  const { engines, days, rounds } = options;
  const comparisons: Comparison[] = [];
  for (const engine of engines.names) {
    await using database = await openDatabase(await newDatabase(engine, engines));
    const { db } = database;
    const [gpu] = catalog;
    if (!gpu) throw new Error('the catalogue is empty');
    const to = at(0);
    const from = plusMs(to, -days * DAY_MS);
    const events = await generate(db, gpu.slug, { ...options, from, to });
    const scope = { gpu: gpu.slug, billing: null, providers: null, regions: null, simulated: false };
    const measured: Round[] = [];
    const turns: number[] = [];
    const cpus: number[] = [];
    let fired = 0;
    for (let round = 0; round < rounds; round++) {
      const { user, system } = process.cpuUsage();
      const startedAt = performance.now();
      const run = await dryRun(db, { ...RULE, scope }, { from, to });
      const tookMs = performance.now() - startedAt;
      const used = process.cpuUsage();
      cpus.push((used.user + used.system - user - system) / 1000);
      fired = run.firings.length;
      measured.push({ figure: tookMs, baseline: await readAll(db, scope, { from, to }) });
      // Looking costs CPU time itself.
      const turn = longestTurn();
      await dryRun(db, { ...RULE, scope }, { from, to });
      turns.push(await turn.end());
    }
    comparisons.push(
      compare(
        {
          name: `dry run over ${days} days of ${options.offers} offers`,
          engine,
          unit: 'ms',
          measured: 'an alert tried on every change of its GPU',
          baselineName: 'reading the columns of those changes in one statement, with nothing done to them',
          meaning: 'times as long as reading the changes takes',
          details: {
            changes: events,
            fired,
            'CPU ms': Math.min(...cpus),
            'longest turn, CPU ms': Math.min(...turns),
          },
        },
        measured,
      ),
    );
  }
  return comparisons;
}

export const RULE: AlertRule = {
  condition: 'DROP',
  threshold: 1,
  hysteresis: 2,
  forMs: 10 * MINUTE_MS,
  coolDownMs: HOUR_MS,
};

type Stretch = { readonly from: Instant; readonly to: Instant };

/** Writes offers of three providers that are polled each five minutes and change at any poll. Returns how many changes. */
export async function generate(
  db: Db,
  gpu: string,
  { offers, changes, days, from, to }: DryRunOptions & Stretch,
): Promise<number> {
  for (const id of PROVIDERS)
    await upsertProvider(db, { id, name: id, source: id, simulated: false, cadenceMs: 5 * MINUTE_MS }, from);
  for (let day = from; day <= to; day = plusMs(day, DAY_MS)) await ensurePartitions(db, day, day);
  const start = sql`${formatInstant(from)}::timestamptz`;
  const polls = (days * DAY_MS) / (5 * MINUTE_MS);
  await sql`select setseed(0.5)`.execute(db);
  await sql`
    insert into offer (provider, key, billing, source, gpu, gpu_name, gpu_count, region, tier, price, stock, available,
      listed, first_observed_at, observed_at, recorded_at)
    select (${PROVIDERS}::text[])[1 + n % 3], n::text, case n % 2 when 0 then 'SPOT' else 'ON_DEMAND' end, 'bench',
      ${gpu}, ${gpu}, 1 + n % 4, (array['CZ', 'DE', 'US-CA'])[1 + n % 3], 'COMMUNITY', 1, 'COUNTED', 1, true,
      ${start}, ${start}, ${start}
    from generate_series(1, ${offers}::int) as n`.execute(db);
  await sql`
    insert into price_change (offer_id, observed_at, recorded_at, seq, price, stock, available, listed)
    select distinct on (offer_id, at) offer_id, at, at, row_number() over (order by at, offer_id),
      200000 + (60000 * random() + 20000 * sin(extract(epoch from at) / 40000))::int,
      'COUNTED', (4 * random())::int, random() < 0.9
    from (
      select offer.id as offer_id,
        ${start} + (${polls}::int * power(random(), 0.9))::int * interval '5 minutes' as at
      from offer cross join generate_series(1, ${changes}::int)
    ) as made`.execute(db);
  // As polls keep them: with its facts when it is new, and as it stood when it changes on a later day.
  await sql`
    insert into offer_version (offer_id, recorded_at, source, gpu, gpu_name, gpu_count, region, tier, traits, price,
      stock, available, listed, seq, first_observed_at, observed_at)
    select offer.id, change.recorded_at, offer.source, offer.gpu, offer.gpu_name, offer.gpu_count, offer.region,
      offer.tier, offer.traits, change.price, change.stock, change.available, change.listed, change.seq,
      change.first_at, change.observed_at
    from (
      select *, min(observed_at) over (partition by offer_id) as first_at, lead(observed_at) over same as next_at
      from price_change window same as (partition by offer_id order by observed_at)
    ) as change join offer on offer.id = change.offer_id
    where change.observed_at = first_at
      or date_trunc('day', change.observed_at, 'UTC') < date_trunc('day', next_at, 'UTC')`.execute(db);
  await sql`
    update offer set price = last.price, available = last.available, listed = last.listed, seq = last.seq,
      first_observed_at = first_at, observed_at = last.observed_at, recorded_at = last.observed_at
    from (
      select distinct on (offer_id) *, min(observed_at) over (partition by offer_id) as first_at
      from price_change order by offer_id, observed_at desc
    ) as last
    where last.offer_id = offer.id`.execute(db);
  await sql`
    insert into provider_version (provider, recorded_at, name, source, simulated, cadence_ms, last_attempt_at,
      last_success_at, consecutive_failures)
    select provider.id, at, name, source, simulated, cadence_ms, at, at, 0
    from provider cross join generate_series(${start}, ${formatInstant(to)}::timestamptz, interval '5 minutes') as at`.execute(
    db,
  );
  await sql`analyze`.execute(db);
  const { rows } = await sql<{ count: number }>`select count(*) from price_change`.execute(db);
  return rows[0]?.count ?? 0;
}

async function readAll(db: Db, scope: AlertScope, { from, to }: Stretch): Promise<number> {
  const startedAt = performance.now();
  await sql`
    select change.recorded_at, change.offer_id, change.price, change.listed, change.stock, change.available, change.units,
      change.observed_at, change.seq
    from offer join provider on provider.id = offer.provider join price_change as change on change.offer_id = offer.id
    where ${inScope(offerScope(scope))} and change.observed_at > ${formatInstant(from)}::timestamptz
      and change.observed_at <= ${formatInstant(to)}::timestamptz
    order by change.recorded_at`.execute(db);
  return performance.now() - startedAt;
}
