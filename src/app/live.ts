import { alertWatch, type AlertWatch } from '#alert/alert-watch.ts';
import { alertEvaluator } from '#alert/evaluator.ts';
import { openFeedWatch, type RunningFeedWatch } from '#bus/feed-watch.ts';
import { openTail, type RunningTail } from '#bus/tail.ts';
import { listen } from '#db/listen.ts';
import type { Database } from '#db/open.ts';
import { readSignals, signalFeed, type Signal } from '#forecast/store-signals.ts';
import { TASK_CHANNEL, type Tasks } from '#jobs/tasks.ts';
import { readTape, tapeHead, type MarketChange } from '#market/store-tape.ts';
import { feedHeads, NOTICE_CHANNEL } from '#notice/store-notices.ts';
import type { Clock } from '#units/time.ts';
import type { Log } from '../log.ts';

/** What an instance follows in the database as it grows, each with the bell that wakes it. */
export type Live = AsyncDisposable & {
  readonly tail: RunningTail<MarketChange>;
  readonly signals: RunningTail<Signal>;
  readonly notices: RunningFeedWatch;
  /** Judges alerts once it is run, by the instance that leads. */
  readonly alerts: AlertWatch;
};

export type Follower = { readonly tasks: Tasks; readonly now: Clock; readonly log: Log };

export async function openLive(database: Database, { tasks, now, log }: Follower): Promise<Live> {
  await using stack = new AsyncDisposableStack();
  const tail = stack.use(await followTape(database, log));
  const signals = stack.use(await followSignals(database, log));
  const notices = stack.use(followNotices(database, log));
  const alerts = alertWatch(alertEvaluator(database.db, { now, outbox: tasks }), {
    now,
    onJudged: ({ polls, fired }) => {
      if (fired > 0) log.info({ polls, fired }, 'alerts fired');
    },
    onError: (err) => log.error({ err }, 'alerts could not be judged; trying again'),
  });
  const bells = {
    tape: () => {
      tail.ring();
      signals.ring();
      alerts.ring();
    },
    [TASK_CHANNEL]: () => tasks.ring(),
    [NOTICE_CHANNEL]: () => notices.ring(),
  };
  const onError = (err: unknown): void => log.warn({ err }, 'the bell is out');
  for (const [channel, onNotify] of Object.entries(bells))
    stack.use(await listen(database, channel, { onNotify, onError }));
  const owned = stack.move();
  return { tail, signals, notices, alerts, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function followTape({ db }: Database, log: Log): Promise<RunningTail<MarketChange>> {
  return openTail<MarketChange>({
    from: (await tapeHead(db)).seq,
    read: (after, limit) => readTape(db, after, limit),
    onError: (err) => log.warn({ err }, 'the tape could not be read; trying again'),
  });
}

async function followSignals({ db }: Database, log: Log): Promise<RunningTail<Signal>> {
  return openTail<Signal>({
    from: (await signalFeed(db)).seq,
    read: (after, limit) => readSignals(db, after, limit),
    // They come by the minute, and with a bell.
    everyMs: 5000,
    onError: (err) => log.warn({ err }, 'the feed of signals could not be read; trying again'),
  });
}

function followNotices({ db }: Database, log: Log): RunningFeedWatch {
  return openFeedWatch({
    heads: (owners) => feedHeads(db, owners),
    onError: (err) => log.warn({ err }, 'what owners are told could not be read; trying again'),
  });
}
