import type { EntryKind } from '#budget/ledger/entry.ts';
import type { LedgerScope } from '#budget/ledger/store-listed.ts';

/** A budget as the model knows it; money in micro-dollars. */
export type ExactBudget = {
  id: string;
  scope: 'EVERYTHING' | 'PROJECT' | 'MODEL';
  scopeName: string | null;
  amount: bigint;
  period: 'DAY' | 'MONTH' | 'TOTAL';
  timeZone: string;
  thresholds: readonly number[];
  hardStop: boolean;
  archived: boolean;
};

export type ExactEntry = {
  kind: EntryKind;
  spent: bigint;
  reserved: bigint;
  project: string | null;
  model: string | null;
  at: number;
  refersTo: number | null;
  expiresAt: number | null;
};

/** Something told: every reference is by key, so that it can be sent again as it is. */
export type Telling =
  | {
      field: 'recordSpend' | 'reserveSpend';
      key: string;
      amount: bigint;
      project: string | null;
      model: string | null;
      at: number;
      expiresAt: number | null;
    }
  | { field: 'settleReservation'; key: string; of: string; amount: bigint; at: number | null }
  | { field: 'releaseReservation'; key: string; of: string }
  | { field: 'correctSpend'; key: string; of: string; by: bigint };

export type Expected = { code: string | null; replayed: boolean; fired: readonly string[] };

/** The name of the period an instant lies in, by the calendar of a zone. */
export function periodName(
  { period, timeZone }: Pick<ExactBudget, 'period' | 'timeZone'>,
  at: number,
): string {
  if (period === 'TOTAL') return 'TOTAL';
  const date = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
  return `${period} ${timeZone} ${period === 'DAY' ? date : date.slice(0, 7)}`;
}

/** What a ledger has to do, with plain arrays and every sum anew. */
export class ExactLedger {
  readonly entries: ExactEntry[] = [];
  readonly budgets: ExactBudget[] = [];
  readonly fired: string[] = [];
  readonly #keys = new Map<string, { told: string; entry: number; fired: readonly string[] }>();

  sums(budget: ExactBudget, at: number): { spent: bigint; reserved: bigint } {
    const period = periodName(budget, at);
    const within = this.entries.filter(
      (entry) => this.#counts(budget, entry) && periodName(budget, entry.at) === period,
    );
    const total = (of: (entry: ExactEntry) => bigint) => within.reduce((sum, entry) => sum + of(entry), 0n);
    return { spent: total(({ spent }) => spent), reserved: total(({ reserved }) => reserved) };
  }

  /** Entries and sums of each kind and quarter of an hour, of everything, each project and each model. */
  quarters(): Map<string, readonly [bigint, bigint, bigint]> {
    const sums = new Map<string, readonly [bigint, bigint, bigint]>();
    for (const { kind, project, model, at, spent, reserved } of this.entries)
      for (const of of ['EVERYTHING ', `PROJECT ${project ?? ''}`, `MODEL ${model ?? ''}`]) {
        const key = `${of} ${at - (at % 900_000)} ${kind}`;
        const [entries, before, held] = sums.get(key) ?? [0n, 0n, 0n];
        sums.set(key, [entries + 1n, before + spent, held + reserved]);
      }
    return sums;
  }

  /** The entries a filter means. */
  within({ kinds, projects, models, from, to }: LedgerScope): readonly ExactEntry[] {
    return this.entries.filter(
      ({ kind, project, model, at }) =>
        (kinds?.includes(kind) ?? true) &&
        (projects?.includes(project ?? 'none') ?? true) &&
        (models?.includes(model ?? 'none') ?? true) &&
        at >= (from ?? at) &&
        at < (to ?? Infinity),
    );
  }

