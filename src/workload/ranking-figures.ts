import { kvBytes } from '#analytics/model-memory.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { costAt, type Cost } from './cost.ts';
import { observedPrice } from './gpu-prices.ts';
import { usableFigure } from './memory-need.ts';
import { mostContext, needOf as needInGb } from './ranking-fit.ts';
import { KV_BITS } from './ranking-question.ts';
import { RISK_HOURS, type Ranked } from './ranking.ts';
import { servingNeed } from './serving-need.ts';
import { throughputFigures } from './throughput.ts';
import { USABLE_SHARE } from '#catalog/usable-memory.ts';

const HOURLY = formula('price * gpus');
const PER_MILLION = formula('price * gpus / (tokensPerSecond * utilisation) * 1e6 / 3600');
const VRAM = formula('vram * gpus');
const FREE = formula('(usable - need) / usable');
const CONTEXT = formula(
  'min(made, floor((usable - weights - activations - overhead - steady * sequences) / (growing * sequences) + 1e-6))',
);
const RISK = formula('1 - exp(-hours / mtbiHours)');

export function priceFigure({ offers }: Ranked): Figure {
  return observedPrice(offers);
}

/** Every GPU of the offer is paid for, used or not. */
export function paidGpus({ offers }: Ranked): Figure {
  return fact(
    offers.gpuCount,
    'GPUs',
    'OBSERVED',
    `GPUs of the cheapest offer that holds it, ${offers.source}`,
  );
}

export function hourlyCost(row: Ranked): Cost {
  const figure = derived(HOURLY, { price: priceFigure(row), gpus: paidGpus(row) }, 'USD/h');
  return costAt(figure, row.priced.factors, row.offers.simulated);
}

/** What the machine makes, by the caller, by measurements or by the roofline. */
export function speedFigure({ throughput, tokensPerSecond }: Ranked): Figure {
  return throughput === null
    ? given(tokensPerSecond, 'tokens/s')
    : throughputFigures(throughput).tokensPerSecond;
}

export function utilisationFigure({ asked }: Ranked): Figure {
  return asked.isUtilisationGiven
    ? given(asked.utilisation, '1')
    : fact(asked.utilisation, '1', 'ASSUMED', 'busy all the time: the least a token can cost');
}

export function costPerMillion(row: Ranked): Cost {
  const inputs = {
    price: priceFigure(row),
    gpus: paidGpus(row),
    tokensPerSecond: speedFigure(row),
    utilisation: utilisationFigure(row),
  };
  return costAt(
    derived(PER_MILLION, inputs, 'USD per million tokens'),
    row.priced.factors,
    row.offers.simulated,
  );
}

/** Of all GPUs of the machine together, as their vendor counts it. */
export function vramFigure(row: Ranked): Figure {
  const { gpu } = row.priced;
  return derived(VRAM, { vram: fact(gpu.vramGb, 'GB', 'CATALOG', gpu.name), gpus: paidGpus(row) }, 'GB');
}

const servedAs = ({ asked }: Pick<Ranked, 'asked'>) => ({
  weights: asked.format,
  kv: asked.kvFormat,
  contextTokens: asked.contextTokens,
  sequences: asked.sequences,
});

/** What each GPU holds. */
export function needFigure(row: Pick<Ranked, 'model' | 'asked' | 'used'>): Figure {
  return servingNeed(row.model, servedAs(row), { gpusPerNode: row.used, nodes: 1 }).total;
}

/** What each GPU has to plan with. */
export function usableOf({ priced }: Ranked): Figure {
  return usableFigure(priced.gpu, USABLE_SHARE, true);
}

/** The share of the usable memory that stays free. */
export function freeFigure(row: Ranked): Figure {
  return derived(FREE, { usable: usableOf(row), need: needFigure(row) }, '1');
}

/**
 * The most tokens of each sequence that fit. From some length on windows are full and the cache grows by the other layers
 * alone, so that it is a line near the answer: `steady` and what each token adds.
 */
export function contextFigure(row: Ranked): Figure {
  const { model, used, asked } = row;
  const made = fact(model.shape.contextTokens, 'tokens', model.basis, model.source);
  const most = mostContext(model.shape, asked, used, row.usableGb);
  const kvGb = (tokens: number): number =>
    kvBytes(model.shape, tokens, KV_BITS[asked.kvFormat] / 8, { gpusPerNode: used, nodes: 1 }) / 1e9;
  const growing = kvGb(most) - kvGb(most - 1);
  if (most === model.shape.contextTokens || growing <= 0) return { ...made, value: most };
  const need = needInGb(model.shape, { ...asked, contextTokens: most }, used);
  const cache = (value: number): Figure =>
    fact(value, 'GB', 'CATALOG', `the cache of ${model.name}, ${model.source}`);
  return derived(
    CONTEXT,
    {
      made,
      usable: usableOf(row),
      weights: fact(need.weightsGb, 'GB', model.basis, model.source),
      activations: fact(need.activationsGb, 'GB', 'ESTIMATED', 'as for `memory`'),
      overhead: fact(need.overheadGb, 'GB', 'ASSUMED', 'as for `memory`'),
      steady: cache(kvGb(most) - growing * most),
      growing: cache(growing),
      sequences: given(asked.sequences, 'sequences'),
    },
    'tokens',
  );
}

/** The chance of an interruption within a day; null where nothing is known of spot machines of this GPU. */
export function riskFigure({ priced, spotRisk }: Ranked): Figure | null {
  if (priced.billing !== 'SPOT')
    return fact(
      0,
      '1',
      'ASSUMED',
      'a machine rented on demand is kept until the renter ends it; hosts that fail are not counted',
    );
  if (spotRisk === null) return null;
  const { mtbiHours, source } = spotRisk;
  const inputs = {
    hours: fact(RISK_HOURS, 'h', 'ASSUMED', 'a day'),
    mtbiHours: fact(mtbiHours, 'h', 'ESTIMATED', source),
  };
  return derived(RISK, inputs, '1');
}
