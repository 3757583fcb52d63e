import { open } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A file, or a stream that stands for one, that history is read from. */
export type ImportSource = {
  /** What to call it in messages: its path, or "standard input". */
  readonly name: string;
  /** Its size on disk in bytes; null where that is not known beforehand. */
  readonly bytes: number | null;
  readonly chunks: AsyncIterable<Uint8Array>;
};

/** The input cannot be used, or not to its end. The message says what to do next. */
export class UnusableInput extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnusableInput';
  }
}

const CHUNK_BYTES = 256 * 1024;

const FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist. Look at its name and the folder you are in',
  EACCES: 'may not be read by you. Look at its permissions',
  EPERM: 'may not be read by you. Look at its permissions',
  ENOTDIR: 'does not exist: part of its path is not a folder',
  ELOOP: 'is a link that leads to itself',
  ENAMETOOLONG: 'has a name too long for a file',
  EISDIR: 'is a folder. Name the files in it',
  EIO: 'could not be read: the disk reports an error',
};

/** Opens a file for one reading, which `signal` ends. Throws UnusableInput where there is none to read. */
export async function openImportFile(
  path: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ImportSource & AsyncDisposable> {
  try {
    const file = await open(path);
    const stat = await file.stat();
    if (stat.isDirectory()) {
      await file.close();
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    }
    const stream = file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false });
    if (signal) addAbortSignal(signal, stream);
    return {
      name: path,
      bytes: stat.isFile() ? stat.size : null,
      chunks: stream as AsyncIterable<Uint8Array>,
      [Symbol.asyncDispose]: async () => {
        stream.destroy();
        await file.close();
      },
    };
  } catch (error) {
    throw unusable(path, error);
  }
}

/** Compression that can be seen in the first bytes, but is not undone here. */
const PACKED: readonly (readonly [magic: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive or a spreadsheet: unpack it, or save it as CSV'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed with zstd: pipe it in with zstdcat FILE | npx spotgraph import -'],
  [[0x42, 0x5a, 0x68], 'compressed with bzip2: pipe it in with bzcat FILE | npx spotgraph import -'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'compressed with xz: pipe it in with xzcat FILE | npx spotgraph import -'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file: save it as CSV'],
];

const PEEKED_BYTES = 512;

/**
 * The text's bytes: unpacked where they are gzip, whatever the name. Throws UnusableInput for what is
 * seen in the first bytes to be no UTF-8 text, and where reading or unpacking fails.
 * `onRead` is told the bytes as they come in, packed.
 */
export async function* textBytes(
  source: ImportSource,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.chunks) {
      onRead(chunk.length);
      yield chunk;
    }
  }
  try {
    const [start, chunks] = await peek(counted());
    if (start[0] !== 0x1f || start[1] !== 0x8b) {
      checkText(start, source.name);
      yield* chunks;
      return;
    }
    const [text, unpacked] = await peek(gunzip(chunks));
    checkText(text, source.name);
    yield* unpacked;
  } catch (error) {
    throw unusable(source.name, error);
  }
}

async function* gunzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const unpacker = createGunzip({ chunkSize: CHUNK_BYTES });
  // The feeder ends by itself or with the unpacker; its failure destroys the unpacker, which throws it below.
  const feeding = feed(chunks, unpacker).catch((error: unknown) => {
    unpacker.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    yield* unpacker as AsyncIterable<Uint8Array>;
  } finally {
    unpacker.destroy();
    await feeding;
  }
}

async function feed(
  chunks: AsyncIterable<Uint8Array>,
  unpacker: ReturnType<typeof createGunzip>,
): Promise<void> {
  for await (const chunk of chunks) {
    if (unpacker.destroyed) return;
    if (unpacker.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        unpacker.off('drain', go).off('close', go);
        resolve();
      };
      unpacker.on('drain', go).on('close', go);
    });
  }
  unpacker.end();
}

/** The first bytes, without taking them away. */
async function peek(chunks: AsyncGenerator<Uint8Array>): Promise<[Uint8Array, AsyncGenerator<Uint8Array>]> {
  const taken: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < PEEKED_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    taken.push(next.value);
    bytes += next.value.length;
  }
  async function* again(): AsyncGenerator<Uint8Array> {
    try {
      yield* taken;
      yield* chunks;
    } finally {
      await chunks.return(undefined);
    }
  }
  return [Buffer.concat(taken).subarray(0, PEEKED_BYTES), again()];
}

function checkText(start: Uint8Array, name: string): void {
  const [first, second] = start;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isUtf16) {
    throw new UnusableInput(
      `${name} is UTF-16 text. Turn it into UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE | npx spotgraph import -`,
    );
  }
  const packed = PACKED.find(([magic]) => magic.every((byte, index) => start[index] === byte));
  if (packed) throw new UnusableInput(`${name} is ${packed[1]}`);
  const lineEnd = start.indexOf(0x0a);
  // Past the header, a byte of no text costs its line alone.
  if (start.subarray(0, lineEnd === -1 ? start.length : lineEnd).includes(0)) {
    throw new UnusableInput(`${name} is not text, or not in UTF-8. History is read from CSV files in UTF-8`);
  }
}

function unusable(name: string, error: unknown): unknown {
  if (error instanceof UnusableInput) return error;
  if (error instanceof Error && error.name === 'AbortError') return error;
  const { code = '', message = '' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (code.startsWith('Z_')) {
    const what = code === 'Z_BUF_ERROR' ? 'ends too early' : 'is damaged';
    return new UnusableInput(
      `${name} ${what}: its gzip data cannot be unpacked any further. Get the file again`,
      {
        cause: error,
      },
    );
  }
  const failure = FAILURES[code];
  if (failure === undefined && code === '') return error;
  return new UnusableInput(`${name} ${failure ?? `could not be read: ${message}`}`, { cause: error });
}
