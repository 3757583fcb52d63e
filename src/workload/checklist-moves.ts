import { gpuOf } from '#market/graph-gpu.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { AskedChecklist } from './checklist-asked.ts';
import { offerPrice } from './price-figures.ts';
import type { FleetOffer } from './store-fleet-offers.ts';

/** Machines moved to other offers: what that saves a month, and in words where to. */
export type Moves = { readonly saving: Figure; readonly moved: number; readonly where: string };

const MOST_OFFERS = 20;

/**
 * Moves machine after machine to the cheapest of these offers, as many as each has, none of whose GPUs is
 * taken twice, as long as that saves. Null where none does. `hoursPerWorkHour` is what an hour of work
 * takes there.
 */
export function movedTo(
  { figures, gpuCount }: AskedChecklist,
  offers: readonly FleetOffer[],
  hoursPerWorkHour: Figure | null = null,
): Moves | null {
  const { machines, hours, price } = figures;
  const factor = hoursPerWorkHour?.value ?? 1;
  const rate = ({ price: own, gpuCount: gpus }: FleetOffer): number => own * gpus * factor;
  const most = price.value * 1e6 * gpuCount;
  const taken = new Set<string>();
  const chosen: { readonly offer: FleetOffer; readonly moved: number }[] = [];
  let left = machines.value;
  for (const offer of offers.toSorted((a, b) => rate(a) - rate(b) || a.id - b.id)) {
    if (left === 0 || rate(offer) >= most || chosen.length === MOST_OFFERS) break;
    const units = (offer.units ?? []).map((unit) => `${offer.provider}/${unit}`);
    // A provider that tells no number has one at least.
    const moved = units.some((unit) => taken.has(unit)) ? 0 : Math.min(left, offer.available ?? 1);
    if (moved === 0) continue;
    for (const unit of units) taken.add(unit);
    chosen.push({ offer, moved });
    left -= moved;
  }
  const [first] = chosen;
  if (!first) return null;
  const times = hoursPerWorkHour ? ' * hoursPerWorkHour' : '';
  const terms = chosen.map(
    (_, at) => `moved${at + 1} * (gpuCount * price - gpus${at + 1} * price${at + 1}${times})`,
  );
  const inputs: Record<string, Figure> = {
    hours,
    price,
    gpuCount: fact(gpuCount, 'GPUs', 'GIVEN', 'the caller'),
    ...(hoursPerWorkHour && { hoursPerWorkHour }),
  };
  for (const [at, { offer, moved }] of chosen.entries()) {
    inputs[`moved${at + 1}`] = fact(
      moved,
      'machines',
      'DERIVED',
      'the cheapest first, as many as are available',
    );
    inputs[`gpus${at + 1}`] = fact(offer.gpuCount, 'GPUs', 'OBSERVED', offer.source);
    inputs[`price${at + 1}`] = offerPrice(offer);
  }
  const moved = machines.value - left;
  const { offer } = first;
  const region = offer.region === null ? '' : ` in ${offer.region}`;
  const others =
    chosen.length > 1 ? ` and ${chosen.length - 1} more ${chosen.length === 2 ? 'offer' : 'offers'}` : '';
  return {
    saving: derived(formula(`hours * (${terms.join(' + ')})`), inputs, 'USD'),
    moved,
    where: `${moved} of ${machines.value} can be moved, first to ${offer.gpuCount} × ${gpuOf(offer.gpu)?.name ?? offer.gpu} by ${offer.provider}${region}${others}.`,
  };
}
