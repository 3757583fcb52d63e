import type { Window } from '#analytics/safe-windows.ts';
import { builder } from '#graph/builder.ts';
import { AbsenceEnum, type Absence } from '#market/graph-absence.ts';
import { derivedPrice, PriceRef } from '#market/graph-price.ts';
import { rounded } from '#units/rounding.ts';
import { HOUR_MS, plusMs } from '#units/time.ts';
import { windowsAbsence } from './absence-words.ts';
import type { SafeWindows } from './asked-windows.ts';
import { DIFFERENCE, FEWEST_HOURS, FEWEST_STARTS, type AheadHour, type WeekHour } from './window-forecast.ts';
import { clockTime, DAYS, meanOver, reasoningOf, startsOf } from './window-reasoning.ts';

const DayOfWeekEnum = builder.enumType('DayOfWeek', {
  description: 'A day of the week.',
  values: {
    MONDAY: { description: 'The first day of the week, as ISO 8601 has it.' },
    TUESDAY: { description: 'The second day.' },
    WEDNESDAY: { description: 'The third day.' },
    THURSDAY: { description: 'The fourth day.' },
    FRIDAY: { description: 'The fifth day.' },
    SATURDAY: { description: 'The sixth day.' },
    SUNDAY: { description: 'The seventh day.' },
  },
});

function shareOf(value: number): number {
  return rounded(value, 4);
}

function dayOf(hourOfWeek: number): (typeof DAYS)[number] {
  return DAYS[Math.floor(hourOfWeek / 24)] ?? 'MONDAY';
}

const SAFETY =
  'The chance, 0 to 1, that a job begun then runs through its whole duration, given that it can begin: that the selection is in stock in every hour of it. It is at most (n + 1) ÷ (n + 2), n being the samples of its interval: no more than was seen is claimed.';
const INTERVAL =
  'of the 95 % interval of safety (Wilson), for as many samples as there are starts in that hour of the week and 60 more that it is drawn from, or all starts ÷ the duration in hours where that is less.';
const PRICE_FORMULA =
  'mean over the hours a job begun then runs in, of the means of the hourly medians (p50) in the same hours of the week';

type Of<T> = T & { readonly answer: SafeWindows };

function priceOf(micros: number | null, { span, from }: SafeWindows) {
  const observedAt = span.from === null || span.from > from ? span.from : from;
  return derivedPrice(
    micros,
    { providers: [...span.providers], observedAt, stale: false, simulated: span.simulated },
    PRICE_FORMULA,
  );
}

const SafeWindowRef = builder.objectRef<Of<Window<AheadHour>>>('SafeWindow').implement({
  description:
    'Hours in a row, on one day of the caller’s time zone, to begin a job in. All of them are among the safest quarter of the hours ahead, or, of a worst window, among the least safe quarter.',
  fields: (t) => ({
    day: t.field({
      type: DayOfWeekEnum,
      description: 'The day in the time zone asked for.',
      resolve: ({ hours }) => dayOf(hours[0].hourOfWeek),
    }),
    from: t.string({
      description: 'When the first of its hours begins by the clock of that time zone: "02:00".',
      resolve: ({ hours, answer }) => clockTime(hours[0].at, answer.asked.timeZone),
    }),
    to: t.string({
      description:
        'When the last of its hours ends by the clock of that time zone, and with it the time to begin: "06:00". Midnight is "00:00".',
      resolve: (window) => clockTime(endOf(window), window.answer.asked.timeZone),
    }),
    startsAt: t.field({
      type: 'DateTime',
      description: 'The same beginning as an instant.',
      resolve: ({ hours }) => hours[0].at,
    }),
    endsAt: t.field({ type: 'DateTime', description: 'The same end as an instant.', resolve: endOf }),
    safety: t.float({
      description: `${SAFETY} The mean over the window’s hours.`,
      resolve: ({ safety }) => shareOf(safety),
    }),
    low: t.float({
      description: `The low end, as a mean over its hours, ${INTERVAL}`,
      resolve: (window) => shareOf(meanOver(window, ({ low }) => low) ?? 0),
    }),
    high: t.float({
      description: `The high end, as a mean over its hours, ${INTERVAL}`,
      resolve: (window) => shareOf(meanOver(window, ({ high }) => high) ?? 1),
    }),
    starts: t.int({
      description: 'Starts seen in these hours of the week whose duration is over.',
      resolve: startsOf,
    }),
    averagePrice: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'What a GPU-hour costs on average while a job begun then runs, as it was in the same hours of past weeks. Null where no price was seen in them.',
      resolve: (window) =>
        priceOf(
          meanOver(window, ({ price }) => price),
          window.answer,
        ),
    }),
    reasoning: t.string({
      description: 'Why it is thought as safe as that, in words.',
      resolve: (window) => reasoningOf(window, window.answer),
    }),
  }),
});

function endOf({ hours }: Window<AheadHour>) {
  return plusMs((hours.at(-1) ?? hours[0]).at, HOUR_MS);
}

