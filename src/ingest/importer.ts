import { basename } from 'node:path';
import type { Db } from '#db/open.ts';
import type { HistoryChange, HistoryLoad } from '#market/history.ts';
import { loadHistory } from '#market/load-history.ts';
import type { Clock, Instant } from '#units/time.ts';
import { importOffer, priceFault, type ImportOffer } from './import-offer.ts';
import { csvReading, csvRows, type RejectedLine } from './csv-rows.ts';
import { IMPORT_FORMAT, type ImportRow } from './import-row.ts';
import { UnusableInput, type ImportSource } from './import-source.ts';

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
  let rejected = 0;
  let failure: UnusableInput | null = null;
  const reading = csvReading();
  const offerOf = cachedOffers();

  const takeNote = (bad: RejectedLine): void => {
    rejected++;
    onReject?.(bad);
  };
  const reject = (line: number, reason: string): undefined => takeNote({ line, reason }) as undefined;
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
    const rows = csvRows(source, IMPORT_FORMAT, reading, { now, onReject: takeNote, signal });
    for await (const { line, row } of rows) {
      const change = changeOf(line, row);
      if (change) yield change;
    }
  }
  async function* changesToTheEnd(): AsyncGenerator<HistoryChange> {
    try {
      yield* changes();
    } catch (error) {
      if (!(error instanceof UnusableInput) || !reading.hasHeader) throw error;
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
    onBatch: (sofar) => onProgress?.({ lines: reading.lines, rejected, bytes: reading.bytes, ...sofar }),
  });
  return { lines: reading.lines, rejected, bytes: reading.bytes, ...load, failure };
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
