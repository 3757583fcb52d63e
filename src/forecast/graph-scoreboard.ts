import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { badCursor } from '#graph/errors.ts';
import { momentOf } from '#graph/moment.ts';
import { pageOf, type Page } from '#graph/page.ts';
import { providersNamed, slugOf } from '#market/graph-filter.ts';
import { connectionOf } from '#market/graph-page.ts';
import { PeriodInput } from '#market/graph-trends.ts';
import { DAY_MS, instant } from '#units/time.ts';
import { SAMPLING } from './answer-queue.ts';
import { DecisionScoreRef, PredictionScoreRef } from './graph-scores.ts';
import { SettledAnswerRef } from './graph-settled-answer.ts';
import { stretchOf } from './period.ts';
import {
  droppedIn,
  scoreRows,
  settledPage,
  type ScoreRequest,
  type ScoreRow,
  type SettledPlace,
} from './store-scoreboard.ts';

type Scoreboard = {
  readonly request: ScoreRequest;
  readonly rows: readonly ScoreRow[];
  readonly dropped: number;
};

const ScoreboardRef = builder.objectRef<Scoreboard>('Scoreboard').implement({
  description:
    'How answers about the future that were served have turned out: kept when they were given, and settled once it was known. No backtest: nothing in it was computed afterwards. Nothing of who asked is kept; answers are for 400 days.',
  fields: (t) => ({
    from: t.field({
      type: 'DateTime',
      description: 'The beginning of the period, included: answers count by when they were given.',
      resolve: ({ request }) => request.from,
    }),
    to: t.field({
      type: 'DateTime',
      description: 'The end of the period, excluded.',
      resolve: ({ request }) => request.to,
    }),
    predictions: t.field({
      type: [PredictionScoreRef],
      description: 'Predictions, by horizon; empty where none was kept.',
      resolve: ({ rows }) => rows.filter(({ kind }) => kind === 'PREDICTION'),
    }),
    decisions: t.field({
      type: [DecisionScoreRef],
      description:
        'Decisions to begin now or to wait, by the time to the deadline and by whether the price was locked; empty where none was kept.',
      resolve: ({ rows }) => rows.filter(({ kind }) => kind === 'RUN_OR_WAIT'),
    }),
    sampling: t.string({
      description: 'Which of the answers that were served are kept.',
      resolve: () =>
        `Of equal questions in one hour of the clock the first answer (they have one answer), and at most ${SAMPLING.perMinute} answers a minute of each running instance; absences and answers of the past (asOf) are not kept.`,
    }),
    dropped: t.field({
      type: 'BigInt',
      description:
        'Answers of the period that were not kept because there were too many at once, over all GPUs and providers.',
      resolve: ({ dropped }) => dropped,
    }),
    simulated: t.boolean({
      description: 'True where it is of the simulated market.',
      resolve: ({ request }) => request.simulated,
    }),
    settled: t.connection(
      {
        type: SettledAnswerRef,
        description: 'The answers that were settled, or given up, the last one first.',
        resolve: async ({ request }, args, { db }) => {
          const page = pageOf(args);
          const rows = await settledPage(db, request, page, placeOf(page));
          return connectionOf(page, rows, null, ({ settledAt, id }) =>
            Buffer.from(`${settledAt}:${id}`).toString('base64url'),
          );
        },
      },
      { name: 'SettledAnswerConnection', description: 'A page of settled answers.' },
      { name: 'SettledAnswerEdge', description: 'A settled answer and its place in the list.' },
    ),
  }),
});

function placeOf({ cursor, direction }: Page): SettledPlace | null {
  if (cursor === null) return null;
  const [, at, id] = /^(\d{1,15}):([1-9]\d{0,14})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (at === undefined || Number(at) > 8e14) throw badCursor(direction === 'forward' ? 'after' : 'before');
  return { settledAt: instant(Math.min(Number(at), 253_402_300_799_999)), id: Number(id) };
}

const LAST_MONTH = { last: 30 * DAY_MS };

builder.queryField('scoreboard', (t) =>
  t.field({
    type: ScoreboardRef,
    description:
      'How predictions and decisions that were served have turned out: coverage of the 80 % intervals, error against “the price stays”, direction, and what waiting really saved.',
    complexity: { field: 20 },
    args: {
      period: t.arg({
        type: PeriodInput,
        required: true,
        defaultValue: LAST_MONTH,
        description: 'When the answers were given; in the last 30 days where left out.',
      }),
      gpu: t.arg.string({
        description: 'Only answers about this GPU, by any of its names; about all where it is absent.',
      }),
      provider: t.arg.string({
        description:
          'Only answers about the offers of this provider, by key; all, those over every provider among them, where it is absent.',
      }),
      ...asOf,
    },
    resolve: async (_root, { period, gpu, provider }, context, info) => {
      const { db } = context;
      const moment = momentOf(context, info);
      const request: ScoreRequest = {
        ...stretchOf(period, moment.at),
        gpus: gpu == null ? null : [slugOf(gpu, 'gpu')],
        providers: await providersNamed(db, provider == null ? null : [provider], 'provider'),
        simulated: context.simulated,
        moment,
      };
      const [rows, dropped] = await Promise.all([scoreRows(db, request), droppedIn(db, request)]);
      return { request, rows, dropped };
    },
  }),
);
