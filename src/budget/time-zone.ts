import { nearestNamed } from '#catalog/nearest-names.ts';

const NEAREST = 5;

/** Abbreviations people use for zones, and a zone of each; those that the IANA database has (CET, EST) are left out. */
const ABBREVIATED: Readonly<Record<string, string>> = {
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  MDT: 'America/Denver',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  EDT: 'America/New_York',
  BST: 'Europe/London',
  MEZ: 'Europe/Berlin',
  MESZ: 'Europe/Berlin',
  CEST: 'Europe/Berlin',
  EEST: 'Europe/Helsinki',
  IST: 'Asia/Kolkata',
  SGT: 'Asia/Singapore',
  JST: 'Asia/Tokyo',
  AEST: 'Australia/Sydney',
};

/** Zones whose names are most like what was asked for: "Berlin" and "europe/berln" are near Europe/Berlin. */
export function nearestZones(asked: string): readonly string[] {
  const meant = ABBREVIATED[asked.trim().toUpperCase()];
  if (meant !== undefined) return [meant];
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => {
    const name = zone.toLowerCase();
    return { item: zone, names: [name, name.slice(name.lastIndexOf('/') + 1)] };
  });
  const wanted = asked.slice(0, 48).toLowerCase().trim().replaceAll(' ', '_');
  return nearestNamed(wanted, zones, NEAREST);
}
