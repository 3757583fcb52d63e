import { inputFault, type InputFault } from '../graph-input-error.ts';
import type { RunFacts, RunStatus } from './run.ts';

/** What is told of a run; null or absent is not told. */
export type ToldFacts = { readonly [Key in keyof RunFacts]?: RunFacts[Key] | null | undefined };

/** FILLED: nothing had been told. WENT_ON: it grew while the run was at work. CORRECTED: it had been told otherwise. */
export type FactChangeKind = 'FILLED' | 'WENT_ON' | 'CORRECTED';

export type FactChange = {
  readonly field: keyof RunFacts;
  readonly previous: RunFacts[keyof RunFacts];
  readonly value: RunFacts[keyof RunFacts];
  readonly kind: FactChangeKind;
};

/** What a run at work measures anew. */
const MEASURED: readonly (keyof RunFacts)[] = ['accuracy', 'trainLoss', 'validationLoss', 'testLoss'];
/** What can only grow while a run is at work: less of it is an older message. */
const GROWING: readonly (keyof RunFacts)[] = ['hours', 'tokens', 'epochs'];

/** What a new run is, of what was told of it. */
export function newRun(told: ToldFacts & Pick<RunFacts, 'model'>): RunFacts {
  return {
    model: told.model,
    status: told.status ?? (tellsEnd(told) ? 'COMPLETED' : 'RUNNING'),
    gpu: told.gpu ?? null,
    gpuCount: told.gpuCount ?? null,
    provider: told.provider ?? null,
    region: told.region ?? null,
    billing: told.billing ?? null,
    pricePerGpuHour: told.pricePerGpuHour ?? null,
    parameters: told.parameters ?? null,
    batchSize: told.batchSize ?? null,
    learningRate: told.learningRate ?? null,
    samples: told.samples ?? null,
    epochs: told.epochs ?? null,
    tokens: told.tokens ?? null,
    hours: told.hours ?? null,
    accuracy: told.accuracy ?? null,
    trainLoss: told.trainLoss ?? null,
    validationLoss: told.validationLoss ?? null,
    testLoss: told.testLoss ?? null,
    startedAt: told.startedAt ?? null,
    endedAt: told.endedAt ?? null,
  };
}

function tellsEnd({ hours, endedAt }: ToldFacts): boolean {
  return hours != null || endedAt != null;
}

/**
 * What a run becomes by what is told of it later: what was null is filled; what a run at work measures goes on; what
 * contradicts is refused, or with `correct` replaces what was told.
 */
export function mergeRun(
  known: RunFacts,
  told: ToldFacts,
  { correct }: { readonly correct: boolean },
): {
  readonly faults: readonly InputFault[];
  readonly changes: readonly FactChange[];
  readonly facts: RunFacts;
} {
  const status = told.status ?? (known.status === 'RUNNING' && tellsEnd(told) ? 'COMPLETED' : null);
  const all = { ...told, status };
  const faults: InputFault[] = [];
  const changes = (Object.keys(known) as (keyof RunFacts)[]).flatMap((field): FactChange[] => {
    const [previous, value] = [known[field], all[field] ?? null];
    if (value === null || value === previous) return [];
    const kind = kindOf(field, known, value);
    if (kind !== null) return [{ field, previous, value, kind }];
    if (correct) return [{ field, previous, value, kind: 'CORRECTED' }];
    faults.push(
      field === 'status'
        ? illegalMove(known.status, value as RunStatus)
        : contradiction(field, previous, value, known.status),
    );
    return [];
  });
  const facts = { ...known, ...Object.fromEntries(changes.map(({ field, value }) => [field, value])) };
  return { faults, changes, facts };
}

/** What sort of change it is; null for one that contradicts. */
function kindOf(field: keyof RunFacts, known: RunFacts, value: unknown): FactChangeKind | null {
  const previous = known[field];
  if (previous === null) return 'FILLED';
  if (known.status !== 'RUNNING') return null;
  if (field === 'status' || MEASURED.includes(field)) return 'WENT_ON';
  return GROWING.includes(field) && (value as number) > (previous as number) ? 'WENT_ON' : null;
}

function illegalMove(from: RunStatus, to: RunStatus): InputFault {
  return inputFault(
    'ILLEGAL_MOVE',
    'status',
    `The run is ${from} and cannot become ${to}. Where that was told by mistake, or the run was taken up again, send it with correct: true.`,
  );
}

function contradiction(
  field: keyof RunFacts,
  previous: unknown,
  value: unknown,
  status: RunStatus,
): InputFault {
  const grows = status === 'RUNNING' && GROWING.includes(field) ? ' and grows while the run is at work' : '';
  return inputFault(
    'IDEMPOTENCY_CONFLICT',
    field,
    `\`${field}\` is ${String(previous)} in the run of this name${grows}, not ${String(value)}. Another run has a name of its own; to correct this one, send it with correct: true.`,
  );
}
