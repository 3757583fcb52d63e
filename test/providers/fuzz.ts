import * as fc from 'fast-check';
import { expect } from 'vitest';
import { ProviderError, type PollResult } from '#providers/provider.ts';
import { lawful } from '#units/quote-laws.ts';

/**
 * Puts arbitrary answers to a normaliser: it throws a ProviderError or nothing, its quotes are lawful,
 * its rejects are fit for a database. Returns how often it has read something, out of a thousand.
 */
export function readOutcomes<T>(answers: fc.Arbitrary<T>, normalise: (answer: T) => PollResult): number {
  let polled = 0;
  fc.assert(
    fc.property(answers, (answer) => {
      try {
        const { quotes, rejects } = normalise(answer);
        expect(lawful(quotes)).toEqual({ quotes, rejects: [] });
        for (const { detail, raw } of rejects) expect(detail + raw).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        polled++;
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
      }
    }),
    { numRuns: 1000 },
  );
  return polled;
}
