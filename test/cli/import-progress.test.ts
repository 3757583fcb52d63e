import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Terminal } from '#cli/command.ts';
import { showProgress } from '#cli/import-progress.ts';
import { instant } from '#units/time.ts';
import { fileOf } from '../support/import-file.ts';

/** A terminal that keeps what is written, on a clock that is set by hand. */
function fakeTerminal({ isInteractive }: { isInteractive: boolean }) {
  const written: string[] = [];
  const clock = { ms: 1_000_000 };
  const terminal: Terminal = {
    env: {},
    stdin: Readable.from([]),
    out: () => {},
    err: (text) => written.push(text),
    isInteractive,
    now: () => instant(clock.ms),
    signal: new AbortController().signal,
  };
  return { terminal, written, clock };
}

const source = fileOf('x'.repeat(1000), 'a.csv');
const at = (lines: number, rejected = 0) => ({
  lines,
  rejected,
  bytes: lines,
  added: 0,
  alreadyThere: 0,
  tooLate: 0,
  offers: 0,
  newOffers: 0,
});

test('a terminal has one line that is written over, and bad lines stand above it', () => {
  const { terminal, written, clock } = fakeTerminal({ isInteractive: true });
  const progress = showProgress(source, terminal);
  clock.ms += 100;
  progress.update(at(250));
  clock.ms += 100;
  progress.update(at(300));
  progress.write('a.csv, line 7: bad\n');
  clock.ms += 300;
  progress.update(at(1000, 1));
  progress.clear();
  progress.clear();
  const over = '\r\u001B[K';
  const first = 'a.csv: 250 lines, 25 %, 2,500 lines/s';
  expect(written.join('|')).toBe(
    [
      over + first,
      over,
      'a.csv, line 7: bad\n',
      first,
      `${over}a.csv: 1,000 lines, 100 %, 2,000 lines/s, 1 rejected`,
      over,
    ].join('|'),
  );
});

test('a log has a line now and then', () => {
  const { terminal, written, clock } = fakeTerminal({ isInteractive: false });
  const progress = showProgress({ ...source, bytes: null }, terminal);
  for (let second = 1; second <= 12; second++) {
    clock.ms += 1000;
    progress.update(at(second * 10));
  }
  progress.clear();
  expect(written).toEqual(['a.csv: 50 lines, 10 lines/s\n', 'a.csv: 100 lines, 10 lines/s\n']);
});
