import { parseUsd, usdFromFloat } from '#units/money.ts';
import { HOUR_MS, parseInstant, SECOND_MS } from '#units/time.ts';
import type { Reading } from './run-log-names.ts';

/** A value that was read; `undefined` is none, `NaN` a loss that is no number any more. */
type Read = number | string | undefined;

/** Why a value cannot be used. */
export class UnusableValue extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnusableValue';
  }
}

const STATES: Readonly<Record<string, string>> = {
  running: 'RUNNING',
  completed: 'COMPLETED',
  complete: 'COMPLETED',
  finished: 'COMPLETED',
  done: 'COMPLETED',
  succeeded: 'COMPLETED',
  failed: 'FAILED',
  crashed: 'FAILED',
  killed: 'FAILED',
  error: 'FAILED',
};

/** Reads a value of a log. Throws UnusableValue. */
export function readValue(name: string, value: unknown, reading: Reading): Read {
  if (value === null || value === undefined || value === '') return undefined;
  if (reading === 'text') {
    if (typeof value === 'string') return value.trim() || undefined;
    if (typeof value === 'number') return String(value);
    throw unusable(name, value, 'a text');
  }
  if (reading === 'status' || reading === 'billing') return wordOf(name, value, reading);
  if (reading === 'instant') return instantOf(name, value);
  if (reading === 'usd') return usdOf(name, value);
  if (reading === 'clock' && typeof value === 'string' && value.includes(':')) return clockOf(name, value);
  return numberOf(name, value, reading);
}

function numberOf(name: string, value: unknown, reading: Reading): number | undefined {
  const isText = typeof value === 'string' && value.trim() !== '';
  const number = typeof value === 'number' ? value : isText ? Number(longWord(value)) : undefined;
  if (number === undefined) throw unusable(name, value, 'a number');
  if (Number.isNaN(number) && !(isText && /^\s*[+-]?nan\s*$/i.test(value)))
    throw unusable(name, value, 'a number');
  if (!Number.isFinite(number)) return reading === 'loss' ? NaN : undefined;
  if (reading === 'whole' && !Number.isSafeInteger(number)) throw unusable(name, value, 'a whole number');
  if (reading === 'share' && !(number >= 0 && number <= 1))
    throw unusable(name, value, 'a share from 0 to 1, 0.93 for 93 %,');
  if (reading === 'seconds' || reading === 'clock') return number / 3600;
  return number;
}

function longWord(text: string): string {
  return text.trim().replace(/^([+-]?)inf(inity)?$/i, '$1Infinity');
}

function wordOf(name: string, value: unknown, reading: 'status' | 'billing'): string {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (reading === 'status') {
    const state = Object.hasOwn(STATES, word) ? STATES[word] : undefined;
    if (state !== undefined) return state;
    throw unusable(name, value, 'one of running, completed, failed');
  }
  if (/^on[ _-]?demand$/.test(word)) return 'ON_DEMAND';
  if (word === 'spot') return 'SPOT';
  throw unusable(name, value, 'one of on_demand, spot');
}

/** RFC 3339, or seconds or milliseconds since 1970. */
function instantOf(name: string, value: unknown): number {
  const at = typeof value === 'string' ? (parseInstant(value) ?? Number(value)) : value;
  if (typeof at !== 'number' || !(at > 0)) throw unusable(name, value, INSTANT);
  if (typeof value === 'string' && parseInstant(value) !== undefined) return at;
  const ms = Math.floor(at < 1e11 ? at * SECOND_MS : at);
  if (!(ms <= 253_402_300_799_999)) throw unusable(name, value, INSTANT);
  return ms;
}

const INSTANT = 'a time such as 2026-01-31T12:00:00Z, or seconds since 1970';

function usdOf(name: string, value: unknown): number {
  const usd = typeof value === 'string' ? parseUsd(value.trim().replace(/^\$/, '')) : undefined;
  const read = usd ?? (typeof value === 'number' ? usdFromFloat(value) : undefined);
  if (read === undefined || read <= 0) throw unusable(name, value, 'dollars above 0 such as 1.50');
  return read;
}

const CLOCK = /^\s*(?:(\d+)\s*days?,\s*)?(\d+):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?\s*$/;

/** Hours of "1 day, 2:03:04", "2:03:04" or "03:04". */
function clockOf(name: string, value: string): number {
  const [match, days = '0', first = '0', second = '0', third] = CLOCK.exec(value) ?? [];
  if (match === undefined) throw unusable(name, value, 'a time such as 1:02:03, or seconds');
  const parts = third === undefined ? [0, Number(first), Number(second)] : [first, second, third].map(Number);
  const [hours = 0, minutes = 0, seconds = 0] = parts;
  return Number(days) * 24 + hours + minutes / 60 + (seconds * SECOND_MS) / HOUR_MS;
}

function unusable(name: string, value: unknown, wanted: string): UnusableValue {
  const shown = JSON.stringify(value) ?? String(value);
  const cut = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  return new UnusableValue(`${JSON.stringify(name.slice(0, 60))} is ${cut}, and ${wanted} is needed`);
}
