import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fact, type Figure } from '#units/figure.ts';
import { readAnswer } from '#workload/agent/answer-schema.ts';
import { amountsIn, judgeAmount, judgeEstimate, judgeSaving } from '#workload/agent/claims.ts';

const kwh = (value: number): Figure => fact(value, 'kWh', 'DERIVED', 'a test');
const usd = (value: number): Figure => fact(value, 'USD', 'DERIVED', 'a test');

const place = (claimed: number) => ({ where: 'x', quantity: 'ENERGY', unit: 'kWh', claimed }) as const;
const saving = (claimed: number) => ({ where: 'x', quantity: 'RENT', unit: 'USD', claimed }) as const;

describe('an estimate that is claimed', () => {
  const estimate = { quantity: 'ENERGY', low: kwh(400), middle: kwh(445.5), high: kwh(600) } as const;

  test.each([
    [445.5, 'AGREES', 1],
    [200, 'AGREES', 200 / 445.5],
    [199.9, 'REFUTED', 199.9 / 445.5],
    [1200, 'AGREES', 1200 / 445.5],
    [1200.1, 'REFUTED', 1200.1 / 445.5],
    [4455, 'REFUTED', 10],
    [0, 'REFUTED', 0],
  ])('%d kWh', (claimed, verdict, ratio) => {
    const claim = judgeEstimate(place(claimed), estimate);
    expect(claim).toMatchObject({ verdict, computed: kwh(445.5) });
    expect(claim.ratio).toBeCloseTo(ratio, 10);
  });

  test('says both numbers', () => {
    expect(judgeEstimate(place(4455), estimate).reason).toBe(
      '4,455 kWh is claimed, 445.5 kWh computed (400 to 600).',
    );
  });

  test('ten times off is refuted, however wide the interval', () => {
    const parts = [
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.double({ min: 1, max: 1e4, noNaN: true }),
    ];
    fc.assert(
      fc.property(
        ...(parts as [fc.Arbitrary<number>, fc.Arbitrary<number>]),
        fc.boolean(),
        (middle, width, up) => {
          const wide = {
            quantity: 'ENERGY',
            low: kwh(middle / width),
            middle: kwh(middle),
            high: kwh(middle * width),
          } as const;
          expect(judgeEstimate(place(up ? middle * 10 : middle / 10), wide).verdict).toBe('REFUTED');
          expect(judgeEstimate(place(middle), wide).verdict).toBe('AGREES');
        },
      ),
    );
  });

  test('without a computed one is neither right nor wrong', () => {
    expect(judgeEstimate(place(5), undefined)).toMatchObject({
      verdict: 'UNVERIFIED',
      computed: null,
      ratio: null,
    });
  });
});

test.each([
  // Claimed, computed for a change of the kind, all there is.
  [100, 100, 1000, 'AGREES'],
  [201, 100, 1000, 'REFUTED'],
  [40, 100, 1000, 'UNVERIFIED'],
  [100, null, 1000, 'UNVERIFIED'],
  [1011, null, 1000, 'REFUTED'],
  [1011, null, null, 'UNVERIFIED'],
])('a saving of %d where %s is computed and %s is all: %s', (claimed, computed, whole, verdict) => {
  const claim = judgeSaving(
    saving(claimed),
    computed === null ? null : usd(computed),
    whole === null ? null : usd(whole),
  );
  expect(claim.verdict).toBe(verdict);
});

