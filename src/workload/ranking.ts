import { dominators, rounded } from '#analytics/pareto.ts';
import type { Candidate } from './ranking-candidate.ts';
import type { RankingQuestion } from './ranking-question.ts';
import type { SpotRisk } from './spot-risk.ts';
import type { Throughput } from './throughput.ts';

/** A candidate with what its place depends on. */
export type Judged = Candidate & {
  readonly asked: RankingQuestion;
  /** Null where the caller told the speed. */
  readonly throughput: Throughput | null;
  /** Output tokens a second of all sequences together. */
  readonly tokensPerSecond: number;
  readonly usdPerMillion: number;
  /** Of spot machines, where it is known. */
  readonly spotRisk: SpotRisk | null;
  /** The chance of an interruption within a day; null where it is not known. */
  readonly risk: number | null;
};

export type Ranked = Judged & {
  /** Among all rows, and among those of the same model. */
  readonly rank: number;
  readonly modelRank: number;
  /** The best of the same model, which a score is relative to. */
  readonly cheapestUsdPerMillion: number;
  readonly fastestTokensPerSecond: number;
  readonly rowsOfModel: number;
  /** The first on the frontier that is no worse in cost, speed and risk and better in one; null on the frontier. */
  readonly dominator: Ranked | null;
};

/** Price per GPU-hour × GPUs ÷ (tokens/s × utilisation) × 10⁶ ÷ 3600. */
export function usdPerMillion(hourlyUsd: number, tokensPerSecond: number, utilisation: number): number {
  return ((hourlyUsd / (tokensPerSecond * utilisation)) * 1e6) / 3600;
}

/** By cost, then speed, then risk; on spot and on demand apart. */
export function ranking(judged: readonly Judged[]): Ranked[] {
  const sorted = judged
    .map((one) => ({ one, usd: rounded(one.usdPerMillion), speed: rounded(one.tokensPerSecond) }))
    .toSorted(
      (a, b) =>
        a.usd - b.usd ||
        b.speed - a.speed ||
        (a.one.risk ?? 1) - (b.one.risk ?? 1) ||
        compare(keyOf(a.one), keyOf(b.one)),
    )
    .map(({ one }) => one);
  const groups = Map.groupBy(sorted, ({ model }) => model);
  const rows = new Map<Judged, { -readonly [Name in keyof Ranked]: Ranked[Name] }>();
  for (const own of groups.values()) {
    const cheapestUsdPerMillion = Math.min(...own.map((one) => one.usdPerMillion));
    const fastestTokensPerSecond = Math.max(...own.map(({ tokensPerSecond }) => tokensPerSecond));
    for (const [place, one] of own.entries()) {
      rows.set(one, {
        ...one,
        rank: 0,
        modelRank: place + 1,
        cheapestUsdPerMillion,
        fastestTokensPerSecond,
        rowsOfModel: own.length,
        dominator: null,
      });
    }
  }
  const ranked = sorted.flatMap((one, place) => {
    const row = rows.get(one);
    return row ? [Object.assign(row, { rank: place + 1 })] : [];
  });
  for (const own of Map.groupBy(ranked, ({ model }) => model).values()) {
    const first = dominators(own, criteriaOf);
    for (const [place, row] of own.entries()) row.dominator = first[place] ?? null;
  }
  return ranked;
}

export function criteriaOf({
  usdPerMillion: usd,
  tokensPerSecond,
  risk,
}: Judged): readonly (number | null)[] {
  return [rounded(usd), -rounded(tokensPerSecond), risk];
}

/** Tells rows of a ranking apart, the same at every instant. */
export function keyOf({ modelPlace, priced }: Candidate): string {
  return JSON.stringify([modelPlace, priced.gpu.slug, priced.billing]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
