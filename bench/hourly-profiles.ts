import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { fitProfile } from '#analytics/hourly-profile-fit.ts';
import type { HourlyProfile } from '#units/hourly-profile.ts';
import { HISTORIES, hoursOf } from './energy-hours.ts';

/**
 * `npm run profiles -- FOLDER`: makes the catalog's profiles by month and hour of the published hours of 2024 in a
 * folder. They are means over about 30 to 180 hours each; no hour of the history is in them.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder the published hours are in');

const TABLES = [
  {
    file: 'carbon-hours.ts',
    name: 'carbonHours',
    history: HISTORIES.carbon,
    words:
      'Life-cycle gCO₂e/kWh of what a grid delivers, of 2024 by Electricity Maps (HewlettPackard/green-dcc@3f6ea95, MIT)',
    keeps: () => true,
  },
  {
    file: 'electricity-hours-europe.ts',
    name: 'electricityHoursEurope',
    history: HISTORIES.price,
    words:
      'Wholesale electricity, day ahead, USD/MWh, of 2024 by ENTSO-E (HewlettPackard/green-dcc@3f6ea95, MIT)',
    keeps: (zone: string) => /^(AT|BE|CH|DE-LU|ES|FR|NL|PT)$/.test(zone),
  },
  {
    file: 'electricity-hours-others.ts',
    name: 'electricityHoursOthers',
    history: HISTORIES.price,
    words:
      'Wholesale electricity, USD/MWh, of 2024 by the grids’ operators and markets (HewlettPackard/green-dcc@3f6ea95, MIT)',
    keeps: (zone: string) => !/^(AT|BE|CH|DE-LU|ES|FR|NL|PT)$/.test(zone),
  },
];

for (const { file, name, history, words, keeps } of TABLES) {
  const zones = [...(await hoursOf(folder, history))].filter(([zone]) => keeps(zone));
  const rows = zones.map(([zone, hours]) => `'${zone}': ${written(fitProfile(hours))},`);
  const path = new URL(`../src/catalog/${file}`, import.meta.url);
  const text = `import { readProfile, type HourlyProfiles } from './read-profile.ts';

/**
 * ${words}.
 * Of each zone: the year’s mean; in thousandths of it how far single hours are from what follows, and in thousandths how
 * hours hang together; means by month and hour, January first; what Monday to Friday and the weekend add. Written by
 * \`npm run profiles\`.
 */
export const ${name}: HourlyProfiles = {
${rows.join('\n')}
};
`;
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), parser: 'typescript' }));
}

function written({ level, months, weekdays, weekends, spread }: HourlyProfile): string {
  const lines = [...months, weekdays, weekends].map((line) => thousandths(line));
  const { deviation, correlations } = spread;
  const head = `${level.toFixed(2)} ${Math.round(1000 * deviation)}`;
  return `readProfile(\`
${[head, thousandths(correlations), ...lines].join('\n')}\`)`;
}

function thousandths(values: readonly number[]): string {
  return values.map((value) => String(Math.round(1000 * value) + 0)).join(' ');
}
