import type { ApiPrice } from './api-price.ts';
import { anthropicApiPrices } from './api-prices-anthropic.ts';
import { bedrockApSouth1ApiPrices } from './api-prices-bedrock-ap-south-1.ts';
import { bedrockUsEast1ApiPrices } from './api-prices-bedrock-us-east-1.ts';
import { googleApiPrices } from './api-prices-google.ts';
import { openModelApiPrices } from './api-prices-open-models.ts';
import { openAiApiPrices } from './api-prices-openai.ts';

/** Every API price, by provider, then model, then region. */
export const apiPrices: readonly ApiPrice[] = [
  ...anthropicApiPrices,
  ...bedrockApSouth1ApiPrices,
  ...bedrockUsEast1ApiPrices,
  ...googleApiPrices,
  ...openModelApiPrices,
  ...openAiApiPrices,
].toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** "GPT-4o", "gpt 4o" and "gpt-4O" are one. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9@/]+/g, '');
}

/** The prices a name means: one by its key, else those whose model is called so, of all providers and regions. */
export function apiPricesCalled(name: string): readonly ApiPrice[] {
  const wanted = plain(name);
  const byKey = apiPrices.find(({ key }) => plain(key) === wanted);
  if (byKey) return [byKey];
  return apiPrices.filter(
    ({ key, provider, model }) =>
      plain(model) === wanted ||
      plain(`${provider} ${model}`) === wanted ||
      plain(key.split('@')[0]!) === wanted,
  );
}

/** Keys of prices whose model shares the most with a name that means none, the closest first. */
export function nearestApiPrices(name: string, count: number): readonly string[] {
  const wanted = pairsOf(plain(name));
  return apiPrices
    .map(({ key, model }) => ({ key, share: shareOf(wanted, pairsOf(plain(model))) }))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, count)
    .map(({ key }) => key);
}

function pairsOf(text: string): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2)));
}

/** Sørensen–Dice coefficient of two sets of letter pairs. */
function shareOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return (2 * a.intersection(b).size) / Math.max(1, a.size + b.size);
}
