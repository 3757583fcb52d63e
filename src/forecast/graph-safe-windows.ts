import { asOf } from '#graph/as-of.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { scopeOf } from '#market/graph-filter.ts';
import { askedMoment } from '#market/graph-moment.ts';
import { BillingEnum } from '#market/graph-price.ts';
import { zoneNamed } from '#units/time-zone.ts';
import { DAY_MS, HOUR_MS } from '#units/time.ts';
import { askedWindows } from './asked-windows.ts';
import { SafeWindowsRef } from './graph-safe-window.ts';

const LONGEST_JOB_MS = 3 * DAY_MS;
const LONGEST_LOOKBACK_MS = 182 * DAY_MS;
const LONGEST_AHEAD_MS = 14 * DAY_MS;
const MOST_WINDOWS = 20;

const SafeWindowFilter = builder.inputType('SafeWindowFilter', {
  description:
    'Whose stock is meant: the offers any of which would do. An empty list leaves nothing out, as an absent one. GPUs have to be named.',
  fields: (t) => ({
    gpus: t.stringList({ description: 'GPUs by any name the catalog knows ("RTX 4090").' }),
    gpuNames: t.stringList({
      description:
        'GPU names exactly as providers write them: the way to offers the catalog does not map, such as an imported "H100".',
    }),
    providers: t.stringList({ description: 'Provider ids ("vastai"), those of imported files as well.' }),
    regions: t.stringList({
      description:
        'Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). Offers without a known region are left out.',
    }),
    tiers: t.stringList({ description: 'Classes of service as providers name them: "SECURE". Any case.' }),
    billing: t.field({
      type: BillingEnum,
      required: true,
      defaultValue: 'SPOT',
      description: 'On-demand or spot.',
    }),
  }),
});

function checkedZone(name: string): string {
  const zone = zoneNamed(name);
  if (zone !== undefined) return zone;
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  throw badInput(
    'timeZone',
    `"${shown}" is no time zone known here. Zones are called as in the IANA database, such as "Europe/Berlin" or "UTC".`,
  );
}

function checkedLength(argument: string, ms: number, leastMs: number, mostMs: number, most: string): number {
  if (ms >= leastMs && ms <= mostMs) return ms;
  throw badInput(argument, `\`${argument}\` is ${most}.`);
}

builder.queryField('safeWindows', (t) =>
  t.field({
    type: SafeWindowsRef,
    description:
      'When to begin a job that should not be interrupted: the best and the worst windows of the days ahead, by day and hours in a time zone, with the chance that the job runs through.',
    complexity: { field: 20 },
    args: {
      filter: t.arg({ type: SafeWindowFilter, required: true, description: 'Whose stock is meant.' }),
      duration: t.arg({
        type: 'Duration',
        required: true,
        description: 'How long the job runs without a break, PT1M to P3D; judged by whole hours, rounded up.',
      }),
      timeZone: t.arg.string({
        required: true,
        defaultValue: 'UTC',
        description:
          'Whose days and hours are told, by its name in the IANA database ("Europe/Berlin"), daylight saving and all.',
      }),
      ahead: t.arg({
        type: 'Duration',
        required: true,
        defaultValue: 7 * DAY_MS,
        description: 'How far ahead windows may begin, P1D to P14D.',
      }),
      lookback: t.arg({
        type: 'Duration',
        required: true,
        defaultValue: 56 * DAY_MS,
        description: 'How much history is read, P14D to P182D.',
      }),
      windows: t.arg.int({
        required: true,
        defaultValue: 3,
        description: `How many windows of each kind, 1 to ${MOST_WINDOWS}.`,
      }),
      ...asOf,
    },
    resolve: async (_root, args, context, info) => {
      const { filter, windows } = args;
      if (!filter.gpus?.length && !filter.gpuNames?.length) {
        throw badInput(
          'filter.gpus',
          'Name the GPUs whose stock is meant: `gpus` by the catalog, or `gpuNames` as providers write them.',
        );
      }
      if (!(windows >= 1 && windows <= MOST_WINDOWS)) {
        throw badInput('windows', `\`windows\` is from 1 to ${MOST_WINDOWS}.`);
      }
      const lookbackMs = checkedLength(
        'lookback',
        args.lookback,
        14 * DAY_MS,
        LONGEST_LOOKBACK_MS,
        'from P14D, which is the least that tells anything, to P182D',
      );
      const aheadMs = checkedLength('ahead', args.ahead, DAY_MS, LONGEST_AHEAD_MS, 'from P1D to P14D');
      const durationMs = checkedLength('duration', args.duration, 60_000, LONGEST_JOB_MS, 'from PT1M to P3D');
      const asked = {
        scope: await scopeOf(filter, context),
        durationMs,
        timeZone: checkedZone(args.timeZone),
        lookbackHours: Math.floor(lookbackMs / HOUR_MS),
        aheadHours: Math.floor(aheadMs / HOUR_MS),
        count: windows,
      };
      return askedWindows(context, asked, await askedMoment(context, info));
    },
  }),
);
