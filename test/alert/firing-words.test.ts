import { expect, test } from 'vitest';
import { valueFigure } from '#alert/figures.ts';
import { firingSentence, type Firing } from '#alert/firing.ts';
import type { Reading } from '#alert/reading.ts';
import { gpuSlug } from '#units/gpu.ts';
import { parseInstant } from '#units/time.ts';

const at = parseInstant('2026-01-31T12:00:00Z')!;

function firing(threshold: number, available: number, offers: number): Firing {
  const reading: Reading = {
    at,
    seq: 0,
    price: null,
    offer: null,
    absence: null,
    unheardPrice: null,
    available,
    mayBeMore: false,
    offers,
    mean: null,
    simulated: false,
  };
  return {
    alert: 'a',
    name: 'Some',
    scope: { gpu: gpuSlug('rtx-4090'), billing: null, providers: null, regions: null, simulated: false },
    askedRegions: null,
    condition: 'AVAILABLE',
    threshold,
    hysteresis: 0,
    forMs: 0,
    coolDownMs: 0,
    at,
    since: at,
    reading,
    value: available,
    nth: 1,
  };
}

test.each([
  [1, 1, 1, 'Some: at least 1 GPU since 2026-01-31T12:00:00Z: 1 GPU.', 'GPUs of 1 offer that'],
  [1, 8, 2, 'Some: at least 1 GPU since 2026-01-31T12:00:00Z: 8 GPUs.', 'GPUs of 2 offers that'],
  [2, 2, 1, 'Some: at least 2 GPUs since 2026-01-31T12:00:00Z: 2 GPUs.', 'GPUs of 1 offer that'],
])('at least %i, and %i of %i offers are told in words', (threshold, available, offers, words, source) => {
  const fired = firing(threshold, available, offers);
  expect(firingSentence(fired)).toBe(words);
  expect(valueFigure('AVAILABLE', fired.reading)?.source).toContain(source);
});
