import { microUsd, type MicroUsd } from './money.ts';
import type { Quote, Reject, RejectReason, Traits } from './quote.ts';

/**
 * The most GPUs one offer may claim: 128 servers of eight, beyond any single rental a marketplace
 * lists. Above it the field holds something else than a count.
 */
export const MAX_GPU_COUNT = 1024;

/** $1,000 per GPU-hour, some hundred times the dearest GPU on any market; above it the unit is wrong. */
export const MAX_PRICE: MicroUsd = microUsd(1_000_000_000);

/** Keys of imported history begin so; a polled offer's never does. */
const HISTORY_KEYS = 'import:';

const MAX_STOCK = 1_000_000;
/** The most characters each text of a quote may have. */
export const MAX_LENGTH = {
  key: 200,
  gpuName: 120,
  tier: 40,
  regionName: 200,
  unit: 100,
  trait: 200,
} as const;
const MAX_DETAIL = 300;
const MAX_RAW = 1000;

/**
 * Divides the quotes of one poll into those that meet every law and the rejects that do not. Two
 * quotes of one key and billing cannot both be kept: the first stays. Pure, and its own quotes pass again.
 */
export function lawful(quotes: readonly Quote[]): {
  readonly quotes: readonly Quote[];
  readonly rejects: readonly Reject[];
} {
  const kept = new Map<string, Quote>();
  const rejects: Reject[] = [];
  for (const quote of quotes) {
    const identity = `${quote.billing} ${quote.key}`;
    const fault =
      checkQuote(quote) ??
      (kept.has(identity) ? reject('DUPLICATE', `key ${shown(quote.key)}: quoted before`, quote) : null);
    if (fault) rejects.push(fault);
    else kept.set(identity, quote);
  }
  return { quotes: [...kept.values()], rejects };
}

/** What every quote of every provider must meet; null where it does. Never throws. */
export function checkQuote(quote: Quote): Reject | null {
  const fault =
    textFault('key', quote.key, MAX_LENGTH.key) ??
    textFault('gpuName', quote.gpuName, MAX_LENGTH.gpuName) ??
    textFault('tier', quote.tier, MAX_LENGTH.tier) ??
    (quote.regionName === null ? null : textFault('regionName', quote.regionName, MAX_LENGTH.regionName)) ??
    traitsFault(quote.traits);
  if (fault) return reject('BAD_TEXT', fault, quote);
  if (quote.key.startsWith(HISTORY_KEYS)) return reject('BAD_TEXT', `key ${shown(quote.key)}`, quote);
  if (!isWhole(quote.gpuCount, 1, MAX_GPU_COUNT))
    return reject('BAD_GPU_COUNT', `gpuCount ${shown(quote.gpuCount)}`, quote);
  if (!isWhole(quote.price, 1, Number.MAX_SAFE_INTEGER))
    return reject('BAD_PRICE', `price ${shown(quote.price)} micro-dollars`, quote);
  if (quote.price > MAX_PRICE)
    return reject('ABSURD_PRICE', `price ${shown(quote.price)} micro-dollars`, quote);
  if (quote.reliability !== null && !(quote.reliability >= 0 && quote.reliability <= 1))
    return reject('BAD_RELIABILITY', `reliability ${shown(quote.reliability)}`, quote);
  return stockFault(quote);
}

/**
 * Reads dollars as a provider sends them (or cents, 100 of them `perUsd`) and takes the price of one of
 * `gpus` GPUs, to the nearest micro-dollar. Anything but a number from 0.000001 to 1,000 comes back as a reason and a detail.
 */
export function readPrice(
  field: string,
  value: unknown,
  gpus = 1,
  perUsd = 1,
): { readonly price: MicroUsd } | { readonly reason: RejectReason; readonly detail: string } {
  const detail = `${field} ${shown(value)}${gpus === 1 ? '' : ` for ${gpus} GPUs`}`;
  if (typeof value !== 'number' || !Number.isFinite(value)) return { reason: 'BAD_PRICE', detail };
  const micros = Math.round((value / gpus / perUsd) * 1_000_000);
  if (!(micros >= 1)) return { reason: 'BAD_PRICE', detail };
  if (micros > MAX_PRICE) return { reason: 'ABSURD_PRICE', detail };
  return { price: microUsd(micros) };
}

/** Makes a reject whose texts any database and any terminal takes, cut to a sane length. */
export function reject(reason: RejectReason, detail: string, row: unknown): Reject {
  return { reason, detail: cleaned(detail, MAX_DETAIL), raw: cleaned(json(row), MAX_RAW) };
}

/** A value as JSON writes it, but with the infinities and NaN that JSON lacks, cut short. */
export function shown(value: unknown): string {
  return cleaned(typeof value === 'number' ? String(value) : json(value), 80);
}

/** Replaces control characters and lone surrogates by spaces, trims, and cuts to `maxLength`. */
export function cleaned(text: string, maxLength: number): string {
  const cut = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return cut.replaceAll(/\s*[\p{Cc}\p{Cs}][\s\p{Cc}\p{Cs}]*/gu, ' ').trim();
}

/** Whether a text can be kept as it is: something in it, trimmed, no control characters or lone surrogates. */
export function isCleanText(value: unknown, maxLength: number): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= maxLength &&
    value.trim() === value &&
    !/[\p{Cc}\p{Cs}]/u.test(value)
  );
}

function textFault(field: string, value: unknown, maxLength: number): string | null {
  return isCleanText(value, maxLength) ? null : `${field} ${shown(value)}`;
}

function traitsFault(traits: Traits): string | null {
  for (const [field, value] of Object.entries(traits)) {
    if (typeof value === 'string' && !isCleanText(value, MAX_LENGTH.trait))
      return `traits.${field} ${shown(value)}`;
    if (typeof value === 'number' && !(value >= 0 && value < Infinity))
      return `traits.${field} ${shown(value)}`;
  }
  return null;
}

function stockFault(quote: Quote): Reject | null {
  const { stock, gpuCount } = quote;
  if (stock.kind === 'COUNT' && !isWhole(stock.count, 0, MAX_STOCK))
    return reject('BAD_GPU_COUNT', `stock.count ${shown(stock.count)}`, quote);
  if (stock.kind !== 'UNITS') return null;
  const { units } = stock;
  if (!units.every((unit) => isCleanText(unit, MAX_LENGTH.unit)))
    return reject('BAD_TEXT', `stock.units ${shown(units)}`, quote);
  if (new Set(units).size !== units.length || units.length < gpuCount || units.length > MAX_STOCK)
    return reject('BAD_GPU_COUNT', `stock.units ${shown(units)} for an offer of ${gpuCount}`, quote);
  return null;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function json(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
