import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openImportFile, textBytes, UnusableInput } from '#ingest/import-source.ts';
import { fileOf, HEADER } from '../support/import-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'spotgraph-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function textOf(content: Uint8Array, chunkBytes: number): Promise<string> {
  return Buffer.concat(await Array.fromAsync(textBytes(fileOf(content, 'test.csv', chunkBytes)))).toString();
}

function openAndRead(name: string): Promise<string> {
  const path = join(folder, name);
  return (async () => {
    await using file = await openImportFile(path);
    return Buffer.concat(await Array.fromAsync(textBytes(file))).toString();
  })();
}

test('text is read as it is, and gzip unpacked, whatever the chunks', async () => {
  const content = fc
    .array(fc.string({ unit: 'grapheme' }), { maxLength: 50 })
    .map((lines) => lines.join('\n'));
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 100 }), async (rows, chunkBytes) => {
      const text = `${HEADER}\n${rows.replaceAll('\0', '')}`;
      expect(await textOf(Buffer.from(text), chunkBytes)).toBe(text);
      expect(await textOf(gzipSync(text), chunkBytes)).toBe(text);
    }),
  );
});

test('gzip members one after the other are one text', async () => {
  expect(await textOf(Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]), 10)).toBe('a\nb\n');
});

describe('what cannot be read says what to do', () => {
  test.each<[string, Uint8Array, string]>([
    [
      'UTF-16 with a mark',
      Buffer.from('\uFEFFobserved_at', 'utf16le'),
      'is UTF-16 text. Turn it into UTF-8 first: iconv',
    ],
    ['UTF-16 without', Buffer.from('observed_at', 'utf16le'), 'is not text, or not in UTF-8'],
    ['UTF-16 in gzip', gzipSync(Buffer.from('\uFEFFobserved_at', 'utf16le')), 'is UTF-16 text'],
    ['a program', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0]), 'is not text'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004rest of it'), 'is a zip archive or a spreadsheet'],
    ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x04]), 'zstdcat FILE | npx spotgraph import -'],
    ['Parquet', Buffer.from('PAR1.....'), 'is a Parquet file: save it as CSV'],
    ['half an archive', gzipSync('x'.repeat(1000)).subarray(0, 20), 'ends too early'],
    [
      'a bad archive',
      Buffer.from([0x1f, 0x8b, 9, 9, 9, 9, 9, 9]),
      'is damaged: its gzip data cannot be unpacked',
    ],
  ])('%s', async (_, content, message) => {
    const read = textOf(content, 3);
    await expect(read).rejects.toThrow(UnusableInput);
    await expect(read).rejects.toThrow(message);
  });

  test('no file, a folder, a folder that is a file', async () => {
    writeFileSync(join(folder, 'file'), HEADER);
    await expect(openAndRead('nothing.csv')).rejects.toThrow('nothing.csv does not exist. Look at its name');
    await expect(openAndRead('.')).rejects.toThrow('is a folder. Name the files in it');
    await expect(openAndRead('file/a.csv')).rejects.toThrow('part of its path is not a folder');
    expect(await openAndRead('file')).toBe(HEADER);
  });
});

test.skipIf(process.platform === 'win32')('a pipe is read to its end', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const read = openAndRead('pipe');
  execFileSync('sh', ['-c', `printf '${HEADER}' > ${pipe}`]);
  expect(await read).toBe(HEADER);
});

test('reading can be ended in the middle', async () => {
  writeFileSync(join(folder, 'long'), 'x'.repeat(3_000_000));
  const ending = new AbortController();
  await using file = await openImportFile(join(folder, 'long'), { signal: ending.signal });
  const chunks = textBytes(file);
  await chunks.next();
  ending.abort();
  await expect(Array.fromAsync(chunks)).rejects.toThrow('aborted');
});
