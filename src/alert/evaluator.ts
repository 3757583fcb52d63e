import type { Db } from '#db/open.ts';
import type { Outbox } from '#graph/outbox.ts';
import { tell } from '#notice/tell.ts';
import { type Clock, type Instant } from '#units/time.ts';
import { noticesOf } from './firing.ts';
import {
  dropAlert,
  dropIdleSeries,
  followSeries,
  judgeMemory,
  seriesToLoad,
  takeAlert,
  type JudgeMemory,
} from './judge-memory.ts';
import { judge, stateWrite, type Fired, type LiveAlert } from './judged-alert.ts';
import { loadSeries, type SeriesWanted } from './load-series.ts';
import type { ReadingStep } from './series-readings.ts';
import {
  advanceJudged,
  afterRecording,
  alertsEditedSince,
  lastPoll,
  lockJudged,
  pollsAfter,
  readJudged,
  removeIdleSeries,
  writeReadings,
  writeStates,
  type Judged,
  type PollMark,
  type StateWrite,
} from './store-judged.ts';
import { offersWritten, sellersOf } from './store-watched.ts';
import type { TapeEvent } from './tape-event.ts';

/** What a look at the market came to. */
export type Evaluated = {
  readonly polls: number;
  readonly fired: number;
  /** True where there is more to judge already. */
  readonly more: boolean;
};

export type Evaluator = {
  /** Judges what was recorded since, and what time alone has moved on. */
  evaluate(): Promise<Evaluated>;
  /** When time alone moves the next alert; null where nothing is due. */
  nextDue(): Instant | null;
};

export type EvaluatorOptions = {
  readonly now: Clock;
  readonly outbox: Outbox;
  /** Polls judged in one transaction at most. */
  readonly pollsAtOnce?: number;
};

/**
 * Judges every alert poll by poll, in the order in which they were recorded. Where each stands, how far has been judged
 * and what is told of it are written in one transaction that holds what has been judged locked: however many judge at
 * once, and wherever one of them is killed, an alert fires once. What is in memory is used only as long as the database
 * says that nobody else has judged since.
 */
export function alertEvaluator(db: Db, options: EvaluatorOptions): Evaluator {
  const { now, outbox, pollsAtOnce = 50 } = options;
  let memory: JudgeMemory | null = null;

  return {
    async evaluate() {
      // Whoever takes over reads for seconds: alerts cannot be changed while what has been judged is locked.
      const unlocked = await readJudged(db);
      if (!isCurrent(memory, unlocked))
        memory = await loadMemory(db, unlocked, await afterRecording(db, now));
      const present = await afterRecording(db, now);
      const [evaluated, next] = await db.transaction().execute(async (trx) => {
        const judged = await lockJudged(trx);
        const known = isCurrent(memory, judged) ? memory : await loadMemory(trx, judged, present);
        // Nobody goes by it until what it says is committed.
        memory = null;
        if (known.edits !== judged.edits) await takeEdits(trx, known, judged.edits);
        return [await evaluateIn(trx, known, { present, now, outbox, pollsAtOnce }), known] as const;
      });
      memory = next;
      return evaluated;
    },
    nextDue() {
      let due: Instant | null = null;
      for (const { dueAt } of memory?.alerts.values() ?? [])
        if (dueAt !== null && dueAt < (due ?? Infinity)) due = dueAt;
      return due;
    },
  };
}

function isCurrent(memory: JudgeMemory | null, { turn }: Judged): memory is JudgeMemory {
  return memory?.turn === turn;
}

/**
 * Reads alerts, where they stand, and the market as far as it has been judged. Whatever somebody else judges or changes
 * meanwhile is told by how far that is, and how many changes there were, once that is locked.
 */
async function loadMemory(trx: Db, judged: Judged, present: Instant): Promise<JudgeMemory> {
  const alerts = await alertsEditedSince(trx, -1);
  // Where no alert has been judged, nothing before now is of interest.
  const at = alerts.some(({ begun, enabled }) => begun && enabled) ? (judged.at ?? present) : present;
  const poll = at === judged.at ? judged.poll : ((await lastPoll(trx, at))?.id ?? 0);
  const memory = judgeMemory(judged, { poll, at });
  for (const alert of alerts) takeAlert(memory, alert);
  const begun = [...memory.alerts.values()].filter(({ alert }) => alert.begun);
  await follow(trx, memory, seriesToLoad(memory, begun), at);
  return memory;
}

/** Takes in alerts that were changed since; what is about none of them any more goes. */
async function takeEdits(trx: Db, memory: JudgeMemory, edits: number): Promise<void> {
  for (const alert of await alertsEditedSince(trx, memory.edits)) takeAlert(memory, alert);
  // Somebody else may have judged one of them.
  const begun = [...memory.alerts.values()].filter(({ alert }) => alert.begun && alert.edit > memory.edits);
  await follow(trx, memory, seriesToLoad(memory, begun), memory.at);
  memory.edits = edits;
  await removeIdleSeries(trx);
}

