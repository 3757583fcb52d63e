import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_LINE, readLines, type Line } from '#ingest/read-lines.ts';
import { splitFields } from '#ingest/split-fields.ts';
import { csvField, fileOf } from '../support/import-file.ts';

async function linesOf(content: string | Uint8Array, chunkBytes = 7): Promise<Line[]> {
  const { chunks } = fileOf(content, 'test.csv', chunkBytes);
  return (await Array.fromAsync(readLines(chunks))).flat();
}

test('lines are the same however the bytes are cut, and numbered as an editor does', async () => {
  const text = fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll(/[\r\n\uFEFF]/g, '')));
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 50 }),
      async (lines, end, size) => {
        const read = await linesOf(lines.map((line) => line + end).join(''), size);
        expect(read).toEqual(lines.map((line, index) => ({ number: index + 1, text: line })));
      },
    ),
  );
});

test('bytes of any kind become lines or problems', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      async (bytes, size) => {
        const read = await linesOf(bytes, size);
        expect(read.map((line) => line.number)).toEqual(read.map((_, index) => index + 1));
        const breaks = bytes.filter((byte) => byte === 0x0a).length;
        expect([breaks, breaks + 1]).toContain(read.length);
      },
    ),
  );
});

test('a byte order mark, a last line without end and an invalid line', async () => {
  const bytes = Buffer.concat([
    Buffer.from('\uFEFFa\nb'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('\nc\r\nd'),
  ]);
  for (const size of [1, 3, 100]) {
    expect(await linesOf(bytes, size)).toEqual([
      { number: 1, text: 'a' },
      { number: 2, problem: 'is not UTF-8 text' },
      { number: 3, text: 'c' },
      { number: 4, text: 'd' },
    ]);
  }
});

test('a line without end is let go, and the next one is read', async () => {
  const long = 'x'.repeat(LONGEST_LINE + 1);
  for (const size of [1000, 1_000_000]) {
    const read = await linesOf(`a\n${long}\nb\n${long}`, size);
    expect(read.map((line) => ('text' in line ? line.text : 'too long'))).toEqual([
      'a',
      'too long',
      'b',
      'too long',
    ]);
  }
});

test('fields with commas and quotes are split as they were joined', () => {
  const lines = fc.array(
    fc.array(
      fc.string().map((field) => field.replaceAll(/[\r\n]/g, '')),
      { minLength: 1 },
    ),
  );
  fc.assert(
    fc.property(lines, (lines) => {
      const split = splitFields(lines.map((fields) => fields.map(csvField).join(',')));
      expect(split).toEqual(lines.map((fields) => ({ fields })));
    }),
  );
});

test('a stray quote costs its own line only', () => {
  const split = splitFields(['a,"b', '"c,d"', 'e,f', 'g"h,i', '"j"k,l', '"m","n"', '"']);
  expect(split.map((line) => ('fields' in line ? line.fields : line.problem.slice(0, 22)))).toEqual([
    'has a quote that is no',
    ['c,d'],
    ['e', 'f'],
    'has a quote in the wro',
    'has a quote in the wro',
    ['m', 'n'],
    'has a quote that is no',
  ]);
});

test('any lines at all are split or refused, one by one', () => {
  const line = fc.string({ unit: fc.constantFrom('"', ',', 'a', ' ', '\r') });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const split = splitFields(lines);
      expect(split).toEqual(lines.flatMap((text) => splitFields([text])));
    }),
    { numRuns: 500 },
  );
});
