import { HOUR_MS, type Instant } from '#units/time.ts';
import { kaplanMeier, survivalAt, type Life, type SurvivalCurve } from './kaplan-meier.ts';
import { stateAfter, type UnitEvent } from './unit-event.ts';

/** A stretch a unit was up for: what an instance that began then would have lived. */
export type UpLife = {
  readonly market: string;
  readonly from: Instant;
  readonly to: Instant;
  /** It went down at `to`, rather than watching ending there. */
  readonly ended: boolean;
};

/** How many of the new instances outlast a time, and what was said of it when each began. */
export type SurvivalFigures = {
  readonly horizonHours: number;
  readonly n: number;
  readonly observed: number | null;
  /** The mean of what Kaplan–Meier said. */
  readonly kaplanMeier: number | null;
  /** The mean of e^(−λt), λ being drops per hour up. */
  readonly exponential: number | null;
};

/** Fewer earlier lives of a market than this, and those of all markets speak for it. */
const FEWEST_LIVES = 20;
/** A curve is made anew once its lives have grown by a twentieth. */
const GROWTH = 1.05;

/** The stretches up in events that are in the order of time, by when they began. */
export function upLives(events: readonly UnitEvent[]): UpLife[] {
  const running = new Map<string, Instant>();
  const lives: UpLife[] = [];
  for (const event of events) {
    const { at, unit, market } = event;
    const isUp = stateAfter(event);
    const from = running.get(unit);
    if (isUp) {
      if (from === undefined) running.set(unit, at);
    } else if (from !== undefined) {
      running.delete(unit);
      lives.push({ market, from, to: at, ended: isUp === false });
    }
  }
  return lives.toSorted((a, b) => a.from - b.from);
}

/** Says of each new life what the lives known when it began give, and compares with what it became. */
export function backtestSurvival(
  lives: readonly UpLife[],
  horizonHours: readonly number[],
): SurvivalFigures[] {
  const all = knownLives();
  const markets = new Map<string, KnownLives>();
  const said = horizonHours.map(() => ({ n: 0, survived: 0, kaplanMeier: 0, exponential: 0 }));
  for (const life of lives) {
    const market = markets.get(life.market) ?? knownLives();
    markets.set(life.market, market);
    const fit = fitAt(market, life.from) ?? fitAt(all, life.from);
    if (fit) {
      horizonHours.forEach((hours, index) => {
        const lived = (life.to - life.from) / HOUR_MS;
        const survival = survivalAt(fit.curve, hours)?.survival;
        const sum = said[index];
        if (!sum || survival === undefined || (!life.ended && lived < hours)) return;
        sum.n++;
        if (lived >= hours) sum.survived++;
        sum.kaplanMeier += survival;
        sum.exponential += Math.exp(-fit.rate * hours);
      });
    }
    market.lives.push(life);
    all.lives.push(life);
  }
  return said.map(({ n, survived, kaplanMeier: km, exponential }, index) => ({
    horizonHours: horizonHours[index] ?? NaN,
    n,
    observed: n > 0 ? survived / n : null,
    kaplanMeier: n > 0 ? km / n : null,
    exponential: n > 0 ? exponential / n : null,
  }));
}

type Fit = { readonly curve: SurvivalCurve; readonly rate: number };
type KnownLives = { readonly lives: UpLife[]; fit: Fit | undefined; fittedOn: number };

function knownLives(): KnownLives {
  return { lives: [], fit: undefined, fittedOn: 0 };
}

/** The curve of what is known of the lives at a moment: those that go on are censored at it. */
function fitAt(known: KnownLives, at: Instant): Fit | undefined {
  const { lives } = known;
  if (lives.length < FEWEST_LIVES) return undefined;
  if (known.fit && lives.length < known.fittedOn * GROWTH) return known.fit;
  const seen = lives.map(({ from, to, ended }): Life => ({
    hours: (Math.min(to, at) - from) / HOUR_MS,
    ended: ended && to <= at,
  }));
  const hours = seen.reduce((sum, life) => sum + life.hours, 0);
  const drops = seen.filter(({ ended }) => ended).length;
  known.fit = { curve: kaplanMeier(seen), rate: hours > 0 ? drops / hours : 0 };
  known.fittedOn = lives.length;
  return known.fit;
}
