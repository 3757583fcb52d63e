import type { Db } from '#db/open.ts';
import type { OwnerId } from '#units/owner.ts';
import type { Instant } from '#units/time.ts';
import { inputFault, inputTextFaults, type InputFault } from '../graph-input-error.ts';
import type { WorkloadSetup } from '../insight/workload-setup.ts';
import { checkedWorkload, type AskedWorkload } from '../job/asked-workload.ts';
import { countedEnergy, type CountedEnergy } from '../job/counted.ts';
import { setupOf, setupOfPlan } from '../job/setup-of.ts';
import { workloadsById } from '../job/store-workloads.ts';
import type { WorkloadPlan } from '../job/workload.ts';
import type { CallersWords } from './prompt.ts';

/** What is to be analysed, as GraphQL hands it over: one of the two. */
export type AskedAnalysis = {
  readonly idempotencyKey?: string | null | undefined;
  /** Id of a workload; null for what is no id of one. */
  readonly workload?: string | null | undefined;
  readonly setup?: AskedWorkload | null | undefined;
  readonly question?: string | null | undefined;
};

/** What a question is about. */
export type AnalysisQuestion = {
  readonly setup: WorkloadSetup;
  readonly words: CallersWords;
  /** What was measured, which counts in place of estimates; null where nothing was. */
  readonly measured: CountedEnergy | null;
};

export type CheckedAnalysis =
  (AnalysisQuestion & { readonly workload: string | null }) | { readonly faults: readonly InputFault[] };

const MOST_QUESTION = 1000;
const MOST_KEY = 100;

/** What is asked, names resolved; or every mistake in it. Another owner's workload is one that is not there. */
export async function checkedAnalysis(
  db: Db,
  owner: OwnerId,
  { idempotencyKey, workload, setup, question }: AskedAnalysis,
  now: Instant,
): Promise<CheckedAnalysis> {
  const faults: InputFault[] = [
    ...inputTextFaults('idempotencyKey', idempotencyKey, [1, MOST_KEY]),
    ...inputTextFaults('question', question, [1, MOST_QUESTION]),
  ];
  if ((workload === undefined) === (setup == null))
    faults.push(
      inputFault(
        'BAD_TEXT',
        'workload',
        'Say what to analyse: the id of a `workload` of yours, or a `setup`.',
      ),
    );
  if (faults.length > 0) return { faults };
  if (setup != null) {
    const checked = await checkedWorkload(db, setup, now);
    if ('faults' in checked) return { faults: checked.faults.map(withinSetup) };
    return asked(setupOfPlan(checked.plan), checked.plan, { workload: null, measured: null }, question);
  }
  const [kept] = workload == null ? [] : await workloadsById(db, owner, [workload]);
  if (!kept)
    return {
      faults: [
        inputFault('NOT_FOUND', 'workload', 'You have no workload of this id: `workloads` lists yours.'),
      ],
    };
  const counted = countedEnergy(kept);
  const measured = counted?.isMeasured ? counted : null;
  return asked(setupOf(kept), kept, { workload: kept.id, measured }, question);
}

function asked(
  setup: WorkloadSetup | null,
  { gpu, notes }: WorkloadPlan,
  known: { readonly workload: string | null; readonly measured: CountedEnergy | null },
  question: string | null = null,
): CheckedAnalysis {
  if (!setup) return { faults: [inputFault('UNKNOWN_NAME', 'workload', `The catalog has dropped ${gpu}.`)] };
  return { setup, ...known, words: { question, notes } };
}

function withinSetup({ path: [input = 'input', ...rest], ...fault }: InputFault): InputFault {
  return { ...fault, path: [input, 'setup', ...rest] };
}
