import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { inputFault, inputTextFaults, type InputFault } from '../graph-input-error.ts';
import { NAME_LENGTH, togetherFaults, toldFaults } from './check-run.ts';
import { mergeRun, newRun, type FactChange, type ToldFacts } from './merge-run.ts';
import type { StoredRun } from './run.ts';
import { addRun, changeRun, lockRun, runCount } from './store-runs.ts';

/** Runs of one owner; more are a program that names each message a run. */
export const MOST_RUNS = 10_000;

export type RunMessage = {
  readonly name: string;
  /** Names resolved. */
  readonly told: ToldFacts;
  /** Replace what contradicts. */
  readonly correct: boolean;
};

export type RecordedRun =
  | {
      readonly run: StoredRun;
      readonly isNew: boolean;
      /** Empty for a new run, and for a message that tells nothing new. */
      readonly changes: readonly FactChange[];
    }
  | { readonly faults: readonly InputFault[] };

/**
 * Records a run of an owner, or what is told of it later. The name is the key: the same message again changes nothing,
 * also where many send it at once.
 */
export async function recordRun(
  db: Db,
  owner: OwnerId,
  { name, told, correct }: RunMessage,
  now: Instant,
): Promise<RecordedRun> {
  const faults = [...inputTextFaults('name', name, NAME_LENGTH), ...toldFaults(told, now)];
  if (faults.length > 0) return { faults };
  return db.transaction().execute(async (trx): Promise<RecordedRun> => {
    const known = await lockRun(trx, owner, name);
    if (!known) {
      const added = await addNew(trx, owner, name, told, now);
      if (added) return added;
    }
    // Somebody else may have added it just now.
    const stored = known ?? (await lockRun(trx, owner, name));
    if (!stored) throw new Error('a run was neither written nor there');
    const merged = mergeRun(newRun(stored), told, { correct });
    const wrong = [...merged.faults, ...togetherFaults(merged.facts)];
    if (wrong.length > 0) return { faults: wrong };
    if (merged.changes.length === 0) return { run: stored, isNew: false, changes: [] };
    const run = await changeRun(trx, stored, merged.facts, merged.changes, now);
    if (!run) throw new Error('a run that was locked is gone');
    return { run, isNew: false, changes: merged.changes };
  });
}

/** Undefined where another has added it meanwhile. */
async function addNew(
  db: Db,
  owner: OwnerId,
  name: string,
  told: ToldFacts,
  now: Instant,
): Promise<RecordedRun | undefined> {
  const { model } = told;
  if (model == null) {
    const message = 'No run of yours has this name yet: tell its `model`, by which runs are compared.';
    return { faults: [inputFault('BAD_TEXT', 'model', message)] };
  }
  const facts = newRun({ ...told, model });
  const wrong = togetherFaults(facts);
  if (wrong.length > 0) return { faults: wrong };
  if ((await runCount(db, owner, {})) >= MOST_RUNS) {
    const message = `An owner keeps at most ${MOST_RUNS} runs. Metrics of a run as it goes on are points of it: recordRunPoints.`;
    return { faults: [inputFault('TOO_MANY', 'name', message)] };
  }
  const run = await addRun(db, { owner, name }, facts, now);
  return run && { run, isNew: true, changes: [] };
}
