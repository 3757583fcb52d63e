import { formatUsd } from '#units/money.ts';
import { formatInstant } from '#units/time.ts';
import type { ImportRow } from '#ingest/import-row.ts';
import type { ImportSource } from '#ingest/import-source.ts';

export const HEADER =
  'observed_at,provider,gpu,gpu_count,region,tier,billing,price_per_gpu_hour_usd,available_count,reliability';

/** One line of an import file. */
export function lineOf(row: ImportRow): string {
  const fields = [
    formatInstant(row.observedAt),
    row.provider,
    row.gpu,
    row.gpuCount,
    row.region ?? '',
    row.tier,
    row.billing.toLowerCase(),
    formatUsd(row.price),
    row.available ?? '',
    row.reliability ?? '',
  ];
  return fields.map((field) => csvField(String(field))).join(',');
}

export function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A file that was never on disk, in chunks of the given size. */
export function fileOf(content: string | Uint8Array, name = 'test.csv', chunkBytes = 4096): ImportSource {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  }
  return { name, bytes: bytes.length, chunks: chunks() };
}
