import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import type { BudgetPlan } from '#budget/budget.ts';
import { createBudget, updateBudget } from '#budget/change-budget.ts';
import { correctSpend } from '#budget/ledger/correct-spend.ts';
import { releaseReservation, settleReservation } from '#budget/ledger/end-reservation.ts';
import { expireAll } from '#budget/ledger/expire.ts';
import { recordSpend, reserveSpend } from '#budget/ledger/record-spend.ts';
import { entriesBySeq } from '#budget/ledger/store-entries.ts';
import { sumsOf } from '#budget/ledger/store-sums.ts';
import type { Written } from '#budget/ledger/write-entry.ts';
import { periodAt } from '#budget/period.ts';
import { budgetsById } from '#budget/store-budgets.ts';
import type { Db } from '#db/open.ts';
import { microUsd } from '#units/money.ts';
import { ownerId, type OwnerId } from '#units/owner.ts';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '#units/time.ts';
import { contextOf } from '../../support/ask.ts';
import { ExactLedger, periodName, type ExactBudget, type Telling } from './exact-ledger.ts';
import { listedSums } from './listed-sums.ts';

// The clock goes back in Berlin an hour later, and in New York a week later.
const START = Date.UTC(2026, 9, 24, 23, 30);
const NAMES = [null, 'a', 'b'];
/** No two have a midnight in common. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'];

const amount = fc.oneof(fc.bigInt(1n, 9n), fc.bigInt(1n, 2_000_000n), fc.constantFrom(1_000_000n, 500_000n));
const name = fc.constantFrom(...NAMES);
const ago = fc.constantFrom(0, 0, 20 * MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, 40 * DAY_MS);
const any = fc.nat({ max: 100 });
const spend = { amount, project: name, model: name, ago };
export const plan = fc.record({
  scope: fc.constantFrom<ExactBudget['scope']>('EVERYTHING', 'PROJECT', 'MODEL'),
  scopeName: fc.constantFrom('a', 'b'),
  amount: fc.oneof(fc.bigInt(1n, 4_000_000n), fc.constantFrom(1_000_000n, 3n)),
  period: fc.constantFrom<ExactBudget['period']>('DAY', 'MONTH', 'TOTAL'),
  timeZone: fc.constantFrom(...ZONES),
  thresholds: fc.constantFrom([50, 75, 90, 100], [33.33, 100, 150], [1]),
  hardStop: fc.boolean(),
});

export const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('spend'), ...spend }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reserve'), ...spend, lasts: fc.option(ago) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('settle'), of: any, amount, ago: fc.option(ago) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release'), of: any }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('correct'), of: any, amount, down: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again'), of: any, altered: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ago }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('budget'), plan }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('change'), of: any, plan, archived: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let owners = 0;

/** A ledger in the database and the model of it, told the same. */
export class Both {
  readonly owner: OwnerId = ownerId(`any-${owners++}`);
  readonly exact = new ExactLedger();
  readonly told: Telling[] = [];
  now = START;
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async take(one: Step): Promise<void> {
    if (one.do === 'wait' && 'ago' in one) this.now += (one.ago ?? 0) || MINUTE_MS;
    else if (one.do === 'expire') await this.expire();
    else if (one.do === 'budget' && 'plan' in one) await this.#budget(one.plan);
    else if (one.do === 'change' && 'archived' in one) await this.#change(one);
    else if (one.do === 'again' && 'altered' in one) await this.#again(one);
    else {
      const telling = this.#telling(one);
      if (telling) await this.#tell(telling);
    }
  }

