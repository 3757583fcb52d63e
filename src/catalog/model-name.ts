import type { Model } from './model.ts';

/** Longer names are nobody's model, and are not looked at. */
const MAX_NAME_LENGTH = 200;

/** What a build, a tuning or a benchmark adds to a model's name; its architecture is the same. */
const ADDED = new RegExp(
  `^(?:${[
    'instruct(?:ion)?|it|chat|base|text|hf|pt|pretrain(?:ed)?|preview|latest|thinking|original|sft|dpo|qat',
    'fp\\d+|bf16|f16|f32|int\\d|[248]bit|w\\d+a\\d+|awq|gptq|gguf|ggml|exl2|bnb|mlx|nf4',
    'mxfp4|nvfp4|kv|ud|quantized|dynamic|block|autoround|onnx',
  ].join('|')})$`,
);
/** llama.cpp's and Ollama's formats: "q4_K_M", "IQ2_XXS". */
const QUANTISED = /(?<![a-z0-9])i?q\d(?:_[0-9a-z]+)*(?![a-z0-9])/g;
/** What tells one build from the next: v0.1, or the month it is of (0324, 2507, 2024). */
const EDITION = /^(?:v[01]\.\d|2[3-6](?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])(?:2[3-6]|[0-3]\d)|202\d|0\d)$/;

/** What a word is made of: "8x7b", "a22b", "16e", "128k" as they stand, letters and digits apart. */
const PART =
  /\d+x\d+(?:\.\d+)?b(?![a-z])|a\d+(?:\.\d+)?b(?![a-z])|\d+(?:\.\d+)?[bmtek](?![a-z0-9])|\d+|[a-z]+/g;

/**
 * The keys a name may be listed under, the most particular first: in lower case, without the publisher
 * ("meta-llama/"), without separators, then without what builds and benchmarks add, then without editions.
 * Letters that follow each other are one word, numbers stay apart: "llama3_1-405b" is "llama 3 1 405b". Sizes keep
 * their point. Empty for what is too long or has no letter or digit.
 */
export function modelKeys(name: string): string[] {
  if (name.length > MAX_NAME_LENGTH) return [];
  const own =
    name
      .trim()
      .toLowerCase()
      .split('/')
      .findLast((part) => part !== '') ?? '';
  // MLPerf's accuracy targets: "llama2-70b-99.9".
  const said = own
    .replace(/\.(?:gguf|safetensors|bin)$/, '')
    .replace(QUANTISED, ' ')
    .replace(/-99(?:\.9)?$/, '')
    .replaceAll('+', ' plus ');
  const words = said.split(/[\s_\-:,()@]+/).filter((word) => word !== '');
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const begun = first === 'meta' && rest.length > 0 ? [] : [first];
  const unbuilt = [...begun, ...rest.filter((word) => !ADDED.test(word))];
  const unedited = unbuilt.filter((word, at) => at === 0 || !EDITION.test(word));
  return [...new Set([words, unbuilt, unedited].map(keyOf))].filter((key) => key !== '');
}

function keyOf(words: readonly string[]): string {
  const parts = words.flatMap((word) => word.match(PART) ?? []);
  return parts.join(' ').replace(/(?<=^|\s)([a-z]+(?: [a-z]+)+)(?=\s|$)/g, (run) => run.replaceAll(' ', ''));
}

/** Every name of a model. */
export function namesOfModel({ name, slug, aliases }: Model): string[] {
  return [name, slug, ...aliases];
}
