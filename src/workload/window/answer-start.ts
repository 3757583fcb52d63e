import { chooseStart, type StartChoice, type StartVerdict } from '#analytics/start-choice.ts';
import { checkWithin } from '#graph/bounds.ts';
import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { given } from '#units/figure.ts';
import { MAX_GPU_COUNT } from '#units/quote-laws.ts';
import { HOUR_MS } from '#units/time.ts';
import { providerNamed } from '../graph-provider-name.ts';
import { rentalOf, type Rental } from '../rental.ts';
import { askedStart, type AskedStart, type StartWindowsInputValue } from './asked-start.ts';
import { NO_RENT_FORECAST, rentForecast, type RentForecast } from './rent-forecast.ts';
import { isOpen, placeOf, startsIn, type PlacedStart, type StartPlace } from './start-place.ts';
import { judged, savingsAgainst, weightsOf, type StartSaving } from './start-saving.ts';

/** A start with what became of it. */
export type JudgedWindow = PlacedStart & {
  readonly saving: StartSaving;
  readonly verdict: StartVerdict;
  /** The one that is no worse in cost and carbon, and better in one; null on the frontier. */
  readonly beatenBy: PlacedStart | null;
  readonly answer: () => StartAnswer;
};

export type PlaceAnswer = {
  readonly place: StartPlace;
  /** Null where nothing can be rented there. */
  readonly best: JudgedWindow | null;
  readonly windows: readonly JudgedWindow[];
};

export type StartAnswer = {
  readonly asked: AskedStart;
  readonly places: readonly PlaceAnswer[];
  /** To begin at once in the first place that can be; null where none can. */
  readonly now: JudgedWindow | null;
  readonly best: JudgedWindow | null;
};

/** When and where to begin a run. Throws BAD_USER_INPUT for one that cannot be. */
export async function answerStart(
  input: StartWindowsInputValue,
  context: Context,
  moment: Moment,
): Promise<StartAnswer> {
  const { provider } = input.rental;
  const named = provider == null ? null : await providerNamed(context.db, provider);
  const asked = askedStart({ ...input, rental: { ...input.rental, provider: named } }, moment.at);
  const regions = asked.regions ?? [asked.rental.region ?? null];
  const rentals = await Promise.all(regions.map((region) => rentalIn(asked, region, context, moment)));
  const forecast = await forecastOf(asked, rentals, context, moment);
  const places = rentals.map((rental, index) =>
    placeOf(asked, rental, regions[index] ?? null, rental.offer ? forecast : NO_RENT_FORECAST),
  );
  return judgePlaces(asked, places);
}

async function rentalIn(
  { rental, ownMachines, gpu }: AskedStart,
  region: string | null,
  context: Context,
  moment: Moment,
): Promise<Rental> {
  if (!ownMachines) return rentalOf({ ...rental, region }, context, moment);
  checkWithin('gpuCount', rental.gpuCount, 1, MAX_GPU_COUNT);
  const gpuCount = given(rental.gpuCount, 'GPUs');
  return { gpu, gpuCount, price: null, absence: null, factors: null, simulated: false, offer: null };
}

async function forecastOf(
  { gpu, rental, at, deadline }: AskedStart,
  rentals: readonly Rental[],
  context: Context,
  moment: Moment,
): Promise<RentForecast> {
  const rented = rentals.find(({ offer }) => offer !== null);
  if (!rented) return NO_RENT_FORECAST;
  const of = { gpu: gpu.slug, billing: rental.billing, simulated: rented.simulated };
  return rentForecast(context, of, moment, Math.ceil((deadline - at) / HOUR_MS));
}

function judgePlaces(asked: AskedStart, places: readonly StartPlace[]): StartAnswer {
  const weights = weightsOf(asked);
  const starts = places.map((place) => (isOpen(place, asked) ? startsIn(asked, place) : []));
  const all = starts.flat();
  const [first] = all;
  if (!first) {
    const empty = places.map((place): PlaceAnswer => ({ place, best: null, windows: [] }));
    return { asked, places: empty, now: null, best: null };
  }
  const savings = savingsAgainst(first, all);
  const choice = chooseStart(
    all.map((start, index) => judged(start, savings[index]!)),
    weights,
  );
  const windows = all.map((start, index) =>
    windowOf(start, savings[index]!, choice, index, all, () => answer),
  );
  let from = 0;
  const answered = places.map((place, index): PlaceAnswer => {
    const own = starts[index]!;
    const mine = windows.slice(from, (from += own.length));
    if (own.length === 0) return { place, best: null, windows: [] };
    const against = savingsAgainst(own[0]!, own);
    const { chosen } = chooseStart(
      own.map((start, at) => judged(start, against[at]!)),
      weights,
    );
    return { place, best: mine[chosen]!, windows: mine };
  });
  const answer: StartAnswer = { asked, places: answered, now: windows[0]!, best: windows[choice.chosen]! };
  return answer;
}

function windowOf(
  start: PlacedStart,
  saving: StartSaving,
  { verdicts, dominators }: StartChoice,
  index: number,
  all: readonly PlacedStart[],
  answer: () => StartAnswer,
): JudgedWindow {
  const better = dominators[index] ?? null;
  return {
    ...start,
    saving,
    verdict: verdicts[index]!,
    beatenBy: better === null ? null : (all[better] ?? null),
    answer,
  };
}
