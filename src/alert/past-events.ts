import type { Db } from '#db/open.ts';
import type { OfferScope } from '#market/offer-scope.ts';
import { DAY_MS, HOUR_MS, instant, type Instant } from '#units/time.ts';
import { nextTurn } from '#workload/next-turn.ts';
import { inStatements } from './in-statements.ts';
import { inTimeSlots } from './in-time-slots.ts';
import { heardProvider, sellersIn, type Seller } from './store-heard.ts';
import {
  importedOffers,
  knownOffers,
  offersChanged,
  offersDescribed,
  offersImported,
  offersStanding,
  presentOffers,
  type ImportedOffer,
  type KnownOffer,
  type OfferRow,
  type TapeStretch,
} from './store-past-offers.ts';
import type { TapeEvent, TapeFacts } from './tape-event.ts';

/**
 * So many changes are read before the first of them is told, about: it bounds memory. More cost less in all, as each
 * statement looks at all of its offers.
 */
const READ_AT_ONCE = 40_000;

/** A part is as long as the one before promises, within these bounds. */
const FIRST_MS = DAY_MS;
const SHORTEST_MS = HOUR_MS / 4;

/** A provider may be heard of each minute. */
const HEARD_MS = 2 * DAY_MS;

export type Past = {
  readonly begin: Instant;
  /** From here on polls tell; before, files alone. */
  readonly polled: Instant;
  /** The last instant of it. */
  readonly to: Instant;
  /** Whether files tell, too. */
  readonly files?: boolean;
};

/**
 * What the tape says of offers in scope, but for its regions, in order of time: all of an instant at once, a few
 * hundred events at a time. No statement is long, and between them whatever else waits is answered.
 */
export async function* pastEvents(
  db: Db,
  scope: OfferScope,
  { begin, polled, to, files: hasFiles = true }: Past,
): AsyncGenerator<readonly TapeEvent[]> {
  const known = await knownOffers(db, scope);
  const files = await filesOf(db, hasFiles ? known : [], { after: begin, to });
  const sellers = await sellersIn(db, scope);
  const start = files.size > 0 ? begin : polled;
  let polls: PolledOffers | null = null;
  let described: readonly TapeEvent[] = [];
  let lengthMs = FIRST_MS;
  for (let after = start; after === start ? after <= to : after < to;) {
    const part = { after, to: instant(Math.min(after + lengthMs, after < polled ? polled : to, to)) };
    const slots = inTimeSlots(part);
    let count = 0;
    for await (const events of importedIn(db, files, part, after === begin)) {
      slots.add(events);
      count += events.length;
    }
    if (after >= polled) {
      if (!polls) {
        polls = await standingAt(db, known, polled);
        slots.add(polls.standing);
        described = await describedIn(db, polls.moving, { after, to });
      }
      slots.add(described.filter(({ at }) => at <= part.to));
      described = described.filter(({ at }) => at > part.to);
      slots.add(await heardIn(db, sellers, part));
      for await (const events of changedIn(db, polls, part)) {
        slots.add(events);
        count += events.length;
      }
    }
    yield* slots.inOrder();
    const wanted = (lengthMs * READ_AT_ONCE) / Math.max(count, 1);
    lengthMs = Math.min(Math.max(wanted, SHORTEST_MS), lengthMs * 4);
    if (part.to === after) break;
    after = part.to;
  }
}

/** The listed offers of polls that are in scope, but for its regions, as they were known at an instant. */
export async function standingOffers(db: Db, scope: OfferScope, at: Instant): Promise<readonly TapeEvent[]> {
  return (await standingAt(db, await knownOffers(db, scope), at)).standing;
}

/** Offers that polls tell of. */
type PolledOffers = {
  /** Those that are listed as the stretch begins. */
  readonly standing: readonly TapeEvent[];
  /** Those that were written since. */
  readonly moving: readonly number[];
  /** What they were as it began, or are at present where they were not known then. */
  readonly facts: ReadonlyMap<number, TapeFacts>;
};