async function follow(
  trx: Db,
  memory: JudgeMemory,
  wanted: readonly SeriesWanted[],
  at: Instant,
): Promise<void> {
  if (wanted.length === 0) return;
  const loaded = await loadSeries(trx, memory.walk, wanted, at);
  for (const one of wanted) followSeries(memory, one, loaded.get(one.series)!);
  const gpus = [...new Set(wanted.map(({ scope }) => scope.gpu))];
  for (const [provider, sold] of await sellersOf(trx, gpus)) {
    for (const gpu of sold) sells(memory, provider, gpu);
  }
}

type Round = {
  readonly present: Instant;
  readonly now: Clock;
  readonly outbox: Outbox;
  readonly pollsAtOnce: number;
};

async function evaluateIn(trx: Db, memory: JudgeMemory, round: Round): Promise<Evaluated> {
  const steps = new Map<number, ReadingStep[]>();
  const onSteps = (
    walked: Parameters<JudgeMemory['walk']['remove']>[0],
    fresh: readonly ReadingStep[],
  ): void => {
    const series = memory.idOf.get(walked);
    if (series === undefined) return;
    const known = steps.get(series);
    if (known) known.push(...fresh);
    else steps.set(series, [...fresh]);
  };
  const polls = await pollsAfter(trx, memory.poll, round.pollsAtOnce);
  for (const poll of polls) memory.walk.take(await eventsOf(trx, memory, poll), onSteps);
  const last = polls.at(-1);
  const more = polls.length === round.pollsAtOnce;
  // Whatever is recorded from here on is later than this.
  const to = Math.max(memory.at, last?.at ?? 0, more ? 0 : round.present) as Instant;
  memory.walk.passBefore(to, onSteps);
  memory.poll = last?.id ?? memory.poll;
  memory.at = to;

  const writes: StateWrite[] = [];
  const fired: Fired[] = [];
  const take = (live: LiveAlert, read: readonly ReadingStep[]): void => {
    const judged = judge(live, read, to);
    if (!judged) return;
    writes.push(judged.write);
    fired.push(...judged.fired);
  };
  for (const live of memory.alerts.values()) {
    if (memory.fresh.has(live)) continue;
    const read = steps.get(live.alert.series);
    if (read || (live.dueAt !== null && live.dueAt <= to)) take(live, read ?? []);
  }
  if (!more && memory.fresh.size > 0) {
    const wanted = seriesToLoad(memory, memory.fresh);
    await follow(trx, memory, wanted, to);
    for (const { series } of wanted) steps.set(series, []);
    for (const live of memory.fresh) {
      const reading = memory.series.get(live.alert.series)?.walked.readings.reading();
      const before = writes.length;
      take(live, reading ? [{ at: to, reading }] : []);
      if (writes.length === before) writes.push(stateWrite(live, to));
    }
    memory.fresh.clear();
  }
  if (polls.length > 0 || writes.length > 0 || steps.size > 0)
    await keep(trx, memory, { writes, fired, changed: steps.keys() }, round);
  dropIdleSeries(memory);
  return { polls: polls.length, fired: fired.length, more };
}

type Outcome = {
  readonly writes: readonly StateWrite[];
  readonly fired: readonly Fired[];
  /** Series that read differently. */
  readonly changed: Iterable<number>;
};

async function keep(
  trx: Db,
  memory: JudgeMemory,
  { writes, fired, changed }: Outcome,
  { now, outbox }: Round,
): Promise<void> {
  const there = await writeStates(trx, writes);
  for (const { alert } of writes) if (!there.has(alert)) dropAlert(memory, alert);
  const readings = Array.from(changed, (series) => ({
    series,
    reading: memory.series.get(series)?.walked.readings.reading() ?? null,
  }));
  await writeReadings(
    trx,
    readings.flatMap(({ series, reading }) => (reading ? [{ series, reading }] : [])),
  );
  memory.turn++;
  await advanceJudged(trx, memory);
  // Feeds are locked last, whoever tells.
  const told = noticesOf(fired.filter(({ live }) => there.has(live.alert.id)));
  await tell(trx, told, { at: now(), outbox });
}

/** What a poll told of the GPUs that are followed. */
async function eventsOf(trx: Db, memory: JudgeMemory, poll: PollMark): Promise<readonly TapeEvent[]> {
  const { provider, at, freshUntil } = poll;
  const after = memory.readAt.get(provider) ?? memory.from;
  memory.readAt.set(provider, at);
  if (memory.series.size === 0) return [];
  const offers = await offersWritten(trx, provider, { after, by: at });
  for (const event of offers) {
    if (event.kind === 'OFFER' && event.facts.gpu !== '') sells(memory, provider, event.facts.gpu);
  }
  const gpus = [...(memory.sellers.get(provider) ?? [])];
  // What is stale as it is recorded, its clock set back, was said before what is fresh already.
  if (freshUntil === null || freshUntil < at || gpus.length === 0) return offers;
  return [...offers, { kind: 'HEARD', at, provider, simulated: poll.simulated, gpus, freshUntil }];
}

function sells({ sellers }: JudgeMemory, provider: string, gpu: string): void {
  const known = sellers.get(provider) ?? new Set();
  sellers.set(provider, known.add(gpu));
}
