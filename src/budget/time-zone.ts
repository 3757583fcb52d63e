import { nearestNamed } from '#catalog/nearest-names.ts';

const NEAREST = 5;

/** Zones whose names are most like what was asked for: "Berlin" and "europe/berln" are near Europe/Berlin. */
export function nearestZones(asked: string): readonly string[] {
  const zones = Intl.supportedValuesOf('timeZone').map((zone) => {
    const name = zone.toLowerCase();
    return { item: zone, names: [name, name.slice(name.lastIndexOf('/') + 1)] };
  });
  const wanted = asked.slice(0, 48).toLowerCase().trim().replaceAll(' ', '_');
  return nearestNamed(wanted, zones, NEAREST);
}
