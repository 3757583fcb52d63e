import type { Cost } from './cost.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { AskedModel } from './graph-model-input.ts';
import { paidGpus, priceFigure, utilisationFigure } from './ranking-figures.ts';
import type { Ranked } from './ranking.ts';

/** Requests of one kind. */
export type RoutedRequest = {
  /** Tokens of the prompt: as told, or a quarter of its characters. */
  readonly prompt: Figure;
  readonly maxTokens: number;
  readonly count: number;
};

/** What an API asks for a million tokens, in dollars. */
export type ApiPrice = { readonly input: number; readonly output: number };

export type Tier = {
  readonly name: string;
  /** Requests of fewer tokens belong here, unless to a tier before; null for the last one, which takes all. */
  readonly below: number | null;
  readonly serves:
    | { readonly kind: 'API'; readonly price: ApiPrice }
    | { readonly kind: 'MODEL'; readonly model: AskedModel };
};

const PROMPT = formula('characters / 4');
const TOKENS = formula('prompt + maxTokens');
const API = formula('count * (prompt * input + maxTokens * output) / 1e6');
const MACHINE = formula('count * maxTokens * price * gpus / (tokensPerSecond * utilisation * 3600)');

/** A token is taken to be four characters of text. */
export function promptOfText(characters: number): Figure {
  return derived(PROMPT, { characters: given(characters, 'characters') }, 'tokens', {
    source: 'four characters a token',
  });
}

/** What a request is routed by. */
export function requestTokens({ prompt, maxTokens }: RoutedRequest): Figure {
  return derived(TOKENS, { prompt, maxTokens: given(maxTokens, 'tokens') }, 'tokens');
}

/** The first tier whose threshold the tokens are below; the last one takes the rest. */
export function tierFor(tokens: number, tiers: readonly Pick<Tier, 'below'>[]): number {
  const place = tiers.findIndex(({ below }) => below === null || tokens < below);
  return place === -1 ? tiers.length - 1 : place;
}

const requested = ({ count, maxTokens }: RoutedRequest) => ({
  count: given(count, 'requests'),
  maxTokens: given(maxTokens, 'tokens'),
});

const asked = (usd: number): Figure => given(usd, 'USD per million tokens');

/** Prompt and answer at their prices; whatever happens on the GPU market it stays. */
export function apiCost(request: RoutedRequest, { input, output }: ApiPrice): Cost {
  const inputs = {
    ...requested(request),
    prompt: request.prompt,
    input: asked(input),
    output: asked(output),
  };
  return { figure: derived(API, inputs, 'USD'), later: null, simulated: false };
}

/** The machine's time for the answers, the reading of the prompts in its speed. */
export function machineCost(request: RoutedRequest, row: Ranked, tokensPerSecond: Figure): Figure {
  const inputs = {
    ...requested(request),
    price: priceFigure(row),
    gpus: paidGpus(row),
    tokensPerSecond,
    utilisation: utilisationFigure(row),
  };
  return derived(MACHINE, inputs, 'USD');
}

/**
 * Costs added up. Quantiles add up as if all prices moved together, which makes the widest interval; what does not
 * move stays as it is. Null where nothing is known of a price that moves.
 */
export function sumOfCosts(costs: readonly Cost[], names: readonly string[]): Cost {
  const inputs = Object.fromEntries(
    costs.map(({ figure }, place) => [names[place] ?? `cost${place + 1}`, figure]),
  );
  const figure =
    costs.length === 0
      ? fact(0, 'USD', 'DERIVED', 'no requests')
      : derived(formula(Object.keys(inputs).join(' + ')), inputs, 'USD', { source: 'the sum' });
  const moving = costs.flatMap(({ later }) => later ?? []);
  const [first] = moving;
  const isKnown = costs.every(
    ({ later, figure: { explain } }) => later !== null || !explain || !movesWith(explain.inputs),
  );
  const at = (quantile: 'p10' | 'p50' | 'p90'): number =>
    costs.reduce((sum, { later, figure: { value } }) => sum + (later?.[quantile] ?? value), 0);
  return {
    figure,
    later:
      first && isKnown
        ? {
            hours: first.hours,
            p10: at('p10'),
            p50: at('p50'),
            p90: at('p90'),
            hasSkill: moving.some(({ hasSkill }) => hasSkill),
          }
        : null,
    simulated: costs.some(({ simulated }) => simulated),
  };
}

/** Whether an observed price is somewhere below. */
function movesWith(inputs: Readonly<Record<string, Figure>>): boolean {
  return Object.values(inputs).some(
    ({ basis, unit, explain }) =>
      (basis === 'OBSERVED' && unit === 'USD/h') || (explain !== null && movesWith(explain.inputs)),
  );
}
