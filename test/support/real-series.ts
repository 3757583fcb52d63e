import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';

// The real series, and the tool that writes them as import files, lie beside the project in ../shared.
const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));

/** Why there are no real series; undefined where there are. */
export const noRealSeries: string | undefined = whatIsMissing();

if (noRealSeries !== undefined) process.stderr.write(`tests of real series skipped: ${noRealSeries}\n`);

/** A folder that holds the real series as import files while the tests of the file run. */
export function realSeriesFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spotgraph-series-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(() => {
    if (noRealSeries === undefined)
      execFileSync('python3', [join(shared, 'tools/to_import.py'), join(shared, 'data'), folder]);
  });
  return folder;
}

function whatIsMissing(): string | undefined {
  const path = ['data/price_series', 'tools/to_import.py'].find(
    (needed) => !existsSync(join(shared, needed)),
  );
  if (path !== undefined) return `no ${shared}${path}`;
  try {
    execFileSync('python3', ['--version']);
    return undefined;
  } catch {
    return 'no python3';
  }
}
