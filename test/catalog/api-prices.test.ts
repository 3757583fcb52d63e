import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apiPrices, apiPricesCalled, nearestApiPrices } from '#catalog/api-prices.ts';

test('every price has a key of its own, a day and a source, and is one by the million tokens', () => {
  expect(new Set(apiPrices.map(({ key }) => key)).size).toBe(apiPrices.length);
  for (const { key, input, output, cachedInput, asOf, source } of apiPrices) {
    expect(key).toMatch(/^[a-z0-9.-]+\/[a-z0-9.-]+(@[a-z0-9-]+)?$/);
    expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(source).not.toBe('');
    // Prices by the thousand tokens, the image or the video lie outside.
    expect(input).toBeGreaterThan(0.01);
    expect(output).toBeGreaterThanOrEqual(input);
    expect(output).toBeLessThanOrEqual(120);
    if (cachedInput !== null) expect(cachedInput).toBeLessThanOrEqual(input / 2);
  }
});

test.each([
  ['gpt-4', ['openai/gpt-4']],
  ['GPT 4o mini', ['openai/gpt-4o-mini']],
  ['openai/gpt-4o', ['openai/gpt-4o']],
  ['Llama 3.1 8B', ['aws-bedrock/llama-3.1-8b@us-east-1', 'groq/llama-3.1-8b', 'together/llama-3.1-8b']],
  ['AWS Bedrock GLM 5', ['aws-bedrock/glm-5@ap-south-1', 'aws-bedrock/glm-5@us-east-1']],
  ['gpt-9', []],
])('%s means %j', (name, keys) => {
  expect(apiPricesCalled(name).map(({ key }) => key)).toEqual(keys);
});

test('a name nobody knows is told the nearest ones', () => {
  expect(nearestApiPrices('gpt-4x', 2)).toContain('openai/gpt-4');
});

test('GPT-4 is 30 $ in and 60 $ out', () => {
  expect(apiPricesCalled('gpt-4')[0]).toMatchObject({ input: 30, output: 60, asOf: '2023-03-14' });
});

// Read where the snapshot of price lists lies beside the project; skipped where it does not.
const SNAPSHOT = new URL(
  '../../../shared/data/snapshots/llm_api_prices_hyperscalers_2026-06-15.csv',
  import.meta.url,
);

test.skipIf(!existsSync(SNAPSHOT))('every Bedrock price is one of the snapshot’s, by the token', () => {
  const lines = readFileSync(SNAPSHOT, 'utf8').split('\n');
  const known = new Set(
    lines.map((line) => {
      const [provider, , kind, price, region, unit] = line.split(',');
      return unit === '1K tokens' ? `${provider} ${region} ${kind} ${Number(price)}` : '';
    }),
  );
  const bedrock = apiPrices.filter(({ provider }) => provider === 'AWS Bedrock');
  expect(bedrock.length).toBeGreaterThan(90);
  for (const { region, input, output } of bedrock) {
    expect(known).toContain(`AWS Bedrock ${region} input ${input}`);
    expect(known).toContain(`AWS Bedrock ${region} output ${output}`);
  }
});