  #telling(one: Step): Telling | undefined {
    const key = `k${this.told.length}`;
    const now = this.now;
    if ('project' in one) {
      const { amount: money, project, model, ago: before } = one;
      const said = { key, amount: money, project, model };
      if (!('lasts' in one)) return { field: 'recordSpend', ...said, at: now - before, expiresAt: null };
      // Half of them for what is to come.
      const at = money % 2n === 0n ? now + before : now - before;
      const expiresAt = one.lasts === null ? null : now + one.lasts + MINUTE_MS;
      return { field: 'reserveSpend', ...said, at, expiresAt };
    }
    if (this.told.length === 0 || !('of' in one)) return undefined;
    const of = this.#pick(
      one.of,
      one.do === 'correct' ? ['recordSpend', 'settleReservation'] : ['reserveSpend'],
    );
    if (one.do === 'release') return { field: 'releaseReservation', key, of };
    if ('down' in one) return { field: 'correctSpend', key, of, by: one.down ? -one.amount : one.amount };
    if (!('amount' in one) || !('ago' in one)) return undefined;
    return {
      field: 'settleReservation',
      key,
      of,
      amount: one.amount,
      at: one.ago === null ? null : now - one.ago,
    };
  }

  /** Mostly what makes sense, or anything that was told. */
  #pick(place: number, fields: readonly string[]): string {
    const likely = this.told.filter(({ field }) => fields.includes(field));
    const among = likely.length > 0 && place % 5 !== 0 ? likely : this.told;
    return among[place % among.length]!.key;
  }

  async #again({ of, altered }: { of: number; altered: boolean }): Promise<void> {
    const telling = this.told[of % Math.max(this.told.length, 1)];
    if (!telling) return;
    if (!altered || !('amount' in telling)) await this.#tell(telling, false);
    else await this.#tell({ ...telling, amount: telling.amount + 1n }, false);
  }

  async #tell(telling: Telling, fresh = true): Promise<void> {
    if (fresh) this.told.push(telling);
    const expected = this.exact.tell(telling, this.now);
    const { errors, replayed, fired, standings } = await this.#send(telling);
    const said = fired.map(({ budget, threshold, startsAt }) => this.#fired(budget, startsAt, threshold));
    if (!expected.replayed) deepStrictEqual(said, expected.fired);
    deepStrictEqual(
      { code: errors[0]?.code ?? null, replayed, fired: said.length },
      {
        ...expected,
        fired: expected.fired.length,
      },
    );
    for (const { budget, period, sums } of standings) {
      const { spent, reserved } = this.exact.sums(this.#exact(budget.id), period.startsAt || this.now);
      deepStrictEqual([BigInt(sums.spent), BigInt(sums.reserved)], [spent, reserved]);
    }
  }

  #send(telling: Telling): Promise<Written> {
    const context = { ...contextOf(this.#db), now: () => instant(this.now) };
    const { key: idempotencyKey } = telling;
    if ('project' in telling) {
      const { amount: money, project, model, at, expiresAt } = telling;
      const asked = { idempotencyKey, amount: usd(money), project, model, at: instant(at) };
      if (telling.field === 'recordSpend') return recordSpend(context, this.owner, asked);
      return reserveSpend(context, this.owner, {
        ...asked,
        expiresAt: expiresAt === null ? null : instant(expiresAt),
      });
    }
    const of = { id: null, key: telling.of };
    if (telling.field === 'correctSpend')
      return correctSpend(context, this.owner, { idempotencyKey, entry: of, by: usd(telling.by) });
    if (telling.field === 'releaseReservation')
      return releaseReservation(context, this.owner, { idempotencyKey, reservation: of });
    const at = telling.at === null ? null : instant(telling.at);
    return settleReservation(context, this.owner, {
      idempotencyKey,
      reservation: of,
      amount: usd(telling.amount),
      at,
    });
  }

  #asking() {
    return { ...contextOf(this.#db), owner: this.owner, now: instant(this.now) };
  }

  async #budget(asked: Planned): Promise<void> {
    const { budget, errors } = await createBudget(this.#asking(), {
      ...planOf(asked),
      name: `b${this.exact.budgets.length}`,
      key: null,
    });
    deepStrictEqual(errors, []);
    const made: ExactBudget = { ...exactOf(asked), id: budget!.id, archived: false };
    this.exact.budgets.push(made);
    this.exact.judgeBudget(made, this.now);
  }

  async #change({
    of,
    plan: asked,
    archived,
  }: {
    of: number;
    plan: Planned;
    archived: boolean;
  }): Promise<void> {
    const budget = this.exact.budgets[of % Math.max(this.exact.budgets.length, 1)];
    if (!budget) return;
    const { replayed, errors } = await updateBudget(
      this.#asking(),
      { id: budget.id },
      {
        ...planOf(asked),
        archived,
      },
    );
    deepStrictEqual(errors, []);
    Object.assign(budget, exactOf(asked), { archived });
    if (!replayed) this.exact.judgeBudget(budget, this.now);
  }

  #exact(id: string): ExactBudget {
    return this.exact.budgets.find((budget) => budget.id === id)!;
  }

  #fired(budget: string, startsAt: number, threshold: number): string {
    return `${budget} ${periodName(this.#exact(budget), startsAt)} ${threshold}`;
  }

  async expire(): Promise<void> {
    this.exact.expire(this.now);
    await expireAll(this.#db, instant(this.now));
  }

  /** Entries, sums and what was told, as they are kept and as the model has them. */
  async compare(): Promise<readonly (readonly [kept: unknown, wanted: unknown])[]> {
    const { exact, owner } = this;
    const kept = await entriesBySeq(this.#db, owner, exact.entries.map((_, place) => place + 2).concat(1));
    const shown = kept
      .toSorted((a, b) => a.seq - b.seq)
      .map((entry) => ({
        kind: entry.kind,
        spent: BigInt(entry.spent),
        reserved: BigInt(entry.reserved),
        at: entry.at as number,
        refersTo: entry.refersTo === null ? null : entry.refersTo - 1,
      }));
    const wanted = exact.entries.map(({ kind, spent, reserved, at, refersTo }) => {
      return { kind, spent, reserved, at, refersTo };
    });

    const budgets = await budgetsById(
      this.#db,
      owner,
      exact.budgets.map(({ id }) => id),
    );
    const asked = budgets.flatMap((budget) =>
      [...new Set([this.now, ...exact.entries.map(({ at }) => at)])].map((at) => ({
        budget,
        at,
        period: periodAt(budget.period, budget.timeZone, instant(at)),
      })),
    );
    const sums = await sumsOf(this.#db, owner, asked);

    const listed = await listedSums(this.#db, owner, exact, this.now);

    const told = await this.#db
      .selectFrom('notice')
      .select(['topic', 'body'])
      .where('owner', '=', owner)
      .orderBy('seq')
      .execute();
    const thresholds = told.map(
      ({ body }) => body as { kind: string; threshold: number; budget: { id: string } },
    );

    return [
      [shown, wanted],
      [
        sums.map(({ spent, reserved }) => ({ spent: BigInt(spent), reserved: BigInt(reserved) })),
        asked.map(({ budget, at }) => exact.sums(this.#exact(budget.id), at)),
      ],
      ...listed,
      [
        thresholds
          .filter(({ kind }) => kind === 'THRESHOLD')
          .map(({ budget, threshold }) => `${budget.id} ${threshold}`),
        exact.fired.map((one) => `${one.split(' ')[0]} ${one.split(' ').at(-1)}`),
      ],
    ];
  }
}

type Planned = typeof plan extends fc.Arbitrary<infer T> ? T : never;

function usd(micros: bigint) {
  return microUsd(Number(micros));
}

function exactOf({ scope, scopeName, ...rest }: Planned) {
  return { ...rest, scope, scopeName: scope === 'EVERYTHING' ? null : scopeName };
}

function planOf(asked: Planned): Omit<BudgetPlan, 'name'> {
  return { ...exactOf(asked), amount: usd(asked.amount) };
}