  expire(now: number): void {
    for (const [place, entry] of [...this.entries].entries())
      if (entry.expiresAt !== null && entry.expiresAt <= now && this.#isOpen(place))
        this.entries.push(this.#freed(place, 'EXPIRY'));
  }

  tell(telling: Telling, now: number): Expected {
    this.expire(now);
    const told = JSON.stringify(telling, (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    const known = this.#keys.get(telling.key);
    if (known && known.told !== told) return refusal('IDEMPOTENCY_CONFLICT');
    if (known) return { code: null, replayed: true, fired: known.fired };
    const drafted = this.#draft(telling, now);
    if (typeof drafted === 'string') return refusal(drafted);
    this.entries.push(...drafted);
    const fired = this.#judge(
      drafted.toSorted((a, b) => a.at - b.at).map((entry) => [entry, entry.at] as const),
    );
    this.#keys.set(telling.key, { told, entry: this.entries.length - 1, fired });
    return { code: null, replayed: false, fired };
  }

  /** A budget was made or changed. */
  judgeBudget(budget: ExactBudget, now: number): readonly string[] {
    return budget.archived ? [] : this.#judge([[budget, now]]);
  }

  #draft(telling: Telling, now: number): ExactEntry[] | string {
    if (!('of' in telling)) {
      const { amount, project, model, at, expiresAt } = telling;
      if (expiresAt !== null && expiresAt <= now) return 'BAD_TIME';
      const spends = telling.field === 'recordSpend';
      const entry: ExactEntry = {
        kind: spends ? 'SPEND' : 'RESERVATION',
        spent: spends ? amount : 0n,
        reserved: spends ? 0n : amount,
        project,
        model,
        at,
        refersTo: null,
        expiresAt,
      };
      const holdsBack = this.budgets.some((budget) => {
        if (spends || budget.archived || !budget.hardStop || !this.#counts(budget, entry)) return false;
        const { spent, reserved } = this.sums(budget, at);
        return spent + reserved + amount > budget.amount;
      });
      return holdsBack ? 'BUDGET_EXCEEDED' : [entry];
    }
    const place = this.#keys.get(telling.of)?.entry;
    const of = place === undefined ? undefined : this.entries[place];
    if (place === undefined || !of) return 'NOT_FOUND';
    if (telling.field === 'correctSpend') {
      if (of.kind !== 'SPEND' && of.kind !== 'SETTLEMENT') return 'ILLEGAL_MOVE';
      const net = this.entries
        .filter(({ kind, refersTo }, one) => one === place || (kind === 'CORRECTION' && refersTo === place))
        .reduce((sum, { spent }) => sum + spent, 0n);
      if (net + telling.by < 0n) return 'BAD_FIGURE';
      return [{ ...of, kind: 'CORRECTION', spent: telling.by, reserved: 0n, refersTo: place }];
    }
    if (of.kind !== 'RESERVATION') return 'NOT_FOUND';
    const ends = this.entries.filter(({ refersTo }) => refersTo === place);
    if (telling.field === 'releaseReservation')
      return ends.length > 0 ? 'ILLEGAL_MOVE' : [this.#freed(place, 'RELEASE')];
    if (ends.some(({ kind }) => kind !== 'EXPIRY')) return 'ILLEGAL_MOVE';
    const settled = { ...this.#freed(place, 'SETTLEMENT'), spent: telling.amount };
    if (ends.length > 0) return [{ ...settled, reserved: 0n, at: telling.at ?? of.at }];
    if (telling.at === null || telling.at === of.at) return [settled];
    return [this.#freed(place, 'RELEASE'), { ...settled, reserved: 0n, at: telling.at }];
  }

  #judge(touched: readonly (readonly [ExactBudget | ExactEntry, number])[]): readonly string[] {
    const fired: string[] = [];
    for (const budget of this.budgets.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
      for (const [of, at] of touched) {
        if (budget.archived || ('id' in of ? of !== budget : !this.#counts(budget, of))) continue;
        const { spent } = this.sums(budget, at);
        for (const threshold of budget.thresholds) {
          const name = `${budget.id} ${periodName(budget, at)} ${threshold}`;
          const reached = spent * 10_000n >= BigInt(Math.round(threshold * 100)) * budget.amount;
          if (reached && !this.fired.includes(name)) {
            this.fired.push(name);
            fired.push(name);
          }
        }
      }
    return fired;
  }

  #counts({ scope, scopeName }: ExactBudget, { project, model }: ExactEntry): boolean {
    return scope === 'EVERYTHING' || scopeName === (scope === 'PROJECT' ? project : model);
  }

  #isOpen(place: number): boolean {
    return (
      this.entries[place]?.kind === 'RESERVATION' && !this.entries.some(({ refersTo }) => refersTo === place)
    );
  }

  #freed(place: number, kind: EntryKind): ExactEntry {
    const of = this.entries[place]!;
    return { ...of, kind, spent: 0n, reserved: -of.reserved, refersTo: place, expiresAt: null };
  }
}

function refusal(code: string): Expected {
  return { code, replayed: false, fired: [] };
}
