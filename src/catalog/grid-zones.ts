import { regionCode, type RegionCode } from '#units/region.ts';

/**
 * Parts of grids whose electricity is metered and traded together, by their ids at Electricity Maps, and the
 * regions that lie in them. A state that lies in several is left out, as Illinois and Kentucky are of PJM’s.
 */
const ZONES: Readonly<Record<string, readonly string[]>> = {
  AT: ['AT'],
  'AU-NSW': ['AU'],
  'AU-VIC': ['AU'],
  BE: ['BE'],
  'BR-SP': ['BR'],
  'CA-ON': ['CA-ON'],
  CH: ['CH', 'LI'],
  'CL-SIC': ['CL'],
  'DE-LU': ['DE', 'LU'],
  ES: ['ES'],
  FR: ['FR', 'MC'],
  GB: ['GB'],
  'IN-WE': ['IN'],
  'JP-TK': ['JP'],
  KR: ['KR'],
  NL: ['NL'],
  PT: ['PT'],
  SG: ['SG'],
  'US-CAL-CISO': ['US-CA'],
  'US-MIDA-PJM': ['US-VA', 'US-OH', 'US-PA', 'US-NJ', 'US-MD', 'US-DE', 'US-DC', 'US-WV'],
  'US-NY-NYIS': ['US-NY'],
  'US-TEX-ERCO': ['US-TX'],
  ZA: ['ZA'],
};

/** The regions of a zone; throws for one that is not listed. */
export function regionsOfZone(zone: string): readonly RegionCode[] {
  const codes = ZONES[zone];
  if (!codes) throw new RangeError(`no zone: ${zone}`);
  return codes.map((code) => regionCode(code));
}
