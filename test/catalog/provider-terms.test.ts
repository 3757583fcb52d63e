import { expect, test } from 'vitest';
import { knownProviders } from '#catalog/providers.ts';
import { providersWithTerms, termsOf, type Term } from '#catalog/provider-terms.ts';
import { createDemoProviders } from '#demo/providers.ts';

const simulated = createDemoProviders({ seed: 1 }).map(({ id }) => id);

function figuresOf(provider: string): [name: string, term: Term][] {
  return Object.entries(termsOf(provider)).filter((entry): entry is [string, Term] => {
    const [, value] = entry;
    return typeof value === 'object';
  });
}

test('terms are of providers known by name, or of simulated ones', () => {
  const known = new Set([...knownProviders.map(({ id }) => id), ...simulated]);
  expect(providersWithTerms.filter((id) => !known.has(id))).toEqual([]);
  expect(simulated.filter((id) => !providersWithTerms.includes(id))).toEqual([]);
});

test.each([...providersWithTerms, 'nobody'])('the terms of %s can be computed with', (provider) => {
  const terms = termsOf(provider);
  expect(terms.incrementSeconds.value).toBeGreaterThan(0);
  expect(terms.minimumSeconds.value).toBeGreaterThan(0);
  expect(terms.bootSuccess.value).toBeGreaterThanOrEqual(0.1);
  expect(terms.bootSuccess.value).toBeLessThanOrEqual(1);
  expect(terms.spotMtbiHours.value).toBeGreaterThanOrEqual(1);
  for (const [, { value }] of figuresOf(provider)) expect(value).toBeGreaterThanOrEqual(0);
  for (const rate of [terms.storageUsdPerGbMonth, terms.egressUsdPerGb, terms.ingressUsdPerGb]) {
    expect(rate.value).toBeLessThan(1);
  }
});

test.each([...providersWithTerms, 'nobody'])('each figure of %s says whether it is published', (provider) => {
  for (const [name, { basis, source }] of figuresOf(provider)) {
    const estimate = /^(assumption|measured|simulation): /.test(source);
    expect(estimate ? 'ESTIMATED' : 'LIST', `${name}: ${source}`).toBe(basis);
    // A published figure names its page.
    expect(estimate || /\.\w{2,4}\b/.test(source), `${name}: ${source}`).toBe(true);
    expect(source.startsWith('simulation'), `${name}: ${source}`).toBe(simulated.includes(provider));
  }
});

test('a provider nobody knows has cautious terms, not none', () => {
  expect(termsOf('nobody')).toBe(termsOf('__proto__'));
  expect(termsOf('nobody').bootBilled).toBe(true);
});
