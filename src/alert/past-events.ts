import type { Db } from '#db/open.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { DAY_MS, HOUR_MS, instant, type Instant } from '#units/time.ts';
import {
  changedOffers,
  describedOffers,
  heardProviders,
  importedOffers,
  isImported,
  standingOffers,
  type PresentFacts,
  type TapeStretch,
} from './store-series-tape.ts';
import type { TapeEvent } from './tape-event.ts';

/**
 * So many events are read at once, about: less costs more in all, as each statement looks at every offer in scope;
 * more takes memory, and PGlite answers nobody else while it runs a statement.
 */
const READ_AT_ONCE = 4000;

/** So many are handed over at once: milliseconds of work. */
const TOLD_AT_ONCE = 500;

/** A part is as long as the one before promises, within these bounds. */
const FIRST_MS = 6 * HOUR_MS;
const SHORTEST_MS = HOUR_MS / 4;
const LONGEST_MS = 10 * DAY_MS;

/** Who was heard of, and how offers are described, is little of much that is looked at: it is read further ahead. */
const HEARD_MS = 3 * DAY_MS;
const DESCRIBED_MS = 5 * DAY_MS;

export type Past = {
  readonly begin: Instant;
  /** From here on polls tell; before, files alone. */
  readonly polled: Instant;
  /** The last instant of it. */
  readonly to: Instant;
};

/** What the tape says of offers in scope, in order of time: all of an instant at once, in parts that bound memory. */
export async function* pastEvents(
  db: Db,
  scope: OfferScope,
  { begin, polled, to }: Past,
): AsyncGenerator<readonly TapeEvent[]> {
  const hasFiles = await isImported(db, scope);
  const facts: PresentFacts = new Map();
  const stretch = { after: polled, to };
  const heard = readAhead(stretch, HEARD_MS, (part) => heardProviders(db, scope, part));
  const described = readAhead(stretch, DESCRIBED_MS, (part) => describedOffers(db, scope, part));
  let lengthMs = FIRST_MS;
  for (let after = hasFiles ? begin : polled; after < to;) {
    const border = after < polled ? Math.min(polled, to) : Math.min(to, after + LONGEST_MS);
    const part = { after, to: instant(Math.min(after + lengthMs, border)) };
    const events = hasFiles ? await importedOffers(db, scope, part) : [];
    if (after >= polled) {
      if (after === polled) events.push(...(await standingOffers(db, scope, polled)));
      events.push(...(await heard(part.to)), ...(await described(part.to)));
      events.push(...(await changedOffers(db, scope, part, facts)));
    }
    yield* toldInParts(events);
    const wanted = (lengthMs * READ_AT_ONCE) / Math.max(events.length, 1);
    lengthMs = Math.min(Math.max(wanted, lengthMs / 4, SHORTEST_MS), lengthMs * 4, LONGEST_MS);
    after = part.to;
  }
}

/** Reads a stretch `partMs` at a time; what it returns gives the events up to an instant that were not given before. */
function readAhead(
  { after, to }: TapeStretch,
  partMs: number,
  read: (part: TapeStretch) => Promise<readonly TapeEvent[]>,
): (until: Instant) => Promise<readonly TapeEvent[]> {
  let readTo = after;
  let waiting: readonly TapeEvent[] = [];
  return async (until) => {
    while (readTo < until) {
      const end = instant(Math.min(readTo + partMs, to));
      waiting = [...waiting, ...(await read({ after: readTo, to: end }))];
      readTo = end;
    }
    const given = waiting.filter(({ at }) => at <= until);
    waiting = waiting.filter(({ at }) => at > until);
    return given;
  };
}

/** Events in order of time, those of an instant together. */
function* toldInParts(events: readonly TapeEvent[]): Generator<readonly TapeEvent[]> {
  const sorted = events.toSorted((a, b) => a.at - b.at);
  for (let from = 0; from < sorted.length;) {
    let end = Math.min(from + TOLD_AT_ONCE, sorted.length);
    while (end < sorted.length && sorted[end]!.at === sorted[end - 1]!.at) end++;
    yield sorted.slice(from, end);
    from = end;
  }
}
