import { isPartialGpu, isUnnamedGpu } from '#catalog/partial-gpu.ts';
import { isCleanText, MAX_LENGTH, shown } from '#units/quote-laws.ts';
import type { RejectReason } from '#units/quote.ts';

/**
 * Why a provider's word for a GPU does not name a whole one; null where it does. "unknown" is listed
 * as a GPU now and then, and a slice ("H100 … MIG 1g.24gb") costs a fraction of its card: either would
 * be the cheapest of all.
 */
export function gpuNameFault(
  field: string,
  name: unknown,
): { readonly reason: RejectReason; readonly detail: string } | null {
  const detail = `${field} ${shown(name)}`;
  if (typeof name !== 'string' || isUnnamedGpu(name)) return { reason: 'NO_GPU_NAME', detail };
  if (isPartialGpu(name)) return { reason: 'PARTIAL_GPU', detail };
  return isCleanText(name.trim(), MAX_LENGTH.gpuName) ? null : { reason: 'BAD_TEXT', detail };
}
