import { builder } from '#graph/builder.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { pageOf } from '#graph/page.ts';
import { stretchOf, type Stretch } from '#forecast/period.ts';
import { AbsenceEnum, type Absence } from '#market/graph-absence.ts';
import { pageOfSorted } from '#market/graph-page.ts';
import { PeriodInput } from '#market/graph-trends.ts';
import { derived, fact } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { DAY_MS, HOUR_MS, plusMs } from '#units/time.ts';
import { FigureRef } from '#workload/graph-figure.ts';
import { plannedAlert } from './asked-alert.ts';
import type { AlertPlan, AlertRule } from './alert.ts';
import { dryRun, type DryFiring, type DryRun } from './dry-run.ts';
import { dryRunSummary } from './dry-run-words.ts';
import { valueFigure } from './figures.ts';
import { AlertStateEnum } from './graph-alert-enums.ts';
import { AlertDryRunInput } from './graph-alert-input.ts';
import { AlertRef } from './graph-alert.ts';
import { AlertConditionRef, AlertReadingRef, AlertScopeRef } from './graph-alert-parts.ts';

/** The past is read change by change: of more than this an answer would take too long. */
const LONGEST_MS = 92 * DAY_MS;

const LAST_MONTH = { last: 30 * DAY_MS };

type TriedPlan = Pick<AlertPlan, keyof AlertRule | 'scope' | 'askedRegions'>;

type Tried = DryRun & { readonly plan: TriedPlan };

type TriedFiring = DryFiring & { readonly plan: TriedPlan };

const FiringRef = builder.objectRef<TriedFiring>('AlertDryRunFiring').implement({
  description: 'A time an alert would have fired.',
  fields: (t) => ({
    at: t.field({ type: 'DateTime', description: 'When it would have fired.', resolve: ({ at }) => at }),
    since: t.field({
      type: 'DateTime',
      description:
        'Since when the condition had held: `forAtLeast` before, or longer where a cool-down lasted.',
      resolve: ({ since }) => since,
    }),
    endedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it would have been over; null where it still was not at the end of the period.',
      resolve: ({ endedAt }) => endedAt,
    }),
    value: t.field({
      type: FigureRef,
      nullable: true,
      description: 'What the condition looked at when it fired; null where it was not known.',
      resolve: ({ plan, last }) => valueFigure(plan.condition, last.seen),
    }),
    reading: t.field({
      type: AlertReadingRef,
      description: 'What the market said when it fired.',
      resolve: ({ plan, last }) => ({ reading: last.seen, condition: plan.condition }),
    }),
  }),
});

const UnknownRef = builder
  .objectRef<{ readonly reason: Absence; readonly ms: number }>('AlertDryRunUnknown')
  .implement({
    description: 'For how long nobody knew what an alert waits for, and why.',
    fields: (t) => ({
      reason: t.field({
        type: AbsenceEnum,
        description: 'Why nobody knew. A price is NOT_OFFERED or SOLD_OUT while nothing could be rented.',
        resolve: ({ reason }) => reason,
      }),
      duration: t.field({ type: 'Duration', description: 'For how long.', resolve: ({ ms }) => ms }),
    }),
  });

const SHARE = formula('hours / period');

/** A part of the period as a share of it. */
function shareOfPeriod(ms: number, { from, to }: Stretch, what: string) {
  return derived(
    SHARE,
    {
      hours: fact(ms / HOUR_MS, 'h', 'DERIVED', what),
      period: fact((to - from) / HOUR_MS, 'h', 'GIVEN', 'the caller'),
    },
    '1',
  );
}

