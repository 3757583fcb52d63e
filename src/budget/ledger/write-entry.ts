import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatUsd, microUsd } from '#units/money.ts';
import type { Instant } from '#units/time.ts';
import { inputFault, type InputFault } from '#workload/graph-input-error.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';
import { expireHolds } from './expire.ts';
import { judge } from './judge.ts';
import { post, standingsOf, turnoverOf } from './post.ts';
import { remainingOf, type Refusal, type Standing } from './standing.ts';
import { entryUnderKey } from './store-entries.ts';
import { firedBy, type FiredThreshold } from './store-fired.ts';
import { lockLedger } from './store-ledger.ts';

/** What became of something told to the ledger. */
export type Written = {
  /** What was added; null where nothing was taken. */
  readonly entry: LedgerEntry | null;
  /** True where it had been told before, and nothing was added. */
  readonly replayed: boolean;
  readonly errors: readonly InputFault[];
  /** Where the budgets it counts in stand now; of a refused reservation, those that refuse it, as they stand. */
  readonly standings: readonly Standing[];
  /** The thresholds it fired. */
  readonly fired: readonly FiredThreshold[];
  readonly refusals: readonly Refusal[];
};

export type Writing = { readonly db: Db; readonly outbox: Outbox; readonly now: Instant };

/** What is told: `draft` says in the locked ledger which entries come of it, the last of them being its own. */
export type Telling = {
  readonly key: string | null;
  /** Of all that was asked. */
  readonly digest: string;
  readonly draft: (trx: Db) => Promise<readonly NewEntry[] | { readonly faults: readonly InputFault[] }>;
};

/** All that may ever move in one ledger, micro-dollars: nine billion dollars, which every sum of entries stays within. */
const MOST_TURNOVER = 9e15;

export function refused(...errors: readonly InputFault[]): Written {
  return { entry: null, replayed: false, errors, standings: [], fired: [], refusals: [] };
}

/**
 * Adds what was told to an owner's ledger, in one transaction: the ledger is locked, what is overdue is let go,
 * what was told under the key before is answered again, the entries are added with the sums of every budget they count
 * in, and the thresholds they reach fire. So all that happens to an owner's money happens in one order.
 */
export async function writeEntry(
  { db, outbox, now }: Writing,
  owner: OwnerId,
  { key, digest, draft }: Telling,
): Promise<Written> {
  return db.transaction().execute(async (trx): Promise<Written> => {
    const ledger = await expireHolds(trx, await lockLedger(trx, owner), now);
    const known = await replayed(trx, owner, key, digest);
    if (known) return known;
    const drafted = await draft(trx);
    if ('faults' in drafted) return refused(...drafted.faults);
    const entries = drafted.map((entry, place) =>
      place === drafted.length - 1 ? { ...entry, idempotencyKey: key, digest } : entry,
    );
    if (ledger.turnover + turnoverOf(entries) > MOST_TURNOVER) return refused(TOO_MUCH);
    const before = await standingsOf(trx, owner, entries);
    const refusals = refusalsOf(before, entries);
    if (refusals.length > 0)
      return { ...refused(...refusals.map(refusalFault)), standings: before, refusals };
    const posted = await post(trx, ledger, entries, before, now);
    const entry = posted.entries.at(-1);
    if (!entry) throw new Error('nothing was drafted');
    const fired = await judge(trx, ledger, posted.standings, { entry: entry.seq, now, outbox });
    return { entry, replayed: false, errors: [], standings: posted.standings, fired, refusals: [] };
  });
}

/** What was told under the same key before, with where its budgets stand by now; undefined where nothing was. */
async function replayed(
  db: Db,
  owner: OwnerId,
  key: string | null,
  digest: string,
): Promise<Written | undefined> {
  const known = key === null ? undefined : await entryUnderKey(db, owner, key);
  if (!known) return undefined;
  if (known.digest !== digest) {
    const message = 'Something else was told to the ledger under this key: take a new one.';
    return refused(inputFault('IDEMPOTENCY_CONFLICT', 'idempotencyKey', message));
  }
  const [standings, fired] = [await standingsOf(db, owner, [known]), await firedBy(db, owner, [known.seq])];
  return { entry: known, replayed: true, errors: [], standings, fired, refusals: [] };
}

const TOO_MUCH = inputFault(
  'TOO_MANY',
  'amount',
  'A ledger takes nine billion dollars in all, spent, corrected and reserved: this would be more. Check the amount.',
);

function refusalsOf(before: readonly Standing[], entries: readonly NewEntry[]): readonly Refusal[] {
  const [entry] = entries;
  if (entry?.kind !== 'RESERVATION') return [];
  return before
    .filter((standing) => standing.budget.hardStop && remainingOf(standing) < entry.reserved)
    .map((standing) => ({ ...standing, needed: entry.reserved }));
}

function refusalFault(refusal: Refusal): InputFault {
  const { budget, needed, sums } = refusal;
  const remaining = remainingOf(refusal);
  const left = remaining > 0 ? `${formatUsd(remaining)} USD of it remain` : 'nothing of it remains';
  const missing = formatUsd(microUsd(needed - remaining));
  const message =
    `The budget "${budget.name}" holds this back: ${left} (${formatUsd(budget.amount)} less ${formatUsd(sums.spent)} spent ` +
    `and ${formatUsd(sums.reserved)} reserved), and this takes ${formatUsd(needed)}. ` +
    `Reserve less, release what is held, or raise the budget by ${missing}.`;
  return inputFault('BUDGET_EXCEEDED', 'amount', message);
}
