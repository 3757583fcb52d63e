import { digestOf } from '#forecast/take-report.ts';
import type { Context } from '#graph/context.ts';
import type { OwnerId } from '#units/owner.ts';
import { formatUsd, microUsd, type MicroUsd } from '#units/money.ts';
import { inputFault, type InputFault } from '#workload/graph-input-error.ts';
import { fieldOf, noSuch, whichOf, type AskedWhich } from '#workload/which-own.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';
import { wordFaults, type AskedWords } from './record-spend.ts';
import { netSpent } from './store-entries.ts';
import { amountFaults } from './told-amount.ts';
import { ENTRY, entryMeant } from './which-entry.ts';
import { refused, writeEntry, type Written } from './write-entry.ts';

type Maybe<T> = T | null | undefined;

export type AskedCorrection = AskedWords & {
  readonly entry: AskedWhich;
  /** What it came to in truth. */
  readonly to?: Maybe<MicroUsd>;
  /** Or what is to be added; below zero to take off. */
  readonly by?: Maybe<MicroUsd>;
};

/**
 * Corrects what was spent by an entry that refers to another: it counts where that does, in the same project, model and
 * period. What an entry comes to with all its corrections is never below zero.
 */
export async function correctSpend(
  { db, outbox, now: clock }: Context,
  owner: OwnerId,
  asked: AskedCorrection,
): Promise<Written> {
  const { to = null, by = null, description = null } = asked;
  const which = whichOf(ENTRY, asked.entry);
  const faults = [...wordFaults(asked), ...correctionFaults(to, by)];
  if ('code' in which) return refused(which, ...faults);
  if (faults.length > 0) return refused(...faults);
  const now = clock();
  const key = asked.idempotencyKey ?? null;
  return writeEntry({ db, outbox, now }, owner, {
    key,
    digest: digestOf('CORRECTION', [which, to, by, description]),
    draft: async (trx) => {
      const corrected = await entryMeant(trx, owner, which);
      if (!corrected) return { faults: [noSuch(ENTRY, which)] };
      if (corrected.kind !== 'SPEND' && corrected.kind !== 'SETTLEMENT')
        return { faults: [notSpent(corrected, fieldOf(ENTRY, which))] };
      const net = microUsd(await netSpent(trx, corrected));
      const difference = microUsd(to === null ? (by ?? 0) : to - net);
      const fault = differenceFault(net, difference, to === null ? 'by' : 'to');
      return fault ? { faults: [fault] } : [correctionOf(corrected, difference, description)];
    },
  });
}

function correctionOf(
  { seq, model, project, at }: LedgerEntry,
  spent: MicroUsd,
  description: string | null,
): NewEntry {
  return {
    kind: 'CORRECTION',
    spent,
    reserved: microUsd(0),
    model,
    project,
    at,
    refersTo: seq,
    expiresAt: null,
    description,
    rate: null,
    idempotencyKey: null,
    digest: null,
  };
}

function correctionFaults(to: MicroUsd | null, by: MicroUsd | null): readonly InputFault[] {
  if ((to === null) === (by === null)) {
    const message = 'Say in one way what is right: `to`, what it came to in truth, or `by`, the difference.';
    return [inputFault('BAD_CHOICE', 'to', message)];
  }
  if (to !== null) return amountFaults('to', to, { zero: true });
  return amountFaults('by', microUsd(Math.abs(by ?? 0)));
}

function differenceFault(net: MicroUsd, difference: MicroUsd, field: 'to' | 'by'): InputFault | null {
  if (difference === 0)
    return inputFault(
      'BAD_FIGURE',
      field,
      `It comes to ${formatUsd(net)} already: there is nothing to correct.`,
    );
  if (net + difference >= 0) return null;
  const message = `It comes to ${formatUsd(net)} with its corrections: at most that can be taken off.`;
  return inputFault('BAD_FIGURE', field, message);
}

function notSpent({ kind }: LedgerEntry, field: string): InputFault {
  const advice =
    kind === 'CORRECTION'
      ? 'correct the entry it refers to once more'
      : 'only a spend or a settlement is corrected';
  return inputFault(
    'ILLEGAL_MOVE',
    field,
    `This is a ${kind}, of which nothing was spent by itself: ${advice}.`,
  );
}
