import { basename } from 'node:path';
import type { Db } from '#db/open.ts';
import type { HistoryChange, HistoryLoad } from '#market/history.ts';
import { loadHistory } from '#market/load-history.ts';
import type { Clock, Instant } from '#units/time.ts';
import { parseHeader, type ColumnPositions } from './import-columns.ts';
import { importOffer, priceFault, type ImportOffer } from './import-offer.ts';
import { parseImportRow, type ImportRow } from './import-row.ts';
import { textBytes, UnusableInput, type ImportSource } from './import-source.ts';
import { readLines, type Line } from './read-lines.ts';
import { splitFields } from './split-fields.ts';

/** A line that was not taken. */
export type RejectedLine = { readonly line: number; readonly reason: string };

export type ImportProgress = {
  /** Lines read, without the header and empty ones. */
  readonly lines: number;
  readonly rejected: number;
  /** Bytes read from the source, as they are on disk. */
  readonly bytes: number;
} & HistoryLoad;

export type ImportOptions = {
  /** The time now: observations more than a day later are refused. */
  readonly now: Instant;
  /** Tells when each batch is recorded; `now` for all of them where it is not given. */
  readonly clock?: Clock;
  /** Told each bad line, in the order of the file. */
  readonly onReject?: (rejected: RejectedLine) => void;
  /** Told what is committed, after each batch. */
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Ends the import before its next batch; what is committed stays. */
  readonly signal?: AbortSignal;
  readonly batchSize?: number;
};

export type ImportSummary = ImportProgress & {
  /** Why the rest of the input was not read; null where all of it was. */
  readonly failure: UnusableInput | null;
};

/** Offers kept at hand, so that each name is resolved once; most files have fewer. */
const MOST_OFFERS_CACHED = 20_000;

/**
 * Imports one file of history. Streams: memory does not grow with the file. Good lines are stored
 * whatever the bad ones are, also those before the point where an input breaks off, which the summary's
 * `failure` tells. Importing again adds nothing.
 * Throws UnusableInput where the input has no usable header, and the signal's reason where it ends.
 */
export async function importHistory(
  db: Db,
  source: ImportSource,
  { now, clock = () => now, onReject, onProgress, signal, batchSize }: ImportOptions,
): Promise<ImportSummary> {
  let [lines, rejected, bytes] = [0, 0, 0];
  let columns: ColumnPositions | undefined;
  let failure: UnusableInput | null = null;
  const offerOf = cachedOffers();

  const reject = (line: number, reason: string): undefined => {
    rejected++;
    onReject?.({ line, reason });
  };
  const changeOf = (line: number, row: ImportRow): HistoryChange | undefined => {
    const known = offerOf(row);
    if ('problem' in known) return reject(line, known.problem);
    const fault = priceFault(known.gpu, row.price);
    if (fault !== undefined) return reject(line, fault);
    const { observedAt, price, reliability, available } = row;
    const stock =
      available === null ? ({ kind: 'UNKNOWN' } as const) : ({ kind: 'COUNT', count: available } as const);
    return { offer: known.offer, observedAt, price, stock, listed: true, reliability };
  };
  async function* changes(): AsyncGenerator<HistoryChange> {
    for await (const portion of readLines(textBytes(source, (read) => (bytes += read)))) {
      signal?.throwIfAborted();
      let data = portion;
      if (!columns) {
        const header = portion.findIndex((line) => !isEmpty(line));
        if (header === -1) continue;
        columns = columnsOf(portion[header], source.name);
        data = portion.slice(header + 1);
      }
      for (const { line, fields, problem } of fieldsOf(data)) {
        lines++;
        if (problem !== undefined) {
          reject(line, problem);
          continue;
        }
        const parsed = parseImportRow(fields, columns, now);
        if ('problems' in parsed) {
          reject(line, parsed.problems.join('; '));
          continue;
        }
        const change = changeOf(line, parsed.row);
        if (change) yield change;
      }
    }
  }
  async function* changesToTheEnd(): AsyncGenerator<HistoryChange> {
    try {
      yield* changes();
    } catch (error) {
      if (!(error instanceof UnusableInput) || !columns) throw error;
      failure = error;
    }
  }

  const load = await loadHistory(db, changesToTheEnd(), {
    source: `import: ${basename(source.name)}`,
    providerSource: 'import',
    simulated: false,
    now: clock,
    leaves: 'PAST',
    sameInstant: 'SIBLING',
    ...(batchSize === undefined ? {} : { batchSize }),
    onBatch: (sofar) => onProgress?.({ lines, rejected, bytes, ...sofar }),
  });
  if (!columns && !failure) {
    throw new UnusableInput(`${source.name} is empty. Its first line must be the header of the columns`);
  }
  return { lines, rejected, bytes, ...load, failure };
}

function columnsOf(line: Line | undefined, name: string): ColumnPositions {
  if (!line || 'problem' in line)
    throw new UnusableInput(`${name}: its first line ${line?.problem ?? 'is missing'}`);
  if (line.text.includes('\r')) {
    throw new UnusableInput(`${name} ends its lines with CR alone. Turn them into LF: tr '\\r' '\\n' < FILE`);
  }
  const [split] = splitFields([line.text]);
  const columns =
    split && 'fields' in split ? parseHeader(split.fields) : { problem: `its header ${split?.problem}` };
  if ('problem' in columns) throw new UnusableInput(`${name}: ${columns.problem}`);
  return columns;
}

type LineFields = { readonly line: number } & (
  | { readonly fields: readonly string[]; readonly problem?: undefined }
  | { readonly fields?: undefined; readonly problem: string }
);

/** The lines of a portion that are not empty, split. */
function fieldsOf(portion: readonly Line[]): LineFields[] {
  const data = portion.filter((line) => !isEmpty(line));
  const split = splitFields(data.map((line) => ('text' in line ? line.text : '')));
  return data.map((line, index): LineFields => {
    if ('problem' in line) return { line: line.number, problem: `the line ${line.problem}` };
    const fields = split[index];
    if (!fields || 'problem' in fields) return { line: line.number, problem: `the line ${fields?.problem}` };
    return { line: line.number, fields: fields.fields };
  });
}

function isEmpty(line: Line): boolean {
  return 'text' in line && line.text.trim() === '';
}

/** Resolves each distinct offer once while the cache holds. */
function cachedOffers(): (row: ImportRow) => ReturnType<typeof importOffer> {
  const known = new Map<string, ImportOffer | { readonly problem: string }>();
  return (row) => {
    // No field can hold a line break.
    const name = `${row.provider}\n${row.gpu}\n${row.gpuCount}\n${row.region ?? ''}\n${row.tier}\n${row.billing}`;
    let offer = known.get(name);
    if (!offer) {
      offer = importOffer(row);
      if (known.size >= MOST_OFFERS_CACHED) known.clear();
      known.set(name, offer);
    }
    return offer;
  };
}
