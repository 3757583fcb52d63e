import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { send, textOf, type FakeAnswer } from './fake-server.ts';

/** What goes wrong instead of, or on top of, the answer. */
export type BadDay =
  | { kind: 'status'; status: number; body?: string; headers?: Record<string, string> }
  /** The right answer, but `delayMs` late. */
  | { kind: 'slow'; delayMs: number }
  /** Answers with a byte every `everyMs`, without end. */
  | { kind: 'drip'; everyMs: number }
  | { kind: 'html' }
  /** Half of the right answer, ended as if it were all. */
  | { kind: 'truncated' }
  /** The connection reset before the answer, or in its middle. */
  | { kind: 'reset'; midway?: boolean }
  /** A body of `bytes`, its length announced or not, or compressed to next to nothing. */
  | { kind: 'huge'; bytes: number; as: 'announced' | 'unannounced' | 'gzip' }
  /** Any text with status 200, for JSON that no JSON.stringify writes (1e309). */
  | { kind: 'text'; text: string }
  /** The right answer with one text in it replaced by another, everywhere. */
  | { kind: 'replaced'; from: string; to: string };

export async function misbehave(
  day: BadDay,
  response: ServerResponse,
  answer: FakeAnswer,
  closing: AbortSignal,
): Promise<void> {
  const good = textOf(answer);
  const ok = { 'content-type': 'application/json', ...answer.headers };
  switch (day.kind) {
    case 'status':
      response.writeHead(day.status, { 'content-type': 'text/plain', ...day.headers }).end(day.body ?? '');
      return;
    case 'slow':
      await sleep(day.delayMs, undefined, { signal: closing });
      return send(response, answer);
    case 'drip':
      response.writeHead(200, ok);
      for (let i = 0; !response.destroyed; i++) {
        response.write(good[i] ?? ' ');
        await sleep(day.everyMs, undefined, { signal: closing });
      }
      return;
    case 'html':
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<!doctype html><title>Be right back</title>');
      return;
    case 'truncated':
      response.writeHead(200, ok).end(good.slice(0, good.length / 2));
      return;
    case 'reset':
      if (day.midway) {
        response.writeHead(200, { ...ok, 'content-length': Buffer.byteLength(good) });
        await new Promise((written) => response.write(good.slice(0, 10), written));
      }
      response.socket?.resetAndDestroy();
      return;
    case 'huge':
      return sendHuge(day, response);
    case 'text':
      return send(response, { status: 200, text: day.text });
    case 'replaced':
      return send(response, { ...answer, text: good.replaceAll(day.from, day.to) });
  }
}

async function sendHuge(day: Extract<BadDay, { kind: 'huge' }>, response: ServerResponse): Promise<void> {
  response.writeHead(200, {
    'content-type': 'application/json',
    ...(day.as === 'announced' ? { 'content-length': day.bytes } : {}),
    ...(day.as === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  });
  const chunk = Buffer.alloc(64 * 1024, '[');
  const chunks = Array.from({ length: Math.ceil(day.bytes / chunk.length) }, (_, i) =>
    chunk.subarray(0, day.bytes - i * chunk.length),
  );
  await (day.as === 'gzip'
    ? pipeline(Readable.from(chunks), createGzip(), response)
    : pipeline(Readable.from(chunks), response));
}