async function standingAt(db: Db, known: readonly KnownOffer[], at: Instant): Promise<PolledOffers> {
  const ids = known.flatMap(({ id, imported }) => (imported ? [] : [id]));
  const moving: number[] = [];
  const facts = new Map<number, TapeFacts>();
  const standing: TapeEvent[] = [];
  const stands = (row: OfferRow): void => {
    if (row.listed) standing.push(offerEvent(row, at));
  };
  for await (const rows of inStatements(ids, (some) => presentOffers(db, some))) {
    for (const row of rows) {
      if (row.recordedAt <= at) {
        stands(row);
        continue;
      }
      moving.push(row.id);
      // A change is of an offer that is not held, or not any more.
      facts.set(row.id, { ...row, held: false });
    }
  }
  for await (const rows of inStatements(moving, (some) => offersStanding(db, some, at))) {
    for (const row of rows) {
      stands(row);
      facts.set(row.id, { ...row, held: false });
    }
  }
  return { standing, moving, facts };
}

async function describedIn(db: Db, ids: readonly number[], part: TapeStretch): Promise<TapeEvent[]> {
  const events: TapeEvent[] = [];
  for await (const rows of inStatements(ids, (some) => offersDescribed(db, some, part)))
    for (const row of rows) events.push(offerEvent(row, row.at));
  return events;
}

async function* changedIn(
  db: Db,
  { moving, facts }: PolledOffers,
  part: TapeStretch,
): AsyncGenerator<TapeEvent[]> {
  for await (const rows of inStatements(moving, (some) => offersChanged(db, some, part)))
    yield rows.map((row): TapeEvent => {
      const known = facts.get(row.id);
      if (!known) throw new Error('a change of an offer that is not there');
      return { kind: 'STATE', at: row.at, facts: known, state: row };
    });
}

async function heardIn(db: Db, sellers: readonly Seller[], { after, to }: TapeStretch): Promise<TapeEvent[]> {
  const events: TapeEvent[] = [];
  for (const seller of sellers) {
    for (let from = after; from === after || from < to;) {
      const until = instant(Math.min(from + HEARD_MS, to));
      for (const { at, freshUntil } of await heardProvider(db, seller.provider, { after: from, to: until }))
        events.push({ kind: 'HEARD', at, freshUntil, ...seller });
      await nextTurn();
      if (until === from) break;
      from = until;
    }
  }
  return events;
}

/** Offers that files tell anything of in a stretch. */
async function filesOf(
  db: Db,
  known: readonly KnownOffer[],
  { after, to }: TapeStretch,
): Promise<ReadonlyMap<number, ImportedOffer>> {
  const files = new Map<number, ImportedOffer>();
  const ids = known.flatMap(({ id, imported }) => (imported ? [id] : []));
  for await (const rows of inStatements(ids, (some) => importedOffers(db, some))) {
    for (const row of rows)
      if (row.firstAt <= to && (row.endsAt === null || row.endsAt > after)) files.set(row.id, row);
  }
  return files;
}

async function* importedIn(
  db: Db,
  files: ReadonlyMap<number, ImportedOffer>,
  part: TapeStretch,
  carried: boolean,
): AsyncGenerator<TapeEvent[]> {
  const told = [...files.values()].flatMap(({ id, firstAt, endsAt }) =>
    firstAt <= part.to && (endsAt === null || endsAt > part.after) ? [id] : [],
  );
  for await (const rows of inStatements(told, (some) => offersImported(db, some, { ...part, carried }))) {
    yield rows.flatMap((state): TapeEvent[] => {
      const facts = files.get(state.id);
      if (!facts || state.at >= (facts.endsAt ?? Infinity)) return [];
      return [{ kind: 'OFFER', at: state.at, facts, state }];
    });
  }
  yield told.flatMap((id): TapeEvent[] => {
    const at = files.get(id)?.endsAt ?? null;
    return at !== null && at <= part.to ? [{ kind: 'END', at, id }] : [];
  });
}

function offerEvent(row: OfferRow, at: Instant): TapeEvent {
  // What is of both is told by one row.
  return { kind: 'OFFER', at, facts: row, state: row };
}
