import { z } from 'zod';
import type { InsightKind } from '../insight/insight.ts';

/** What an answer may say a change is; OTHER for what is computed nowhere. */
export const ANSWER_KINDS = [
  'OTHER_GPU',
  'OTHER_REGION',
  'OTHER_TIME',
  'SPOT',
  'FEWER_GPUS',
  'UTILIZATION',
  'OTHER_PROVIDER',
  'IDLE',
  'RESERVATION',
  'COMBINED',
  'OTHER',
] as const satisfies readonly (InsightKind | 'OTHER')[];

export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** A text as databases keep it: escapes in JSON may stand for what they do not. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .transform((said) => said.replaceAll('\0', '\uFFFD').toWellFormed());

/** NaN and the infinite are no numbers to zod; JSON’s 1e309 is infinite. */
const amount = z.number().min(0).nullish();

const answerSchema = z.object({
  summary: text(2000),
  estimates: z.object({
    energyKwh: amount,
    carbonKg: amount,
    electricityUsd: amount,
    rentUsd: amount,
  }),
  insights: z
    .array(
      z.object({
        kind: z.enum(ANSWER_KINDS),
        title: text(160),
        reasoning: text(1500),
        confidence: z.number().min(0).max(1),
        saves: z.object({ usd: amount, kwh: amount, kgCo2e: amount }),
      }),
    )
    .max(10),
});

/** What a model answers in the end. */
export type Answer = z.output<typeof answerSchema>;
export type AnsweredInsight = Answer['insights'][number];

export type ReadAnswer =
  | { readonly answer: Answer }
  | { readonly reason: 'BAD_JSON' | 'SCHEMA_MISMATCH' | 'REFUSED'; readonly detail: string };

/** The answer in a model’s last words: JSON, perhaps fenced, after thoughts or in a sentence. */
export function readAnswer(said: string): ReadAnswer {
  const json = jsonIn(said);
  if (json === undefined) {
    return isRefusal(said)
      ? { reason: 'REFUSED', detail: 'The model refused to answer.' }
      : { reason: 'BAD_JSON', detail: 'The model’s last words are no JSON.' };
  }
  const read = answerSchema.safeParse(json);
  if (read.success) return { answer: read.data };
  const [{ path, message } = { path: [], message: '' }] = read.error.issues;
  const where = path.length > 0 ? `, at ${path.join('.').slice(0, 80)}` : '';
  const detail = `The model’s answer does not fit its schema${where}: ${message.slice(0, 200)}.`;
  return { reason: 'SCHEMA_MISMATCH', detail };
}

function jsonIn(said: string): unknown {
  const thought = said.replace(/^\s*<think>[\s\S]*?<\/think>/, '').trim();
  const inner = thought.slice(thought.indexOf('{'), thought.lastIndexOf('}') + 1);
  for (const text of [thought, inner]) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The next form of it may be JSON.
    }
  }
  return undefined;
}

/** Models without a field for refusals say it in words. */
function isRefusal(said: string): boolean {
  return /^\W*(i['’]?m sorry|sorry|i (can['’]?t|cannot|can not|won['’]?t|will not|am (not able|unable)|must decline)|as an ai)\b/i.test(
    said.trim(),
  );
}
