import { reject, shown } from '#units/quote-laws.ts';
import type { Reject } from '#units/quote.ts';
import { instanceFault } from './aws-quote.ts';

/** Gathers rows whose instance type cannot be quoted, so that each type is told once and not per region. */
export function unmappedTypes(): {
  /** Whether a row is of such a type, and is taken. */
  takes(instanceType: string, region: string, raw: unknown): boolean;
  rejects(): readonly Reject[];
} {
  const types = new Map<string, { readonly raw: unknown; readonly regions: Set<string> }>();
  return {
    takes: (instanceType, region, raw) => {
      if (!instanceFault(instanceType)) return false;
      const known = types.get(instanceType);
      if (known) known.regions.add(region);
      else types.set(instanceType, { raw, regions: new Set([region]) });
      return true;
    },
    rejects: () =>
      [...types].flatMap(([instanceType, { raw, regions }]) => {
        const fault = instanceFault(instanceType);
        const where = regions.size === 1 ? [...regions].join('') : `${regions.size} regions`;
        return fault
          ? [reject(fault.reason, `instance type ${shown(instanceType)} in ${where}: ${fault.detail}`, raw)]
          : [];
      }),
  };
}
