import { expect, test } from 'vitest';
import { openLog, type LogLevel } from '#src/log.ts';

function record(format: 'lines' | 'text', level: LogLevel = 'info') {
  const lines: string[] = [];
  return { lines, log: openLog({ level, format, write: (line) => void lines.push(line) }) };
}

test('a line is one JSON object with level, time, message and fields', () => {
  const { lines, log } = record('lines');
  log.warn({ provider: 'vastai', err: new Error('slow') }, 'poll failed');
  log.debug('unheard');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
    msg: 'poll failed',
    provider: 'vastai',
    err: { message: 'slow' },
  });
});

test('secrets are hidden, also inside', () => {
  const { lines, log } = record('lines');
  log.info({ apiKey: 'canary', headers: { authorization: 'canary' }, a: { b: { token: 'canary' } } }, 'x');
  expect(lines.join('')).not.toContain('canary');
  expect(lines.join('').match(/\[hidden\]/g)).toHaveLength(3);
});

test('a terminal gets a readable line', () => {
  const { lines, log } = record('text');
  log.info({ offers: 12, name: 'RTX 4090' }, 'polled');
  log.error({ err: new Error('broken') }, 'failed');
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d INFO {2}polled offers=12 name="RTX 4090"\n$/);
  expect(lines[1]).toMatch(/ERROR failed\n {2}Error: broken\n {6}at /);
});
