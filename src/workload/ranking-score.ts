import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { costPerMillion, freeFigure, speedFigure } from './ranking-figures.ts';
import type { Ranked } from './ranking.ts';

/**
 * A convention, stated: price counts most, then speed; memory is no concern from a fifth of it free on; of
 * machines that can be rented the first few matter.
 */
const SCORE = formula(
  '0.35 * cheapest / cost + 0.25 * speed / fastest + 0.2 * min(1, free / 0.2) + 0.2 * machines / (machines + 1)',
);

/** How well a GPU suits the question, 0 to 1, beside the others of the same model. */
export function fitScore(row: Ranked): Figure {
  const among = (value: number, unit: string): Figure =>
    fact(value, unit, 'DERIVED', `the best of the ${row.rowsOfModel} ranked for ${row.model.name}`);
  return derived(
    SCORE,
    {
      cheapest: among(row.cheapestUsdPerMillion, 'USD per million tokens'),
      cost: costPerMillion(row).figure,
      speed: speedFigure(row),
      fastest: among(row.fastestTokensPerSecond, 'tokens/s'),
      free: freeFigure(row),
      machines: fact(machinesOf(row), '1', 'OBSERVED', 'offers that can be rented and hold the model'),
    },
    '1',
    { source: 'a convention of this ranking' },
  );
}

/** Offers of the size taken and larger: each is a machine at least. */
export function machinesOf({ priced, offers }: Ranked): number {
  return priced.sizes
    .filter(({ gpuCount }) => gpuCount >= offers.gpuCount)
    .reduce((sum, size) => sum + size.offers, 0);
}

/** The score’s four parts in words. */
export function scoreReasoning(row: Ranked): string {
  const free = 1 - row.needGb / row.usableGb;
  const machines = machinesOf(row);
  return [
    `Price: ${money(row.usdPerMillion)} USD per million tokens, the cheapest asks ${money(row.cheapestUsdPerMillion)}.`,
    `Speed: ${round(row.tokensPerSecond)} tokens/s, the fastest makes ${round(row.fastestTokensPerSecond)}.`,
    `Memory: ${Math.floor(free * 100)} % of ${round(row.usableGb)} GB stays free on each of ${row.used} GPU${row.used > 1 ? 's' : ''}.`,
    `Availability: ${machines} offer${machines > 1 ? 's' : ''} that hold${machines > 1 ? '' : 's'} it.`,
  ].join(' ');
}

/** Why a row stands where it does: what it wins by, or which other one beats it in what. */
export function standingOf(row: Ranked): string {
  const { dominator } = row;
  if (dominator !== null) {
    return `Loses to ${nameOf(dominator)}, rank ${dominator.rank}: ${comparison(dominator, row)}.`;
  }
  if (row.modelRank === 1) return `The cheapest token of ${row.model.name}.`;
  return `On the frontier: dearer than the cheapest by ${money(row.usdPerMillion - row.cheapestUsdPerMillion)} USD per million tokens, and no other is as cheap, as fast and as safe at once.`;
}

function comparison(better: Ranked, worse: Ranked): string {
  const risks =
    better.risk === null || worse.risk === null
      ? 'risks of interruption that are not known'
      : `a risk of interruption within a day of ${percent(better.risk)} against ${percent(worse.risk)}`;
  return [
    `${money(better.usdPerMillion)} against ${money(worse.usdPerMillion)} USD per million tokens`,
    `${round(better.tokensPerSecond)} against ${round(worse.tokensPerSecond)} tokens/s`,
    risks,
  ].join(', ');
}

export function nameOf({ priced, offers }: Pick<Ranked, 'priced' | 'offers'>): string {
  const billing = priced.billing === 'SPOT' ? 'spot' : 'on demand';
  return `${offers.gpuCount} × ${priced.gpu.name} ${billing}`;
}

const money = (usd: number): string => (usd < 0.1 ? Number(usd.toPrecision(2)).toString() : usd.toFixed(2));
const round = (value: number): string => Number(value.toPrecision(3)).toString();
const percent = (share: number): string => `${round(share * 100)} %`;
