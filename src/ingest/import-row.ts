import { microUsd, parseUsd, type MicroUsd } from '#units/money.ts';
import type { Billing } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { fieldReader, readName, readTime, type Read } from './csv-fields.ts';
import type { CsvFormat } from './csv-rows.ts';
import { parseHeader, type ColumnPositions, type ImportColumn } from './import-columns.ts';

/** One line of an import file, its names as written. */
export type ImportRow = {
  readonly observedAt: Instant;
  readonly provider: string;
  readonly gpu: string;
  readonly gpuCount: number;
  readonly region: string | null;
  readonly tier: string;
  readonly billing: Billing;
  /** Per GPU-hour. */
  readonly price: MicroUsd;
  /** GPUs that could be rented; null where it is not said. */
  readonly available: number | null;
  readonly reliability: number | null;
};

const MOST_GPUS = 1024;
const MOST_AVAILABLE = 10_000_000;
const HIGHEST_PRICE = microUsd(1_000_000_000);
const LONGEST: Partial<Record<ImportColumn, number>> = { provider: 64, gpu: 128, region: 128, tier: 64 };

/**
 * Reads the fields of one line. Spaces around a value are no part of it. The answer names every problem
 * of the line, each with its column and what was found there; it never throws.
 */
export function parseImportRow(
  fields: readonly string[],
  columns: ColumnPositions,
  now: Instant,
): { readonly row: ImportRow } | { readonly problems: readonly string[] } {
  const { read, problems } = fieldReader(fields, columns, LONGEST);
  const row = {
    observedAt: read('observed_at', (text) => readTime(text, now)),
    provider: read('provider', (text) => readName(text, "the provider's name is needed")),
    gpu: read('gpu', (text) => readName(text, "the GPU's name is needed")),
    gpuCount: read('gpu_count', readGpuCount),
    region: read('region', (text) => ({ value: text === '' ? null : text })),
    tier: read('tier', (text) => ({ value: text })),
    billing: read('billing', readBilling),
    price: read('price_per_gpu_hour_usd', readPrice),
    available: read('available_count', readAvailable),
    reliability: read('reliability', readReliability),
  };
  return problems.length > 0 ? { problems } : { row: row as ImportRow };
}

/** The import format. */
export const IMPORT_FORMAT: CsvFormat<ImportColumn, ImportRow> = { parseHeader, parseRow: parseImportRow };

function readBilling(text: string): Read<Billing> {
  const billing = text.toLowerCase();
  if (billing === 'on_demand') return { value: 'ON_DEMAND' };
  if (billing === 'spot') return { value: 'SPOT' };
  return { fault: text === '' ? 'write on_demand or spot' : 'is neither on_demand nor spot' };
}

/** The price is per GPU, so a count that is not known stands as one GPU. */
function readGpuCount(text: string): Read<number> {
  if (text === '') return { value: 1 };
  const count = wholeNumber(text);
  if (count === undefined || count < 1 || count > MOST_GPUS) {
    return { fault: `is not a whole number from 1 to ${MOST_GPUS}` };
  }
  return { value: count };
}

function readAvailable(text: string): Read<number | null> {
  if (text === '') return { value: null };
  const count = wholeNumber(text);
  if (count === undefined || count > MOST_AVAILABLE) {
    return {
      fault: `is not a whole number from 0 to ${MOST_AVAILABLE}: leave it empty where it is not known`,
    };
  }
  return { value: count };
}

/** Spreadsheets and data frames write 8 as "8.0" where a column has gaps. */
function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}(\.0{1,6})?$/.test(text) ? Number(text) : undefined;
}

const DECIMAL = /^(\d{1,10})(?:\.(\d{1,6})(\d*))?$/;

/** Digits beyond the sixth decimal are rounded: money is whole micro-dollars. */
function readPrice(text: string): Read<MicroUsd> {
  const [, whole, micros = '0', beyond = ''] = DECIMAL.exec(text) ?? [];
  const cut = whole === undefined ? undefined : parseUsd(`${whole}.${micros}`);
  if (cut === undefined) {
    const form = 'write it as 1.99, in dollars, without sign, currency or exponent';
    return { fault: text === '' ? form : `is no price: ${form}` };
  }
  const price = microUsd(beyond >= '5' ? cut + 1 : cut);
  if (price === 0) return { fault: 'is not above zero' };
  if (price > HIGHEST_PRICE)
    return { fault: 'is above 1000: no GPU-hour costs that. Is it for more GPUs, or longer?' };
  return { value: price };
}

function readReliability(text: string): Read<number | null> {
  if (text === '') return { value: null };
  const value = /^(\d+\.?\d*|\.\d+)(e-?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value <= 1))
    return { fault: 'is not a number from 0 to 1: leave it empty where it is not known' };
  return { value };
}