const SafeHourRef = builder.objectRef<Of<WeekHour>>('SafeHour').implement({
  description:
    'An hour of the week in the caller’s time zone, as it usually is: the last 24 hours play no part in it.',
  fields: (t) => ({
    day: t.field({
      type: DayOfWeekEnum,
      description: 'The day.',
      resolve: ({ hourOfWeek }) => dayOf(hourOfWeek),
    }),
    hour: t.int({
      description: 'The hour of the day, 0 to 23.',
      resolve: ({ hourOfWeek }) => hourOfWeek % 24,
    }),
    safety: t.float({ description: SAFETY, resolve: ({ safety }) => shareOf(safety) }),
    low: t.float({ description: `The low end ${INTERVAL}`, resolve: ({ low }) => shareOf(low) }),
    high: t.float({ description: `The high end ${INTERVAL}`, resolve: ({ high }) => shareOf(high) }),
    starts: t.exposeInt('starts', { description: 'Starts seen in this hour whose duration is over.' }),
    averagePrice: t.field({
      type: PriceRef,
      nullable: true,
      description:
        'What a GPU-hour costs on average while a job begun then runs. Null where no price was seen.',
      resolve: ({ price, answer }) => priceOf(price, answer),
    }),
  }),
});

export const SafeWindowsRef = builder.objectRef<SafeWindows>('SafeWindows').implement({
  description:
    'When a job of some duration is safest to begin, by the stock of a selection: an hour is in stock where offers that could be rented add up to one for the whole hour, and a start is safe where all hours of its duration are. A single machine may be taken back before; a listing that vanished may have been rented by somebody else, and is out of stock though nobody was interrupted.',
  fields: (t) => ({
    duration: t.field({
      type: 'Duration',
      description: 'How long the job runs.',
      resolve: ({ asked }) => asked.durationMs,
    }),
    timeZone: t.string({
      description: 'The time zone that days and hours are of, as the IANA database writes it.',
      resolve: ({ asked }) => asked.timeZone,
    }),
    from: t.expose('from', { type: 'DateTime', description: 'The beginning of the history that was read.' }),
    to: t.expose('to', { type: 'DateTime', description: 'Its end: the last whole hour.' }),
    hoursWatched: t.int({
      description:
        'Hours of it in which somebody looked: since the selection’s first offer was seen, until its providers’ last answer or the file’s last line. Between two looks the earlier one stands, however far apart they are.',
      resolve: ({ forecast }) => forecast.hoursWatched,
    }),
    availability: t.float({
      nullable: true,
      description:
        'The share of those hours in stock, 0 to 1: how often a job could begin at all. Null where none was watched.',
      resolve: ({ forecast }) =>
        forecast.hoursWatched === 0 ? null : shareOf(forecast.hoursInStock / forecast.hoursWatched),
    }),
    starts: t.int({
      description:
        'Starts seen: one for each hour whose hour before was in stock and whose duration is over.',
      resolve: ({ forecast }) => forecast.starts,
    }),
    usualSafety: t.float({
      nullable: true,
      description: 'The share of those starts that ran through, 0 to 1. Null where there were none.',
      resolve: ({ forecast }) =>
        forecast.starts === 0 ? null : shareOf(forecast.safeStarts / forecast.starts),
    }),
    startedNow: t.float({
      nullable: true,
      description:
        'The chance that a job begun now runs through, 0 to 1, by a logistic model of how often it did from such a moment, how long the selection has been in stock, and the last 24 hours, mixed with plainer rates that have done as well. Over 12 h it is extrapolated. Null where the last hour was out of stock or not watched, or too little was seen.',
      resolve: ({ forecast }) => {
        const chance = forecast.found?.startedNow ?? null;
        return chance === null ? null : shareOf(chance);
      },
    }),
    best: t.field({
      type: [SafeWindowRef],
      nullable: true,
      description: 'The safest windows ahead, the safest first. Null where too little was seen: see absence.',
      resolve: (answer) => answer.forecast.found?.best.map((window) => ({ ...window, answer })) ?? null,
    }),
    worst: t.field({
      type: [SafeWindowRef],
      nullable: true,
      description:
        'The least safe windows ahead, the least safe first. Null where too little was seen: see absence.',
      resolve: (answer) => answer.forecast.found?.worst.map((window) => ({ ...window, answer })) ?? null,
    }),
    differ: t.boolean({
      nullable: true,
      description: `Whether it matters when to begin: true where the safest and the least safe hour ahead lie more than ${DIFFERENCE} apart. Where it is false any hour is as good as another, and best and worst are whole days. Null where too little was seen.`,
      resolve: ({ forecast }) => forecast.found?.differ ?? null,
    }),
    week: t.field({
      type: [SafeHourRef],
      nullable: true,
      description:
        'All 168 hours of the week, from Monday’s first on. Null where too little was seen: see absence.',
      complexity: { multiplier: 30 },
      resolve: (answer) => answer.forecast.found?.week.map((hour) => ({ ...hour, answer })) ?? null,
    }),
    absence: t.field({
      type: AbsenceEnum,
      nullable: true,
      description: `Why there are no windows: no offer of the selection was ever seen, or none within the lookback (NOT_OBSERVED), or fewer than ${FEWEST_HOURS} hours (two weeks) were watched or fewer than ${FEWEST_STARTS} starts seen (NOT_ENOUGH_DATA). Null where there are windows.`,
      resolve: ({ forecast }): Absence | null => {
        if (forecast.found) return null;
        return forecast.hoursWatched === 0 ? 'NOT_OBSERVED' : 'NOT_ENOUGH_DATA';
      },
    }),
    explanation: t.string({
      nullable: true,
      description: 'The absence in words, and what to do about it. Null where there are windows.',
      resolve: ({ forecast }) => windowsAbsence(forecast),
    }),
    simulated: t.boolean({
      description: 'True where offers of the simulated market are in it.',
      resolve: ({ span }) => span.simulated,
    }),
    sources: t.stringList({
      description: 'The ids of the providers whose offers are in it. Empty where there are none.',
      resolve: ({ span }) => [...span.providers],
    }),
  }),
});
