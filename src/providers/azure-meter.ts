import { z } from 'zod';
import { instanceGpu, instancePart } from '#catalog/cloud-skus.ts';
import type { MicroUsd } from '#units/money.ts';
import { readPrice, reject, shown } from '#units/quote-laws.ts';
import type { Billing, Reject } from '#units/quote.ts';
import type { Instant } from '#units/time.ts';
import { instanceGpuName } from './instance-gpu-name.ts';
import { firstIssue, maybe, maybeUnknown } from './loose.ts';

/** One price of one VM size in one region, from an instant on. */
export type AzureMeter = {
  readonly armSkuName: string;
  readonly armRegionName: string;
  readonly billing: Billing;
  readonly gpuName: string;
  readonly gpuCount: number;
  /** Per GPU-hour. */
  readonly price: MicroUsd;
  readonly effectiveAt: number;
};

const Item = z.object({
  armSkuName: z.string(),
  armRegionName: z.string(),
  productName: z.string(),
  skuName: maybe(z.string()),
  meterName: z.string(),
  type: z.string(),
  isPrimaryMeterRegion: maybe(z.boolean()),
  currencyCode: z.string(),
  unitOfMeasure: z.string(),
  tierMinimumUnits: z.number().default(0),
  effectiveStartDate: z.iso.datetime({ offset: true }).transform(Date.parse),
  retailPrice: maybeUnknown,
});
type Item = z.infer<typeof Item>;

/** The FPGA sizes (Xilinx Alveo U250), whose names begin as those of the sizes with GPUs do. */
const FPGA = /^Standard_NP\d/i;

/**
 * Reads one item of Azure's Retail Prices; null for what is no price of a Linux VM with GPUs by the
 * hour, on demand or spot, that holds at `at`: Windows, Cloud Services, reservations, DevTest, meters
 * of another region than the one that is billed, prices of the future, and Low Priority, which is a
 * product of its own (Batch and scale sets) and no spot. Spot and Low Priority tell themselves in
 * the last words of the meter's name alone.
 */
export function readAzureItem(
  raw: unknown,
  at: Instant,
): { readonly meter: AzureMeter } | { readonly reject: Reject } | null {
  const parsed = Item.safeParse(raw);
  if (!parsed.success) return { reject: reject('MALFORMED', firstIssue(parsed.error, raw), raw) };
  const item = parsed.data;
  if (isLeftOut(item) || item.effectiveStartDate > at) return null;
  const { armSkuName, armRegionName } = item;
  const gpuName = instanceGpuName('azure', armSkuName);
  const gpuCount = instanceGpu('azure', armSkuName)?.gpuCount;
  if (gpuName === null || gpuCount === undefined) {
    const part = instancePart('azure', armSkuName);
    return {
      reject: part
        ? reject('PARTIAL_GPU', `armSkuName ${shown(armSkuName)}: ${part.share} of a GPU`, raw)
        : reject('NO_GPU_NAME', `armSkuName ${shown(armSkuName)}: not in the table of instance types`, raw),
    };
  }
  const fault = unitFault(item);
  if (fault !== null) return { reject: reject('BAD_PRICE', fault, raw) };
  const read = readPrice('retailPrice', item.retailPrice, gpuCount);
  if ('reason' in read) return { reject: reject(read.reason, read.detail, raw) };
  const billing = endsIn(item, 'Spot') ? 'SPOT' : 'ON_DEMAND';
  const effectiveAt = item.effectiveStartDate;
  return { meter: { armSkuName, armRegionName, billing, gpuName, gpuCount, price: read.price, effectiveAt } };
}

function isLeftOut(item: Item): boolean {
  return (
    item.type !== 'Consumption' ||
    item.isPrimaryMeterRegion === false ||
    FPGA.test(item.armSkuName) ||
    /windows|cloud ?services|dedicated/i.test(item.productName) ||
    endsIn(item, 'Low Priority')
  );
}

function endsIn({ meterName, skuName = '' }: Item, words: string): boolean {
  return [meterName, skuName].some((name) => name.trim().endsWith(` ${words}`));
}

function unitFault({ currencyCode, unitOfMeasure, tierMinimumUnits }: Item): string | null {
  if (currencyCode !== 'USD') return `currencyCode ${shown(currencyCode)}`;
  if (unitOfMeasure !== '1 Hour') return `unitOfMeasure ${shown(unitOfMeasure)}`;
  return tierMinimumUnits === 0 ? null : `tierMinimumUnits ${shown(tierMinimumUnits)}`;
}
