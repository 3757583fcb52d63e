import { spotTimeFactor, timeFactorAt, USUAL_CHECKPOINTS } from '#analytics/spot-overhead.ts';
import { recogniseUseCase } from '#analytics/spot-suitability.ts';
import { derived, fact, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import { movedTo } from './checklist-moves.ts';
import { heldBy, stillFast, withinReach, type AskedChecklist } from './checklist-asked.ts';
import type { FleetOffer } from './store-fleet-offers.ts';

export type Horizon = 'IMMEDIATE' | 'MEDIUM_TERM' | 'LONG_TERM';
export type Level = 'LOW' | 'MEDIUM' | 'HIGH';

export type MeasureKey =
  | 'SPOT'
  | 'CHEAPER_OFFER'
  | 'SCALE_TO_ZERO'
  | 'CHEAPER_GPU'
  | 'RIGHT_SIZE'
  | 'QUANTISE'
  | 'BATCHING'
  | 'CACHING'
  | 'CHECKPOINTING'
  | 'COMMITMENT';

/** NOT_SUITED: it would harm. NO_OFFER: nothing to change to. NOT_KNOWN: a figure is missing. NO_SAVING: it costs as much. */
export type WhyNot = 'NOT_SUITED' | 'NO_OFFER' | 'NOT_KNOWN' | 'NO_SAVING';

export type Measure = {
  readonly key: MeasureKey;
  /** Null where `why` says why not. */
  readonly saving: Figure | null;
  readonly why: WhyNot | null;
  readonly reason: string;
};

type Outcome = Omit<Measure, 'key'>;

const KEPT = formula('gpus * price * hours');
const not = (why: WhyNot, reason: string): Outcome => ({ saving: null, why, reason });

/** Every measure on its own, against what is paid now: savings of several do not add up. */
export function measuresOf(asked: AskedChecklist, offers: readonly FleetOffer[]): readonly Measure[] {
  const here = withinReach(asked, offers, asked.billing);
  const outcomes: Readonly<Record<MeasureKey, Outcome>> = {
    SPOT: spot(asked, offers),
    CHEAPER_OFFER: moving(
      asked,
      here.filter(({ gpu }) => gpu === asked.gpu.slug),
      `Nobody else offers ${asked.gpuCount} × ${asked.gpu.name}.`,
      'The price of a GPU differs between providers and regions.',
    ),
    SCALE_TO_ZERO: scaleToZero(asked),
    CHEAPER_GPU: moving(
      asked,
      here.filter(stillFast(asked)),
      `No GPU with as much memory, bandwidth and compute is offered in machines of ${asked.gpuCount}.`,
      'A GPU with as much memory, bandwidth and compute by the data sheet may cost less.',
    ),
    RIGHT_SIZE: rightSize(asked, offers),
    QUANTISE: quantise(asked, offers),
    BATCHING: batching(asked),
    CACHING: caching(asked),
    CHECKPOINTING: checkpointing(asked),
    COMMITMENT: not(
      'NOT_KNOWN',
      'No price for a commitment of months is known here: ask the provider for one.',
    ),
  };
  return Object.entries(outcomes)
    .map(([key, outcome]) => ({ key: key as MeasureKey, ...outcome }))
    .toSorted((a, b) => (b.saving?.value ?? -1) - (a.saving?.value ?? -1));
}

/** The saving where there is one. */
function saved(saving: Figure, reason: string): Outcome {
  return saving.value > 0.005
    ? { saving, why: null, reason }
    : not('NO_SAVING', `${reason} That costs as much or more.`);
}

function spot(asked: AskedChecklist, offers: readonly FleetOffer[]): Outcome {
  const { useCase } = recogniseUseCase(asked.useCase);
  if (asked.billing === 'SPOT') return not('NO_SAVING', 'It runs on spot already.');
  if (!useCase.suitable) return not('NOT_SUITED', useCase.reason);
  const reach = withinReach(asked, offers, 'SPOT').filter(({ gpu }) => gpu === asked.gpu.slug);
  const none = `No spot machine of ${asked.gpuCount} × ${asked.gpu.name} is offered.`;
  const factor = spotTimeFactor({
    mtbiHours: asked.spotMtbi.value,
    ...USUAL_CHECKPOINTS,
  });
  const source = `Daly 2006: interruptions every ${asked.spotMtbi.value} h, checkpoints of 2 minutes, restarts of 5`;
  return moving(asked, reach, none, useCase.reason, fact(factor, '1', 'ESTIMATED', source));
}

function moving(
  asked: AskedChecklist,
  offers: readonly FleetOffer[],
  none: string,
  reason: string,
  hoursPerWorkHour: Figure | null = null,
): Outcome {
  if (offers.length === 0) return not('NO_OFFER', none);
  const moves = movedTo(asked, offers, hoursPerWorkHour);
  if (!moves)
    return not('NO_SAVING', `${reason} The cheapest of ${offers.length} offers costs as much or more.`);
  return saved(moves.saving, `${reason} ${moves.where}`);
}

function rightSize(asked: AskedChecklist, offers: readonly FleetOffer[]): Outcome {
  if (asked.neededGb === null)
    return not(
      'NOT_KNOWN',
      'Tell `neededVramGb`, or the `model` and its `format`, to find what is large enough.',
    );
  const { value: needed } = asked.neededGb;
  return moving(
    asked,
    others(asked, offers).filter((offer) => heldBy(offer, needed)),
    `No other machine on offer holds ${needed.toFixed(1)} GB.`,
    `${needed.toFixed(1)} GB are needed; what holds them may be slower, and the hours are taken to stay.`,
  );
}

/** Machines of another GPU or another number of GPUs, under the same billing. */
function others(
  { gpu, gpuCount, billing }: AskedChecklist,
  offers: readonly FleetOffer[],
): readonly FleetOffer[] {
  return offers.filter(
    (offer) => offer.billing === billing && (offer.gpu !== gpu.slug || offer.gpuCount !== gpuCount),
  );
}

function quantise(asked: AskedChecklist, offers: readonly FleetOffer[]): Outcome {
  const { quantisedGb, neededGb } = asked;
  if (quantisedGb === null || neededGb === null)
    return not('NOT_KNOWN', 'Tell the `model` and its `format`, to find what it fits in with four bits.');
  if (quantisedGb.value >= neededGb.value) return not('NO_SAVING', 'Its weights take four bits already.');
  const sizes = `${quantisedGb.value.toFixed(1)} GB instead of ${neededGb.value.toFixed(1)}`;
  return moving(
    asked,
    others(asked, offers).filter(
      (offer) => heldBy(offer, quantisedGb.value) && !heldBy(offer, neededGb.value),
    ),
    `No machine is offered that is large enough only with four bits: ${sizes}.`,
    `Four bits a weight need ${sizes}; the hours are taken to stay.`,
  );
}

const COLD_HOURS = fact(45 / 3600, 'h', 'ASSUMED', 'a cold start takes 45 seconds');

function scaleToZero({ busyHours, coldStarts, figures }: AskedChecklist): Outcome {
  if (busyHours === null)
    return not('NOT_KNOWN', 'Tell `busyHours`: how many of the hours anything is done.');
  const saving = derived(
    formula('gpus * price * (hours - busyHours - coldStarts * coldHours)'),
    { ...figures, busyHours, coldStarts, coldHours: COLD_HOURS },
    'USD',
  );
  return saved(saving, 'Hours in which nothing is done are paid for.');
}

function batching({ batchGain, figures, busyHours }: AskedChecklist): Outcome {
  if (batchGain === null)
    return not(
      'NOT_KNOWN',
      'Tell the `model` and `batch`: how many requests are, and could be, decoded at once.',
    );
  const saving = derived(
    formula('gpus * price * workHours * (1 - 1 / gain)'),
    { ...figures, workHours: busyHours ?? figures.hours, gain: batchGain },
    'USD',
  );
  return saved(saving, 'The weights are read once for all requests that are decoded together.');
}

function caching({ responseCacheHits, figures, busyHours }: AskedChecklist): Outcome {
  if (responseCacheHits === null)
    return not('NOT_KNOWN', 'Tell `responseCacheHits`: how many of the requests were asked before.');
  const saving = derived(
    formula('gpus * price * workHours * responseCacheHits'),
    { ...figures, workHours: busyHours ?? figures.hours, responseCacheHits },
    'USD',
  );
  return saved(saving, 'What was answered before is not computed again.');
}

function checkpointing({ billing, checkpointInterval, spotMtbi, figures }: AskedChecklist): Outcome {
  if (billing !== 'SPOT') return not('NO_SAVING', 'On-demand machines are not interrupted.');
  if (checkpointInterval === null)
    return not('NOT_KNOWN', 'Tell `checkpointInterval`: how often the work is saved now.');
  const risk = {
    mtbiHours: spotMtbi.value,
    ...USUAL_CHECKPOINTS,
  };
  const source = `Daly 2006 at interruptions every ${spotMtbi.value} h`;
  const now = fact(
    timeFactorAt(risk, checkpointInterval.value),
    '1',
    'ESTIMATED',
    `${source}, at the interval of now`,
  );
  const best = fact(spotTimeFactor(risk), '1', 'ESTIMATED', `${source}, at the best interval`);
  const saving = derived(
    formula('gpus * price * hours * (1 - best / now)'),
    { ...figures, best, now },
    'USD',
  );
  return saved(saving, 'Saving too seldom loses work, saving too often loses time.');
}

/** What is paid a month now. */
export function paidNow({ figures }: Pick<AskedChecklist, 'figures'>): Figure {
  return derived(KEPT, figures, 'USD');
}
