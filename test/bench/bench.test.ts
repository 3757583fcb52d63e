import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Report } from '../../bench/report.ts';

const MAIN = fileURLToPath(new URL('../../bench/main.ts', import.meta.url));
const run = promisify(execFile);

/** Runs the benchmarks as `npm run bench` does. Rejects where they end with another code than 0. */
async function bench(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [MAIN, ...args], { timeout: 60_000 });
  return stdout;
}

// Sizes this small say nothing of speed: what is looked at is that something was measured.
test('the benchmarks run, and report each comparison with its baseline', { timeout: 60_000 }, async () => {
  const report = JSON.parse(
    await bench('poll', 'import', '--quick', '--json', '--engine', 'pglite'),
  ) as Report;
  expect(report.comparisons.map(({ name, engine }) => `${name} on ${engine}`)).toEqual([
    'poll to socket, 1 of 50 offers on pglite',
    'import, 2,000 rows on pglite',
  ]);
  for (const { figure, baseline, ratio, rounds, ...words } of report.comparisons) {
    expect(figure).toBeGreaterThan(0);
    expect(baseline).toBeGreaterThan(0);
    expect(ratio.median).toBeCloseTo(figure / baseline, 5);
    expect(rounds).toBe(1);
    expect(words).toMatchObject({
      unit: expect.any(String) as string,
      measured: expect.any(String) as string,
      baselineName: expect.any(String) as string,
      meaning: expect.any(String) as string,
    });
  }
  expect(report).toMatchObject({ node: process.version, cores: expect.any(Number) as number });
});

test('a benchmark that does not exist is refused by name', async () => {
  const refusal = await bench('poll', 'pol').then(
    () => undefined,
    (error: { code: number; stdout: string }) => error,
  );
  expect(refusal?.code).toBe(2);
  expect(refusal?.stdout).toContain('There is no pol.');
});
