import { digestOf } from '#forecast/take-report.ts';
import type { Context } from '#graph/context.ts';
import type { OwnerId } from '#units/owner.ts';
import { microUsd } from '#units/money.ts';
import type { Db } from '#db/open.ts';
import type { Instant } from '#units/time.ts';
import { inputFault, type InputFault } from '#workload/graph-input-error.ts';
import { pastFaults } from '#workload/job/asked-workload.ts';
import { fieldOf, noSuch, whichOf, type AskedWhich, type Which } from '#workload/which-own.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';
import { letGo } from './expire.ts';
import { amountFaults } from './told-amount.ts';
import { wordFaults, type AskedWords } from './record-spend.ts';
import { entriesAbout } from './store-entries.ts';
import { entryMeant, RESERVATION } from './which-entry.ts';
import { refused, writeEntry, type Written } from './write-entry.ts';
import type { MicroUsd } from '#units/money.ts';

export type AskedSettlement = AskedWords & {
  readonly reservation: AskedWhich;
  readonly amount: MicroUsd;
  readonly at?: Instant | null | undefined;
};

export type AskedRelease = AskedWords & { readonly reservation: AskedWhich };

/**
 * Records what a reservation came to, and lets go what it held. It is a fact: it may be more than was held, and no
 * budget refuses it; of a reservation whose time is over nothing is held any more, and the rest is the same. It
 * counts when the money was reserved for, or at an instant that is told: then what was held is let go by an entry of
 * its own, in its own period.
 */
export function settleReservation(
  context: Context,
  owner: OwnerId,
  asked: AskedSettlement,
): Promise<Written> {
  const { amount, at = null, description = null } = asked;
  const now = context.now();
  const faults = [...wordFaults(asked), ...amountFaults('amount', amount, { zero: true })];
  const digest = (which: Which) => digestOf('SETTLEMENT', [which, amount, at, description]);
  return endReservation(context, owner, { asked, faults, digest, now }, (held, last, field) => {
    const [late] = pastFaults('at', at, now);
    if (late) return late;
    if (last !== null && last.kind !== 'EXPIRY') return endedFault(last, field);
    const free = letGo(held, 'SETTLEMENT');
    const open = last === null;
    const apart = at !== null && at !== held.at;
    const settlement: NewEntry = {
      ...free,
      spent: amount,
      reserved: open && !apart ? free.reserved : microUsd(0),
      at: at ?? held.at,
      description,
    };
    return open && apart ? [letGo(held, 'RELEASE'), settlement] : [settlement];
  });
}

/** Lets go what a reservation holds: nothing was spent of it. */
export function releaseReservation(context: Context, owner: OwnerId, asked: AskedRelease): Promise<Written> {
  const { description = null } = asked;
  const digest = (which: Which) => digestOf('RELEASE', [which, description]);
  const faults = wordFaults(asked);
  const now = context.now();
  return endReservation(context, owner, { asked, faults, digest, now }, (held, last, field) =>
    last === null ? [{ ...letGo(held, 'RELEASE'), description }] : endedFault(last, field),
  );
}

type Ending = {
  readonly asked: AskedRelease;
  readonly faults: readonly InputFault[];
  readonly digest: (which: Which) => string;
  readonly now: Instant;
};

/** `draft` is given the reservation, what ended it (null where it is open), and the field that names it. */
async function endReservation(
  { db, outbox }: Context,
  owner: OwnerId,
  { asked, faults, digest, now }: Ending,
  draft: (held: LedgerEntry, last: LedgerEntry | null, field: string) => readonly NewEntry[] | InputFault,
): Promise<Written> {
  const which = whichOf(RESERVATION, asked.reservation);
  if ('code' in which) return refused(which, ...faults);
  if (faults.length > 0) return refused(...faults);
  const key = asked.idempotencyKey ?? null;
  return writeEntry({ db, outbox, now }, owner, {
    key,
    digest: digest(which),
    draft: async (trx: Db) => {
      const held = await entryMeant(trx, owner, which);
      if (held?.kind !== 'RESERVATION') return { faults: [noSuch(RESERVATION, which)] };
      const about = await entriesAbout(trx, owner, [held.seq]);
      const drafted = draft(held, about.at(-1) ?? null, fieldOf(RESERVATION, which));
      return 'code' in drafted ? { faults: [drafted] } : drafted;
    },
  });
}

const ENDED: Partial<Record<LedgerEntry['kind'], string>> = {
  SETTLEMENT:
    'was settled already: correct the settlement with `correctSpend` where it came to another amount.',
  RELEASE: 'was released: record what was spent with `recordSpend`.',
  EXPIRY: 'has expired, and holds nothing any more.',
};

function endedFault({ kind }: LedgerEntry, field: string): InputFault {
  return inputFault('ILLEGAL_MOVE', field, `The reservation ${ENDED[kind] ?? 'has ended.'}`);
}
