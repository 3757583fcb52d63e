import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recogniseUseCase, SPOT_USE_CASES } from '#analytics/spot-suitability.ts';

const suits = (text: string) => recogniseUseCase(text).useCase.suitable;

test.each(['training', 'batch processing', 'development', 'fine-tuning', 'batch embeddings'])(
  'spot suits %s',
  (text) => expect([suits(text), recogniseUseCase(text).how]).toEqual([true, 'NAMED']),
);

test.each(['production API', 'real-time inference', 'streaming responses', 'demo'])(
  'spot does not suit %s',
  (text) => expect([suits(text), recogniseUseCase(text).how]).toEqual([false, 'NAMED']),
);

test('what nobody knows is suited, and said not to be recognised', () => {
  for (const text of ['unknown', 'growing tomatoes', '', '  -- ', '🍅'])
    expect([suits(text), recogniseUseCase(text).useCase.key]).toEqual([true, 'UNKNOWN']);
  expect(recogniseUseCase('growing tomatoes').how).toBe('NOT_RECOGNISED');
});

test.each([
  ['FINE_TUNING', 'FINE_TUNING'],
  ['fineTuning', 'FINE_TUNING'],
  ['Fine–tuning', 'FINE_TUNING'],
  ['LoRA', 'FINE_TUNING'],
  ['RealTimeInference', 'REAL_TIME_INFERENCE'],
  ['real_time-INFERENCE', 'REAL_TIME_INFERENCE'],
  ['productionApi', 'PRODUCTION_API'],
  ['batch inference', 'BATCH_PROCESSING'],
  ['nightly batch inference of all images', 'BATCH_PROCESSING'],
  ['fine-tuning for a customer demo', 'DEMO'],
  ['chatbot with streaming responses', 'STREAMING_RESPONSES'],
  ['demographics', 'UNKNOWN'],
])('"%s" is taken for %s', (text, key) => expect(recogniseUseCase(text).useCase.key).toBe(key));

test('every name means one use case, and is found however it is written', () => {
  const names = SPOT_USE_CASES.flatMap(({ key, synonyms }) => synonyms.map((name) => ({ key, name })));
  expect(new Set(names.map(({ name }) => name)).size).toBe(names.length);
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(' ', '-', '_', '  ', '/'),
      fc.boolean(),
      (one, by, loud) => {
        const text = one.name.replaceAll(' ', by);
        expect(recogniseUseCase(loud ? text.toUpperCase() : text)).toMatchObject({
          useCase: { key: one.key },
          how: 'NAMED',
        });
      },
    ),
  );
});