test.each<[string, [string, number][]]>([
  [
    'It takes 445.5 kWh and 178 kg CO2e.',
    [
      ['ENERGY', 445.5],
      ['CARBON', 178],
    ],
  ],
  [
    '4,455.4 kWh, 1.2 MWh, 500 Wh and 3 kilowatt',
    [
      ['ENERGY', 4455.4],
      ['ENERGY', 1200],
      ['ENERGY', 0.5],
    ],
  ],
  [
    '2 t of CO2, 1.5 tonnes, 3 kg',
    [
      ['CARBON', 2000],
      ['CARBON', 1500],
      ['CARBON', 3],
    ],
  ],
  [
    '$1,234.50, $2k, 99 USD and 12 dollars',
    [
      ['MONEY', 1234.5],
      ['MONEY', 2000],
      ['MONEY', 99],
      ['MONEY', 12],
    ],
  ],
  ['8 GPUs for 72 h at 85 % on 700 W boards, 80 GB', []],
  ['3 times and 4 tokens', []],
])('amounts in %j', (text, found) => {
  expect(amountsIn(text, 'summary').map(({ quantity, claimed }) => [quantity, claimed])).toEqual(found);
});

test('an amount in a text is refuted only above twice of all there is', () => {
  expect(judgeAmount(place(801), kwh(400)).verdict).toBe('REFUTED');
  expect(judgeAmount(place(799), kwh(400)).verdict).toBe('UNVERIFIED');
  expect(judgeAmount(place(1e9), null).verdict).toBe('UNVERIFIED');
});

const answer = (fields: object = {}): object => ({
  summary: 'Fine as it is.',
  estimates: { energyKwh: 445.5, carbonKg: null },
  insights: [],
  ...fields,
});
const insight = (fields: object = {}): object => ({
  kind: 'SPOT',
  title: 'Take spot machines',
  reasoning: 'They are cheaper.',
  confidence: 0.7,
  saves: { usd: 100 },
  ...fields,
});

describe('an answer is read', () => {
  const json = JSON.stringify(answer({ insights: [insight()] }));
  test.each([
    ['bare', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['after thoughts', `<think>Is {this} right?</think>\n${json}`],
    ['in a sentence', `Here you are: ${json} Anything else?`],
  ])('%s', (_, said) => {
    expect(readAnswer(said)).toMatchObject({
      answer: { summary: 'Fine as it is.', insights: [{ kind: 'SPOT' }] },
    });
  });

  test('without what databases cannot keep', () => {
    const read = readAnswer(String.raw`{"summary": "a\u0000b\ud800c", "estimates": {}, "insights": []}`);
    expect(read).toMatchObject({ answer: { summary: 'a\uFFFDb\uFFFDc' } });
  });

  test.each<[string, string]>([
    ['Use fewer GPUs!', 'BAD_JSON'],
    [json.slice(0, -5), 'BAD_JSON'],
    ['{"estimates": {"energyKwh": NaN}}', 'BAD_JSON'],
    ['I’m sorry, but I can’t help with that.', 'REFUSED'],
    ['I cannot assist with this.', 'REFUSED'],
    ['[]', 'SCHEMA_MISMATCH'],
    ['null', 'SCHEMA_MISMATCH'],
    ['{}', 'SCHEMA_MISMATCH'],
    [json.replace('445.5', '1e309'), 'SCHEMA_MISMATCH'],
    [json.replace('445.5', '-1'), 'SCHEMA_MISMATCH'],
    [json.replace('445.5', '"445.5"'), 'SCHEMA_MISMATCH'],
    [JSON.stringify(answer({ summary: ' ' })), 'SCHEMA_MISMATCH'],
    [JSON.stringify(answer({ summary: 'x'.repeat(2001) })), 'SCHEMA_MISMATCH'],
    [JSON.stringify(answer({ insights: Array.from({ length: 11 }, () => insight()) })), 'SCHEMA_MISMATCH'],
    [JSON.stringify(answer({ insights: [insight({ confidence: 1.5 })] })), 'SCHEMA_MISMATCH'],
    [JSON.stringify(answer({ insights: [insight({ kind: 'MAGIC' })] })), 'SCHEMA_MISMATCH'],
  ])('%s is %s', (said, reason) => {
    expect(readAnswer(said)).toMatchObject({ reason });
  });

  test('whatever it is, without throwing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `{"summary": ${text}}`),
        ),
        (said) => {
          const read = readAnswer(said);
          expect('answer' in read || read.detail.length > 0).toBe(true);
        },
      ),
    );
  });
});
