import type { ApiComparison } from './api-comparison.ts';
import { doesNotFit } from './memory-fit.ts';
import type { SelfHostingSetup } from './self-hosting-setup.ts';

type Compared = {
  readonly setup: SelfHostingSetup;
  readonly bill: { readonly monthly: { readonly figure: { readonly value: number } } } | null;
  /** The cheapest first. */
  readonly comparisons: readonly ApiComparison[];
};

/** Who serves for least and by how much the others lost, in words; or what is missing. */
export function selfHostingReasoning({ setup, bill, comparisons }: Compared): string {
  const [least] = comparisons;
  if (!least) throw new RangeError('something is compared with');
  if (!bill) {
    const api = `${nameOf(least)} asks ${usd(least.monthly.value)} a month.`;
    const misfit = setup.fit && doesNotFit(setup.fit);
    if (misfit) return `${misfit.message} ${api}`;
    const gpu = setup.rental?.gpu?.name ?? 'such a machine';
    return `No price is known of ${gpu} with so many GPUs: give \`pricePerGpuHour\`, or ask for another machine. ${api}`;
  }
  const own = bill.monthly.figure.value;
  const ways = [
    { name: 'Serving yourself', usd: own },
    ...comparisons.map((comparison) => ({ name: nameOf(comparison), usd: comparison.monthly.value })),
  ].toSorted((a, b) => a.usd - b.usd);
  const [best, ...others] = ways;
  if (!best) throw new RangeError('there is a way at least');
  const lost = others.map(({ name, usd: amount }) => {
    const more = best.usd > 0 ? `, ${((100 * amount) / best.usd - 100).toFixed(1)} % more` : '';
    return `${name} costs ${usd(amount)}${more}`;
  });
  return [
    `${best.name} costs least: ${usd(best.usd)} a month.`,
    `${lost.join('; ')}.`,
    evenWords(least),
  ].join(' ');
}

function evenWords(comparison: ApiComparison): string {
  const even = comparison.against?.breakEven;
  const name = nameOf(comparison);
  if (comparison.perRequest.value === 0) return `${name} asks nothing for such requests.`;
  if (!even?.first || !even.stays)
    return `At no volume does serving yourself cost less than ${name}: a full replica costs no less than ${name} asks for the same requests.`;
  const first = Math.ceil(even.first.value);
  const stays = Math.ceil(even.stays.value);
  const again = stays > first ? `, and from ${stays} on it stays so` : ', and from there on it stays so';
  return `Against ${name} serving yourself breaks even at ${first} requests a month${again}.`;
}

function nameOf({ api }: ApiComparison): string {
  return api.price ? `${api.price.provider} ${api.price.model}` : 'The API at your prices';
}

function usd(amount: number): string {
  return `${amount.toFixed(2)} $`;
}
