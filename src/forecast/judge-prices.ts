import {
  meanOf,
  SIGNAL_KINDS,
  stepOf,
  type OpenEpisode,
  type PriceLevel,
  type SignalKind,
} from '#analytics/price-signals.ts';
import { median } from '#analytics/quantile.ts';
import type { Instant } from '#units/time.ts';
import { nameOfSeries } from './signal-series.ts';
import type { CurrentPrice } from './store-price-levels.ts';
import type { EndedSignal, Signal } from './store-signals.ts';

/** The 24 whole hours before `to`: medians by name of the series, the oldest hour first. */
export type DayBefore = { readonly to: Instant; readonly hours: readonly ReadonlyMap<string, number>[] };

export type Judged = {
  /** Episodes that begin now, numbered from after `seq`. */
  readonly raised: readonly Signal[];
  readonly ended: readonly EndedSignal[];
};

/** Holds prices against the last 24 hours, given the episodes that are open: which begin and which are over. Pure. */
export function judgePrices(
  current: readonly CurrentPrice[],
  open: readonly Signal[],
  day: DayBefore,
  { seq, at }: { readonly seq: number; readonly at: Instant },
): Judged {
  const openBySeries = Map.groupBy(open, (signal) => nameOfSeries(signal));
  const raised: Signal[] = [];
  const ended: EndedSignal[] = [];
  const judge = (name: string, now: CurrentPrice | undefined): void => {
    const level: PriceLevel = { price: now?.price, hours: day.hours.map((hour) => hour.get(name)) };
    for (const kind of SIGNAL_KINDS) {
      const signal = openBySeries.get(name)?.find((one) => one.kind === kind);
      const step = stepOf(kind, signal && episodeOf(signal), level);
      if (step?.step === 'ENDED' && signal) {
        ended.push({ seq: signal.seq, ending: step.ending, price: now?.price ?? null });
      } else if (step?.step === 'RAISED' && now) {
        raised.push(
          signalOf(kind, now, level, {
            strength: step.strength,
            seq: seq + raised.length + 1,
            at,
            to: day.to,
          }),
        );
      }
    }
  };
  const judged = new Set<string>();
  for (const now of current) {
    judged.add(now.name);
    judge(now.name, now);
  }
  // Episodes of series that nobody offers now.
  for (const name of openBySeries.keys()) if (!judged.has(name)) judge(name, undefined);
  return { raised, ended };
}

function episodeOf({ price, mean24h }: Signal): OpenEpisode {
  return { price, mean: mean24h };
}

type Raise = { readonly strength: number; readonly seq: number; readonly at: Instant; readonly to: Instant };

function signalOf(
  kind: SignalKind,
  { series, price, offers, providers, observedAt, stale }: CurrentPrice,
  { hours }: PriceLevel,
  { strength, seq, at, to }: Raise,
): Signal {
  const known = hours.filter((hour) => hour !== undefined);
  return {
    ...series,
    seq,
    kind,
    price,
    previousPrice: known.at(-1) ?? null,
    mean24h: Math.round(meanOf(known)),
    median24h: Math.round(median(known) ?? price),
    hours: known.length,
    hoursTo: to,
    strength,
    offers,
    providers,
    observedAt,
    stale,
    raisedAt: at,
    endedAt: null,
    endedPrice: null,
    ending: null,
  };
}
