/** How a measurement was taken, as its text tells it; null where that is not said. */
export type MeasuredWorkload = {
  readonly batch: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
};

type Lengths = { readonly inputTokens: number; readonly outputTokens: number };

const MOST = 10_000_000;
const NUMBER = String.raw`(\d{1,3}(?:,\d{3})+|\d{1,7}k?)(?![\d.]*b\b)`;
const MEASURE = '(?:[_ -]?(?:size|len(?:gth)?|tokens?))?';

/** A number right behind one of the words or, where none is, right before it; commas and slashes keep them apart. */
function numberAt(words: string): readonly RegExp[] {
  return [
    new RegExp(`(?:${words})${MEASURE}\\s*[:=(]?\\s*(?:of\\s+)?${NUMBER}`, 'i'),
    new RegExp(`${NUMBER}[ x-]*(?:tok(?:en)?s?[ -]*)?(?:${words})`, 'i'),
  ];
}

const BATCH = numberAt(
  String.raw`concurren(?:cy|t)(?:[_ ]requests)?|\bconc|batch|max[_ -]num[_ -]seqs|num[_ -]parallel|(?<!(?:tensor|expert|data|pipeline)[_ -])parallel|simultaneous|clients?|users?|streams?|in[- ]flight|\bbs`,
);
const INPUT = numberAt(String.raw`prompts?|input|prefill|context|\bin\b(?![- ]flight)|\bisl`);
const OUTPUT = numberAt(
  String.raw`generat(?:e|ed|ion)|output|decode|completion|\bout\b|\bosl|max[_ -]tokens|\btg|\bnew\b`,
);
/** "512/128", "1024 -> 256", "in/out 1024/1024": prompt and answer. */
const PAIR = /\b(\d{2,6})\s*(?:\/|->|→|:|,\s*)\s*(\d{2,6})\b/;

/** Reads batch and lengths out of a text such as "single stream, generate 512 / prompt 512" or "64 concurrent". */
export function measuredWorkload(text: string): MeasuredWorkload {
  const isSingle = /single[ -]?(?:stream|user|request)|\bbs\W?1\b|one stream/i.test(text);
  const pair = PAIR.exec(text);
  return {
    batch: firstNumber(BATCH, text) ?? (isSingle ? 1 : null),
    inputTokens: firstNumber(INPUT, text) ?? (pair ? Number(pair[1]) : null),
    outputTokens: firstNumber(OUTPUT, text) ?? (pair ? Number(pair[2]) : null),
  };
}

function firstNumber(patterns: readonly RegExp[], text: string): number | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) continue;
    const number = found.endsWith('k')
      ? 1024 * Number(found.slice(0, -1))
      : Number(found.replaceAll(',', ''));
    if (number > 0 && number <= MOST) return number;
  }
  return null;
}

/**
 * What tasks are like where their lengths are not said. Conventions, near the sets' own descriptions: prompts of the
 * arena and of ShareGPT are short, questions of GPQA shorter, code to be filled in stands in a long context, pictures take a thousand tokens and films several, and the
 * command of LLMPerf asks for 550 and 150 tokens unless told otherwise: taken halfway towards as many out as in.
 */
const TASKS: readonly { readonly of: RegExp; readonly lengths: Lengths; readonly reasoned: number }[] = [
  { of: /video/i, lengths: { inputTokens: 4000, outputTokens: 300 }, reasoned: 2000 },
  { of: /image|vision|multi-?modal/i, lengths: { inputTokens: 1200, outputTokens: 400 }, reasoned: 2000 },
  { of: /gpqa|problem|math|reason/i, lengths: { inputTokens: 250, outputTokens: 1200 }, reasoned: 6000 },
  { of: /fim|fill[- ]in|complet/i, lengths: { inputTokens: 1000, outputTokens: 60 }, reasoned: 60 },
  { of: /code|program/i, lengths: { inputTokens: 200, outputTokens: 700 }, reasoned: 4000 },
  { of: /summar|cnn|dailymail/i, lengths: { inputTokens: 870, outputTokens: 110 }, reasoned: 1000 },
  { of: /llmperf/i, lengths: { inputTokens: 400, outputTokens: 200 }, reasoned: 400 },
  { of: /sharegpt/i, lengths: { inputTokens: 220, outputTokens: 200 }, reasoned: 2000 },
  { of: /chat|arena|convers/i, lengths: { inputTokens: 200, outputTokens: 500 }, reasoned: 2000 },
];
const USUAL = { lengths: { inputTokens: 256, outputTokens: 256 }, reasoned: 2000 };

/** What is assumed of a task's lengths; models that reason before they answer write more. */
export function assumedLengths(text: string, isReasoning: boolean): Lengths {
  const { lengths, reasoned } = TASKS.find(({ of }) => of.test(text)) ?? USUAL;
  return isReasoning ? { ...lengths, outputTokens: reasoned } : lengths;
}
