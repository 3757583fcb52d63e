import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesOfModel } from '#catalog/model-name.ts';
import { models } from '#catalog/models.ts';
import { nearestModels } from '#catalog/nearest-models.ts';
import { resolveModel } from '#catalog/resolve-model.ts';

/** The slug a name means, or those it may mean; null for neither. */
function meant(name: string): string | readonly string[] | null {
  const resolution = resolveModel(name);
  if (resolution.kind === 'MAPPED') return resolution.model.slug;
  return resolution.kind === 'AMBIGUOUS' ? resolution.candidates.map(({ slug }) => slug) : null;
}

describe('names of models', () => {
  test.each([
    // Benchmarks: MLPerf, llama.cpp's tables, llm-foundry.
    ['llama2-70b-99', 'llama-2-70b'],
    ['llama2-70b-99.9', 'llama-2-70b'],
    ['llama3_1-405b', 'llama-3.1-405b'],
    ['llama3.1-8b', 'llama-3.1-8b'],
    ['mixtral-8x7b', 'mixtral-8x7b'],
    ['deepseek-r1', 'deepseek-r1'],
    ['Llama-3-70B', 'llama-3-70b'],
    ['MPT-7b', 'mpt-7b'],
    // Hugging Face.
    ['meta-llama/Llama-3.1-8B-Instruct', 'llama-3.1-8b'],
    ['meta-llama/Meta-Llama-3-70B-Instruct', 'llama-3-70b'],
    ['Qwen/Qwen3-235B-A22B-Instruct-2507', 'qwen3-235b-a22b'],
    ['Qwen/Qwen2.5-72B-Instruct-AWQ', 'qwen2.5-72b'],
    ['openai/gpt-oss-120b', 'gpt-oss-120b'],
    ['unsloth/Meta-Llama-3.1-8B-bnb-4bit', 'llama-3.1-8b'],
    ['hugging-quants/Meta-Llama-3.1-405B-Instruct-AWQ-INT4', 'llama-3.1-405b'],
    ['amd/Llama-3.1-405B-Instruct-FP8-KV', 'llama-3.1-405b'],
    ['Llama-3.3-70B-Instruct-Q4_K_M.gguf', 'llama-3.3-70b'],
    ['bartowski/Llama-3.3-70B-Instruct-GGUF:IQ2_XXS', 'llama-3.3-70b'],
    ['deepseek-ai/DeepSeek-V3-0324', 'deepseek-v3'],
    ['google/gemma-3-27b-it', 'gemma-3-27b'],
    ['mistralai/Mistral-7B-Instruct-v0.1', 'mistral-7b-v0.1'],
    ['mistralai/Mistral-7B-Instruct-v0.2', 'mistral-7b-v0.3'],
    ['tiiuae/falcon-180B-chat', 'falcon-180b'],
    ['TinyLlama/TinyLlama-1.1B-Chat-v1.0', 'tinyllama-1.1b'],
    // Ollama.
    ['llama3.1:8b', 'llama-3.1-8b'],
    ['llama3:8b-instruct-q4_0', 'llama-3-8b'],
    ['qwen2.5:7b-instruct-q4_K_M', 'qwen2.5-7b'],
    ['qwen3:30b', 'qwen3-30b-a3b'],
    ['gpt-oss:20b', 'gpt-oss-20b'],
    ['mistral:7b', 'mistral-7b-v0.3'],
    ['deepseek-r1:70b', 'deepseek-r1-distill-llama-70b'],
    // People.
    ['LLAMA 3.1 8B', 'llama-3.1-8b'],
    ['llama-3-1-8b', 'llama-3.1-8b'],
    ['Kimi K2', 'kimi-k2'],
    ['command-r+', 'command-r-plus-104b'],
    ['Command R', 'command-r-35b'],
    ['command-r-08-2024', 'command-r-08-2024'],
    ['phi 4', 'phi-4-14b'],
  ])('%s is %s', (name, slug) => {
    expect(meant(name)).toBe(slug);
  });

  test.each([
    ['Llama 3.1', ['llama-3.1-8b', 'llama-3.1-70b', 'llama-3.1-405b']],
    ['Llama 70B', ['llama-2-70b', 'llama-3-70b', 'llama-3.1-70b', 'llama-3.3-70b']],
    ['Mixtral', ['mixtral-8x7b', 'mixtral-8x22b']],
    ['deepseek-r1:8b', ['qwen3-8b', 'deepseek-r1-distill-llama-8b']],
  ])('%s may be any of several', (name, slugs) => {
    expect(meant(name)).toEqual(slugs);
  });

  test.each([
    '',
    ' ',
    '/',
    '-99.9',
    '8B',
    '70B',
    '3',
    'gpt-4',
    'Llama 3 18B',
    'llama 3 7',
    'MPT-1b',
    'Qwen 7B',
    'instruct',
    'x'.repeat(300),
  ])('"%s" is no model of the catalog', (name) => {
    expect(meant(name)).toBeNull();
  });

  test('every name of the catalog means its own row, in any case, with any publisher, build or format', () => {
    for (const model of models) {
      for (const name of namesOfModel(model)) {
        const bare = name.slice(name.lastIndexOf('/') + 1);
        for (const spelt of [
          name,
          name.toUpperCase(),
          `someone/${bare}`,
          `${bare}-FP8`,
          `${name} `,
          bare.replaceAll(' ', '_'),
        ]) {
          expect([spelt, meant(spelt)]).toEqual([spelt, model.slug]);
        }
      }
    }
  });

  test('any text means one model, several, or none, and never throws', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'llama',
        'Qwen',
        '3',
        '3.1',
        '8B',
        '8x7b',
        'a22b',
        'Instruct',
        'v0.1',
        '-',
        '_',
        '/',
        ':',
        'FP8',
        'q4_K_M',
        '2507',
        '99.9',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const name = words.join('');
        const resolution = resolveModel(name);
        if (resolution.kind === 'AMBIGUOUS') {
          expect(new Set(resolution.candidates).size).toBe(resolution.candidates.length);
          expect(resolution.candidates.length).toBeGreaterThan(1);
        }
        expect(nearestModels(name, 3).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 300 },
    );
  });

  test('a slip of the fingers is near', () => {
    expect(nearestModels('lama-3.1-8b', 3).map(({ slug }) => slug)).toContain('llama-3.1-8b');
    expect(nearestModels('mixtral 8x8b', 1).map(({ slug }) => slug)).toEqual(['mixtral-8x7b']);
    expect(nearestModels('Hermes-3-Llama-3.1-8B', 2).map(({ slug }) => slug)).toContain('llama-3.1-8b');
    expect(nearestModels('zzzzzzzzzzzz', 3)).toEqual([]);
  });
});
