import type { PlannedHazard } from '#forecast/planned-hazard.ts';
import { sourceOf } from '#forecast/planned-hazard.ts';
import { derived, fact, given, type Figure } from '#units/figure.ts';
import { formula } from '#units/formula.ts';
import type { TrainingQuestion } from './training-question.ts';

/** What interruptions do to a run on spot machines. */
export type Interruptions = {
  /** Between interruptions of any of the machines, in hours. */
  readonly mtbi: Figure;
  /** Hours of work between checkpoints. */
  readonly interval: Figure;
  /** Hours on the machines for each hour of work. */
  readonly factor: Figure;
};

const GANG = formula('mtbiOfMachine / machines');
const OPTIMUM = formula(
  'sqrt(2 * checkpoint * mtbi) * (1 + sqrt(checkpoint / (2 * mtbi)) / 3 + checkpoint / (18 * mtbi)) - checkpoint',
);
const TOO_OFTEN = formula('mtbi');
const FACTOR = formula(
  'max(1, mtbi * exp(restart / mtbi) * (exp((interval + checkpoint) / mtbi) - 1) / interval)',
);
const CHANCE = formula('1 - exp(-hours / mtbi)');
const DALY = 'Daly 2006, A higher order estimate of the optimum checkpoint interval for restart dumps';

/** A run on so many machines that stop together, each as often as was measured, independently of the others. */
export function interruptionsOf(
  { checkpointHours, restartHours }: Pick<TrainingQuestion, 'checkpointHours' | 'restartHours'>,
  hazard: PlannedHazard,
  machines: number,
): Interruptions {
  const mtbi = derived(
    GANG,
    {
      mtbiOfMachine: fact(hazard.mtbiHours, 'h', 'ESTIMATED', `${hazard.origin} of ${sourceOf(hazard)}`),
      machines: fact(machines, 'machines', 'DERIVED', 'as rented; taken to fail independently'),
    },
    'h',
  );
  const checkpoint = given(checkpointHours, 'h');
  const isFarApart = checkpointHours < 2 * mtbi.value;
  const interval = derived(isFarApart ? OPTIMUM : TOO_OFTEN, { checkpoint, mtbi }, 'h', { source: DALY });
  const restart = given(restartHours, 'h');
  const factor = derived(FACTOR, { mtbi, restart, interval, checkpoint }, '1', { source: DALY });
  return { mtbi, interval, factor };
}

/** Of at least one interruption while it runs. */
export function chanceOfInterruption(hours: Figure, mtbi: Figure): Figure {
  return derived(CHANCE, { hours, mtbi }, '1', { source: 'interruptions without memory' });
}