const DryRunRef = builder.objectRef<Tried>('AlertDryRun').implement({
  description:
    'How an alert would have done, had it been made at the beginning of a period: by the same rules, over the same changes of the market, as alerts are judged live.',
  fields: (t) => ({
    timesFired: t.int({
      description: 'How many times it would have fired.',
      resolve: ({ firings }) => firings.length,
    }),
    summary: t.string({
      description: 'The same in a sentence, with how much of the period is known.',
      resolve: dryRunSummary,
    }),
    firings: t.connection(
      {
        type: FiringRef,
        description: 'Each time it would have fired, the first one first.',
        resolve: ({ firings, plan }, args) =>
          pageOfSorted(
            pageOf(args),
            firings.map((firing): TriedFiring => ({ ...firing, plan })),
            ({ at }) => String(at),
          ),
      },
      { name: 'AlertDryRunFiringConnection', description: 'A page of times an alert would have fired.' },
      { name: 'AlertDryRunFiringEdge', description: 'A time an alert would have fired, with its cursor.' },
    ),
    firingShare: t.field({
      type: FigureRef,
      description: 'The share of the period, 0 to 1, in which it would have been firing.',
      resolve: (run) => shareOfPeriod(run.firingMs, run, 'from each firing until it was over'),
    }),
    knownShare: t.field({
      type: FigureRef,
      description:
        'The share of the period, 0 to 1, in which it is known what it waits for. In the rest it changes nothing, but ends a wait for `forAtLeast`.',
      resolve: (run) => shareOfPeriod(run.knownMs, run, 'hours in which what it waits for is known'),
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description:
        'Why there is no answer: NOT_OBSERVED where nothing of the period is known, NOT_ENOUGH_DATA where less than a tenth is. Null where there is one.',
      resolve: ({ knownMs, from, to }) =>
        knownMs === 0 ? 'NOT_OBSERVED' : knownMs < (to - from) / 10 ? 'NOT_ENOUGH_DATA' : null,
    }),
    unknown: t.field({
      type: [UnknownRef],
      description: 'For how long nobody knew what it waits for, by why; the longest first.',
      resolve: ({ unknownMs }) =>
        Array.from(unknownMs, ([reason, ms]) => ({ reason, ms })).toSorted((a, b) => b.ms - a.ms),
    }),
    state: t.field({
      type: AlertStateEnum,
      description: 'How it would stand at the end of the period.',
      resolve: ({ state }) => state.kind,
    }),
    from: t.field({
      type: 'DateTime',
      description:
        'When the period begins: the alert is taken to be made then, so that what holds then fires.',
      resolve: ({ from }) => from,
    }),
    to: t.field({
      type: 'DateTime',
      description: 'When the period ends.',
      resolve: ({ to }) => plusMs(to, -1),
    }),
    pollsFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Since when single changes of polled offers are kept: what is before is judged by imported files alone, where there are any. Null where they are kept of the whole period.',
      resolve: ({ pollsFrom }) => pollsFrom,
    }),
    scope: t.field({
      type: AlertScopeRef,
      description: 'What it is about, every name resolved.',
      resolve: ({ plan }) => ({ ...plan.scope, askedRegions: plan.askedRegions }),
    }),
    condition: t.field({
      type: AlertConditionRef,
      description: 'What it waits for.',
      resolve: ({ plan }) => plan,
    }),
  }),
});

type AskedPeriod = Parameters<typeof stretchOf>[0];

/** Tries a plan on a period; refuses one that is too long. */
async function tried({ db, now }: Context, plan: TriedPlan, period: AskedPeriod): Promise<Tried> {
  const stretch = stretchOf(period, now());
  if (stretch.to - stretch.from > LONGEST_MS + 1) {
    throw badInput('period', 'A dry run goes over at most 92 days: P30D, or two instants no further apart.');
  }
  return { ...(await dryRun(db, plan, stretch)), plan };
}

builder.queryField('alertDryRun', (t) =>
  t.field({
    type: DryRunRef,
    complexity: { field: 200 },
    description:
      'Tries an alert on the past before it is made: how often, and when, it would have fired in the last 30 days, say. Reads every change that is kept: of polls those of the last days (see `pollsFrom`), of imported files all.',
    args: {
      input: t.arg({ type: AlertDryRunInput, required: true, description: 'The alert to be tried.' }),
      period: t.arg({
        type: PeriodInput,
        required: true,
        defaultValue: LAST_MONTH,
        description: 'Which past; the last 30 days where left out, at most 92 days.',
      }),
    },
    resolve: async (_root, { input, period }, context: Context) => {
      const planned = await plannedAlert({ ...input, name: 'dry run', enabled: true }, context);
      if ('faults' in planned) {
        const [fault] = planned.faults;
        throw badInput(
          fault?.path.slice(1).join('.') ?? 'input',
          planned.faults.map(({ message }) => message).join(' '),
        );
      }
      return tried(context, planned.plan, period);
    },
  }),
);

builder.objectField(AlertRef, 'dryRun', (t) =>
  t.field({
    type: DryRunRef,
    complexity: { field: 200 },
    description:
      'Tries this alert on the past, as it is now: how often, and when, it would have fired, had it been made at the beginning of the period. What it really told is in `alertFirings`.',
    args: {
      period: t.arg({
        type: PeriodInput,
        required: true,
        defaultValue: LAST_MONTH,
        description: 'Which past; the last 30 days where left out, at most 92 days.',
      }),
    },
    resolve: (alert, { period }, context: Context) => tried(context, alert, period),
  }),
);
