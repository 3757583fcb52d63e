import type { Context } from '#graph/context.ts';
import type { Moment } from '#graph/moment.ts';
import { digestOf } from '#forecast/take-report.ts';
import type { OwnerId } from '#units/owner.ts';
import { DAY_MS, plusMs } from '#units/time.ts';
import { inputFault, type InputFault } from '../graph-input-error.ts';
import type { WorkloadSetup } from '../insight/workload-setup.ts';
import type { Analysis } from './analysis.ts';
import { analyze } from './analyze.ts';
import { checkedAnalysis, type AskedAnalysis } from './asked-analysis.ts';
import type { CallersWords } from './prompt.ts';
import { addAnalysis, analysesSince, analysisUnderKey, type KeptAnalysis } from './store-analyses.ts';

export type AnsweredAnalysis = {
  readonly analysis: Analysis | null;
  readonly replayed: boolean;
  readonly errors: readonly InputFault[];
};

/** Analyses of one owner within 24 hours: each keeps up to 100 kB, and a model is paid by the question. */
const MOST_A_DAY = 500;

/** Analyses a workload and keeps what came of it; once for each idempotency key of an owner. */
export async function answerAnalysis(
  context: Context,
  owner: OwnerId,
  asked: AskedAnalysis,
  moment: Moment,
): Promise<AnsweredAnalysis> {
  const { db } = context;
  const checked = await checkedAnalysis(db, owner, asked, moment.at);
  if ('faults' in checked) return refused(...checked.faults);
  const { setup, workload, words, measured } = checked;
  const key = asked.idempotencyKey ?? null;
  const digest = digestOfQuestion(setup, workload, words);
  const known = key === null ? undefined : await analysisUnderKey(db, owner, key);
  if (known) return replayOf(known, digest);
  if ((await analysesSince(db, owner, plusMs(moment.at, -DAY_MS))) >= MOST_A_DAY) {
    const message = `${MOST_A_DAY} analyses of one owner are taken within 24 hours: ask again tomorrow.`;
    return refused({ code: 'TOO_MANY', message, path: ['input'] });
  }
  const analyzed = await analyze(context, owner, { setup, words, measured }, moment);
  const made = await addAnalysis(
    db,
    owner,
    { workload, idempotencyKey: key, digest, ...analyzed },
    moment.at,
  );
  if (made) return { analysis: made, replayed: false, errors: [] };
  // Somebody asked the same at the same time.
  const other = key === null ? undefined : await analysisUnderKey(db, owner, key);
  if (!other) throw new Error('an analysis was neither written nor there');
  return replayOf(other, digest);
}

function digestOfQuestion(
  setup: WorkloadSetup,
  workload: string | null,
  { question, notes }: CallersWords,
): string {
  const { gpu, region, ...plan } = setup;
  return digestOf('analysis', workload, gpu.slug, region?.code, Object.entries(plan), question, notes);
}

function replayOf(known: KeptAnalysis, digest: string): AnsweredAnalysis {
  if (known.digest === digest) return { analysis: known, replayed: true, errors: [] };
  const message = 'Another question was asked under this key: take a new one.';
  return refused(inputFault('IDEMPOTENCY_CONFLICT', 'idempotencyKey', message));
}

function refused(...errors: readonly InputFault[]): AnsweredAnalysis {
  return { analysis: null, replayed: false, errors };
}
