import { digestOf } from '#forecast/take-report.ts';
import type { Context } from '#graph/context.ts';
import type { OwnerId } from '#units/owner.ts';
import { microUsd } from '#units/money.ts';
import { DAY_MS, formatInstant, plusMs, type Instant } from '#units/time.ts';
import { inputFault, inputTextFaults, type InputFault } from '#workload/graph-input-error.ts';
import { MOST, pastFaults } from '#workload/job/asked-workload.ts';
import { matchedNameFaults } from '../matched-name.ts';
import type { NewEntry } from './entry.ts';
import { toldAmount, type AskedAmount } from './told-amount.ts';
import { entryUnderKey } from './store-entries.ts';
import { refused, writeEntry, type Written } from './write-entry.ts';

type Maybe<T> = T | null | undefined;

/** What every entry may be told with. */
export type AskedWords = {
  readonly idempotencyKey?: Maybe<string>;
  readonly description?: Maybe<string>;
};

/** Money spent, or to be held, as GraphQL hands it over. */
export type AskedSpend = AskedAmount &
  AskedWords & {
    readonly project?: Maybe<string>;
    readonly model?: Maybe<string>;
    readonly at?: Maybe<Instant>;
  };

export type AskedReservation = AskedSpend & { readonly expiresAt?: Maybe<Instant> };

/** How far ahead money may be reserved for. */
export const FARTHEST_MS = 366 * DAY_MS;
export const LONGEST_TEXT = 500;

/** Records money that was spent. It is a fact: no budget refuses it. */
export function recordSpend(context: Context, owner: OwnerId, asked: AskedSpend): Promise<Written> {
  return recordMoney(context, owner, asked, 'SPEND');
}

/** Holds money for what is to come; refused where a hard-stop budget that counts it has less left. */
export function reserveSpend(context: Context, owner: OwnerId, asked: AskedReservation): Promise<Written> {
  return recordMoney(context, owner, asked, 'RESERVATION');
}

async function recordMoney(
  context: Context,
  owner: OwnerId,
  asked: AskedReservation,
  kind: 'SPEND' | 'RESERVATION',
): Promise<Written> {
  const { db, outbox } = context;
  const now = context.now();
  const { project = null, model = null, description = null, expiresAt = null } = asked;
  const key = asked.idempotencyKey ?? null;
  const faults: InputFault[] = [
    ...wordFaults(asked),
    ...matchedNameFaults('project', project, MOST.name),
    ...matchedNameFaults('model', model, MOST.name),
  ];
  const digest = digestOf(kind, spendParts(asked));
  // First, for what was in time when it was sent first may be too late by now, and the market's price gone.
  if (faults.length === 0 && key !== null && (await entryUnderKey(db, owner, key)))
    return writeEntry({ db, outbox, now }, owner, { key, digest, draft: toldBefore });
  faults.push(
    ...(kind === 'SPEND' ? pastFaults('at', asked.at, now) : aheadFaults('at', asked.at, now)),
    ...expiryFaults(expiresAt, now),
  );
  const at = asked.at ?? now;
  const told = faults.length > 0 ? null : await toldAmount(asked, at, context, faults);
  if (!told) return refused(...faults);
  const nothing = microUsd(0);
  const entry: NewEntry = {
    kind,
    spent: kind === 'SPEND' ? told.amount : nothing,
    reserved: kind === 'SPEND' ? nothing : told.amount,
    model,
    project,
    at,
    refersTo: null,
    expiresAt,
    description,
    rate: told.rate,
    idempotencyKey: key,
    digest,
  };
  return writeEntry({ db, outbox, now }, owner, { key, digest, draft: async () => [entry] });
}

/** Entries stay: what has been told under a key is answered again, and nothing is drafted. */
function toldBefore(): never {
  throw new Error('an entry that was told is gone');
}

export function wordFaults({ idempotencyKey, description }: AskedWords): readonly InputFault[] {
  return [
    ...inputTextFaults('idempotencyKey', idempotencyKey, [1, MOST.key]),
    ...inputTextFaults('description', description, [1, LONGEST_TEXT]),
  ];
}

/** What was asked, in one order whatever order it was sent in. */
function spendParts(asked: AskedReservation): readonly unknown[] {
  const { amount, rental, hours, duration, project, model, at, description, expiresAt } = asked;
  const parts = [amount, hours, duration, project, model, at, description, expiresAt];
  const machine = rental && [
    rental.gpu,
    rental.gpuCount,
    rental.provider,
    rental.region,
    rental.billing,
    rental.pricePerGpuHour,
  ];
  return [...parts, ...(machine ?? [])].map((part) => part ?? null);
}

/** A reservation may be for the past too: a job that began a minute ago. */
function aheadFaults(path: string, at: Maybe<Instant>, now: Instant): readonly InputFault[] {
  if (at == null || at <= now) return pastFaults(path, at, now);
  const farthest = plusMs(now, FARTHEST_MS);
  if (at <= farthest) return [];
  const message = `\`${path}\` is ${formatInstant(at)}: money is reserved for at most a year ahead, until ${formatInstant(farthest)}.`;
  return [inputFault('BAD_TIME', path, message)];
}

function expiryFaults(expiresAt: Instant | null, now: Instant): readonly InputFault[] {
  if (expiresAt === null) return [];
  const farthest = plusMs(now, FARTHEST_MS);
  if (expiresAt > now && expiresAt <= farthest) return [];
  const message = `\`expiresAt\` is ${formatInstant(expiresAt)}: give an instant after now, ${formatInstant(now)}, and at most a year ahead.`;
  return [inputFault('BAD_TIME', 'expiresAt', message)];
}
