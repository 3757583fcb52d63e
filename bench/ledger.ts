import { sql } from 'kysely';
import { burnOf } from '#budget/burn-of.ts';
import { recordSpend } from '#budget/ledger/record-spend.ts';
import { totalsByKind } from '#budget/ledger/store-listed.ts';
import { budgetPage } from '#budget/store-budgets.ts';
import { openDatabase, type Db } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import { ownerId, type OwnerId } from '#units/owner.ts';
import { DAY_MS, formatInstant, plusMs } from '#units/time.ts';
import { contextOf } from '../test/support/ask.ts';
import { NOON } from '../test/support/seed-market.ts';
import { compare, middle, type Comparison, type Engine, type Engines, type Round } from './comparison.ts';
import { newDatabase } from './databases.ts';
import { seedLedger } from './ledger-seed.ts';

export type LedgerOptions = {
  readonly engines: Engines;
  readonly entries: number;
  readonly rounds: number;
  readonly spendsPerRound: number;
};

const [BIG, SMALL] = [ownerId('big'), ownerId('small')];
const ALL = { kinds: null, projects: null, models: null, from: null, to: null };

/** What grows with a ledger: a spend against one into a ledger of ten entries, sums against reading every entry. */
export async function ledger(options: LedgerOptions): Promise<Comparison[]> {
  const { engines, entries } = options;
  const comparisons: Comparison[] = [];
  for (const engine of engines.names) {
    await using database = await openDatabase(await newDatabase(engine, engines));
    const { db } = database;
    await seedLedger(db, SMALL, 10, NOON);
    await seedLedger(db, BIG, entries, NOON);
    comparisons.push(await spends(db, engine, options), await sums(db, engine, options));
  }
  return comparisons;
}

async function spends(
  db: Db,
  engine: Engine,
  { entries, rounds, spendsPerRound }: LedgerOptions,
): Promise<Comparison> {
  const measured: Round[] = [];
  for (let round = 0; round <= rounds; round++) {
    const [figure, baseline]: [number[], number[]] = [[], []];
    for (let spend = 0; spend < spendsPerRound; spend++) {
      figure.push(await timed(() => spendOf(db, BIG)));
      baseline.push(await timed(() => spendOf(db, SMALL)));
    }
    // The first one warms up.
    if (round > 0) measured.push({ figure: middle(figure), baseline: middle(baseline) });
  }
  return compare(
    {
      name: `spend into a ledger of ${entries} entries`,
      engine,
      unit: 'ms/spend',
      measured: 'a spend that nine budgets count: of everything, its project and its model',
      baselineName: 'the same spend into a ledger of ten entries',
      meaning: 'how many times longer a spend takes as the ledger grows',
    },
    measured,
  );
}

async function sums(db: Db, engine: Engine, { entries, rounds }: LedgerOptions): Promise<Comparison> {
  const budgets = await budgetPage(
    db,
    BIG,
    { archived: false, scope: 'EVERYTHING', scopeName: null },
    { direction: 'forward', size: 9, cursor: null },
    null,
  );
  const month = budgets.find(({ period }) => period === 'MONTH');
  if (!month) throw new Error('no budget of a month was seeded');
  const asked = [{ budget: month, sums: { spent: microUsd(1e6), reserved: microUsd(0) } }];
  const measured: Round[] = [];
  const totals: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const figure = await timed(() => burnOf(db, BIG, asked, NOON));
    totals.push(await timed(() => totalsByKind(db, BIG, ALL)));
    measured.push({ figure, baseline: await timed(() => daysOfEntries(db, BIG)) });
  }
  return compare(
    {
      name: `burn forecast over ${entries} entries`,
      engine,
      unit: 'ms/forecast',
      measured: 'a forecast of the month of everything, from 91 days of the ledger',
      baselineName: 'those days alone, summed from the entries',
      meaning: 'share of the time that summing the entries takes',
      details: { 'ms for totals of every kind': middle(totals) },
    },
    measured,
  );
}

function daysOfEntries(db: Db, owner: OwnerId): Promise<unknown> {
  return sql`
    select date_trunc('day', at, 'Asia/Kolkata') as day, sum(spent) as spent from ledger_entry
    where owner = ${owner} and at >= ${formatInstant(plusMs(NOON, -91 * DAY_MS))}::timestamptz
    group by day`.execute(db);
}

async function spendOf(db: Db, owner: OwnerId): Promise<void> {
  const asked = { amount: microUsd(1000), project: 'project 1', model: 'model 1' };
  const { errors } = await recordSpend(contextOf(db), owner, asked);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join());
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}
