import { valueOf } from '#analytics/start-choice.ts';
import { formatInstant } from '#units/time.ts';
import type { JudgedWindow, StartAnswer } from './answer-start.ts';
import { isOpen } from './start-place.ts';
import { weightsOf } from './start-saving.ts';

/** Where and when a start is, against the one that is compared with. */
function startWords({ place, start }: Pick<JudgedWindow, 'place' | 'start'>, isPlaceSaid: boolean): string {
  return isPlaceSaid ? `${formatInstant(start)} in ${placeWords(place.region)}` : formatInstant(start);
}

function placeWords(region: { readonly name: string } | null): string {
  return region?.name ?? 'a place that is not known';
}

/** Why a start was not chosen; null for the one that was. */
export function whyLost(window: JudgedWindow): string | null {
  const answer = window.answer();
  const { best } = answer;
  if (!best || window === best) return null;
  const isPlaceSaid = answer.places.length > 1;
  switch (window.verdict) {
    case 'CHOSEN':
      return null;
    case 'UNCERTAIN':
      return `It is expected to save ${savingWords(window)}, which is less than such an expectation errs, or under 1 %: that is no reason to wait.`;
    case 'DOMINATED': {
      const by = window.beatenBy;
      const place = by && startWords(by, isPlaceSaid);
      return `Another start, ${place}, costs no more and emits no more, and is better in one of these.`;
    }
    case 'FRONTIER':
      return frontierWords(window, best);
  }
}

function frontierWords(window: JudgedWindow, best: JudgedWindow): string {
  const usd = window.cost === null || best.cost === null ? 0 : window.cost - best.cost;
  const kg = window.carbon - best.carbon;
  if (usd > 0 && kg < 0) {
    const each = `${(usd / -kg).toPrecision(3)} USD for each kilogram not emitted`;
    return window.asked.objective === 'BOTH'
      ? `It emits ${kgWords(-kg)} less than the one chosen and costs ${usdWords(usd)} more: ${each}, and one counts ${window.asked.usdPerKg} USD.`
      : `It emits ${kgWords(-kg)} less than the one chosen and costs ${usdWords(usd)} more: ${each}.`;
  }
  if (usd < 0 && kg > 0)
    return `It costs ${usdWords(-usd)} less than the one chosen and emits ${kgWords(kg)} more.`;
  if (usd < 0 || kg < 0) return 'What it is better by is less than such an expectation errs.';
  return 'It comes to the same as the one chosen, or to more.';
}

function savingWords({ saving, asked }: JudgedWindow): string {
  const parts: string[] = [];
  if (asked.objective !== 'CARBON' && saving.cost) parts.push(usdWords(saving.cost));
  if (asked.objective !== 'COST') parts.push(kgWords(saving.carbon));
  return parts.join(' and ');
}

/** What to do and why, in words. */
export function reasoningOf(answer: StartAnswer): string {
  const { asked, best, now, places } = answer;
  if (!best || !now) {
    const why = places.map(({ place }) => placeAbsence(place.rental.absence, placeWords(place.region)));
    return `No machine can be rented: ${why.join('; ')}. Ask for another GPU, size or region, or give a \`pricePerGpuHour\`.`;
  }
  if (best === now) return nowWords(answer, now);
  const where = best.place === now.place ? '' : ` in ${placeWords(best.place.region)}`;
  const at = best.waitHours === 0 && where !== '' ? 'at once' : `at ${formatInstant(best.start)}`;
  const parts: string[] = [];
  const { saving } = best;
  if (saving.cost !== null && Math.abs(saving.cost) > 0.000_001)
    parts.push(
      `${usdWords(Math.abs(saving.cost))} ${saving.cost > 0 ? `less${sureWords('cheaper', saving.cheaper)}` : 'more'}`,
    );
  if (Math.abs(saving.carbon) > 1e-9)
    parts.push(
      `${kgWords(Math.abs(saving.carbon))} ${saving.carbon > 0 ? `less${sureWords('cleaner', saving.cleaner)}` : 'more'}`,
    );
  return (
    `Begin ${at}${where}: expected are ${parts.join(' and ')} than to begin at once${where === '' ? '' : ` in ${placeWords(now.place.region)}`}. ${notes(answer)}`.trim() +
    (asked.ownMachines ? '' : ` ${RENT_HAS_ELECTRICITY}`)
  );
}

const RENT_HAS_ELECTRICITY = 'The rent has the electricity in it.';

function nowWords(answer: StartAnswer, now: JudgedWindow): string {
  const { asked } = answer;
  if (answer.places.every(({ windows }) => windows.length <= 1) && answer.places.length === 1)
    return 'Begin now: the deadline leaves no time to wait.';
  const uncertain = answer.places
    .flatMap(({ windows }) => windows)
    .filter(({ verdict }) => verdict === 'UNCERTAIN')
    .toSorted((a, b) => worth(b) - worth(a))[0];
  const why = uncertain
    ? `the best other start, ${startWords(uncertain, answer.places.length > 1)}, is expected to save ${savingWords(uncertain)}, less than such an expectation errs`
    : 'no other start is expected to come to less';
  const rent = asked.ownMachines ? '' : ` ${RENT_HAS_ELECTRICITY}`;
  return (
    `Begin now${now.place.region ? ` in ${now.place.region.name}` : ''}: ${why}. ${notes(answer)}`.trim() +
    rent
  );
}

/** What a start saves by what counts. */
function worth({ saving, asked }: JudgedWindow): number {
  return valueOf(saving, weightsOf(asked)) ?? 0;
}

/** Why hours or prices are taken to stay, each once. */
function notes({ asked, places }: StartAnswer): string {
  const of = places
    .filter(({ place }) => isOpen(place, asked))
    .flatMap(({ place }) => [
      asked.objective === 'COST' ? null : place.intensity.explanation,
      asked.objective === 'CARBON' ? null : priceExplanation(place, asked.ownMachines),
    ]);
  return [...new Set(of.filter((note) => note !== null))].join(' ');
}

/** Why no start is cheaper than another; null where hours have prices of their own. */
export function priceExplanation(
  { forecast, electricity, rental }: JudgedWindow['place'],
  ownMachines: boolean,
): string | null {
  if (!ownMachines)
    return rental.price && !rental.offer ? 'The price told is taken to stay.' : forecast.explanation;
  return electricity?.explanation ?? null;
}

function placeAbsence(absence: string | null, where: string): string {
  const why = { SOLD_OUT: 'every offer is taken', STALE: 'the only offers are stale' }[absence ?? ''];
  return `${why ?? 'nobody lists it'} in ${where}`;
}

function usdWords(usd: number): string {
  return `${Number(usd.toPrecision(3))} USD`;
}

function kgWords(kg: number): string {
  return `${Number(kg.toPrecision(3))} kg CO₂e`;
}

/** How sure it is to be less; nothing where that is certain, or not known. */
function sureWords(what: string, chance: number | null): string {
  if (chance === null || chance === 1) return '';
  return ` (${what} in ${Math.min(99, Math.round(100 * chance))} % of cases)`;
}
