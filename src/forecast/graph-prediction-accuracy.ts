import type { Accuracy } from '#analytics/forecast-at.ts';
import { builder } from '#graph/builder.ts';
import { microUsd } from '#units/money.ts';
import { rounded } from '#units/rounding.ts';
import { HOUR_MS, type Instant } from '#units/time.ts';

export type ShownAccuracy = Accuracy & { readonly since: Instant; readonly until: Instant };

function ratio(value: number | null): number | null {
  return value === null || Number.isNaN(value) ? null : rounded(value, 4);
}

function dollars(value: number | null) {
  return value === null ? null : microUsd(Math.round(value * 1e6));
}

const NULL_ZERO = 'Null where “the price stays” was never off.';

export const AccuracyRef = builder.objectRef<ShownAccuracy>('PredictionAccuracy').implement({
  description:
    'How forecasts of one series have fared, by a rolling-origin backtest on it: after each hour of the history a forecast was made from what was known then, and judged when its hour had come, where a price was newly observed. Each new hour adds to it.',
  fields: (t) => ({
    horizon: t.field({
      type: 'Duration',
      description:
        'How far after the newest whole hour the judged forecasts were: of the horizons that are kept the nearest to the one asked for.',
      resolve: ({ steps }) => steps * HOUR_MS,
    }),
    since: t.expose('since', { type: 'DateTime', description: 'The beginning of the history replayed.' }),
    until: t.expose('until', { type: 'DateTime', description: 'The end of the last hour judged.' }),
    n: t.exposeInt('n', { description: 'How many forecasts were judged.' }),
    mae: t.field({
      type: 'USD',
      nullable: true,
      description:
        'Mean absolute error of the forecasts’ median, in US dollars per GPU-hour; also where “the price stays” is served in its place. Null with none judged.',
      resolve: ({ mae }) => dollars(mae),
    }),
    maeIfPriceStays: t.field({
      type: 'USD',
      nullable: true,
      description:
        'The same of “the price stays”, in US dollars per GPU-hour, at the same hours. Null with none judged.',
      resolve: ({ baselineMae }) => dollars(baselineMae),
    }),
    skill: t.float({
      nullable: true,
      description: `1 − mae ÷ maeIfPriceStays: 0.2 is an error a fifth smaller, negative a greater one. ${NULL_ZERO}`,
      resolve: ({ skill }) => ratio(skill),
    }),
    pinballSkill: t.float({
      nullable: true,
      description: `The same by pinball loss, which judges all 19 quantiles, against “the price stays” with its own past errors as quantiles. ${NULL_ZERO}`,
      resolve: ({ pinballSkill }) => ratio(pinballSkill),
    }),
    coverage80: t.float({
      nullable: true,
      description:
        'The share of prices that came within the 80 % interval, of the kind served: of the forecast, or of “the price stays” where that stands in. Null with none judged.',
      resolve: ({ coverage }) => ratio(coverage),
    }),
    widthRatio: t.float({
      nullable: true,
      description:
        'Mean width of the forecasts’ 80 % interval ÷ that of “the price stays”: below 1 it is narrower. Null where both had none.',
      resolve: ({ width80 }) => ratio(width80),
    }),
    directionHitRate: t.float({
      nullable: true,
      description:
        'The share of moves (of over 0.5 %) whose direction was called right, where one was called (by over 0.1 %). Null where none was.',
      resolve: ({ directionHitRate }) => ratio(directionHitRate),
    }),
    directionCalls: t.exposeInt('directionCalls', { description: 'How many such moves there were.' }),
  }),
});
