import { absurdPrice } from '#catalog/price-floor.ts';
import { resolveProvider } from '#catalog/providers.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { resolveRegion } from '#catalog/resolve-region.ts';
import type { Gpu } from '#catalog/gpu.ts';
import type { HistoryOffer } from '#market/history.ts';
import type { MicroUsd } from '#units/money.ts';
import type { ImportRow } from './import-row.ts';
import { quoted } from './quoted.ts';

/** The offer that a row speaks of, its names resolved by the catalog, and what its price may be. */
export type ImportOffer = { readonly offer: HistoryOffer; readonly gpu: Gpu | null };

/**
 * Resolves the names of a row. Names nobody knows are kept as written; only a provider must be one that
 * can be named. The key tells rows apart by what they say of the offer, as written, and never meets that
 * of a polled offer.
 */
export function importOffer(row: ImportRow): ImportOffer | { readonly problem: string } {
  const provider = resolveProvider(row.provider);
  if (!provider)
    return { problem: `provider ${quoted(row.provider)} cannot be a name: it needs a letter or a digit` };
  const resolution = resolveGpu(row.gpu);
  const gpu = resolution.kind === 'MAPPED' ? resolution.gpu : null;
  return {
    gpu,
    offer: {
      provider: { id: provider.id, name: provider.name },
      key: importKey(row),
      billing: row.billing,
      gpu: gpu?.slug ?? null,
      gpuName: row.gpu,
      gpuCount: row.gpuCount,
      region: row.region === null ? null : resolveRegion(row.region, provider.id),
      regionName: row.region,
      tier: row.tier.toUpperCase(),
      traits: {},
    },
  };
}

/** Why this price is a mistake for this GPU; undefined where it may be right. */
export function priceFault(gpu: Gpu | null, price: MicroUsd): string | undefined {
  const absurd = gpu && absurdPrice(gpu, price);
  return absurd === null ? undefined : `price_per_gpu_hour_usd: ${absurd}`;
}

/** "import:V100/1/us-east-1f/p3.2xlarge": the parts as written, with "%", "/" and "#" in them escaped. */
export function importKey({ gpu, gpuCount, region, tier }: ImportRow): string {
  const parts = [gpu, String(gpuCount), region ?? '', tier];
  return `import:${parts.map((part) => part.replace(/[%/#]/g, encodeURIComponent)).join('/')}`;
}
