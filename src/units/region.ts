import type { Brand } from './brand.ts';

/**
 * Where a machine stands: an ISO 3166-1 country ("DE"), or for the United States and Canada an
 * ISO 3166-2 subdivision ("US-CA"). A code covers itself and everything under it.
 */
export type RegionCode = Brand<string, 'RegionCode'>;

export function regionCode(text: string): RegionCode {
  if (!/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(text)) throw new RangeError(`not a region code: ${text}`);
  return text as RegionCode;
}
