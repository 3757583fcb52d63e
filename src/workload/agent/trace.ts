import type { TraceKind, TraceStep } from '#graph/agent.ts';

/** A step's text, in characters; a trace is at most 48 × 2,000 of them. */
export const MOST_TEXT = 2000;
export const MOST_STEPS = 48;

/** Keys shorter than this are words such as "ollama", which local servers take for a key and which are no secret. */
const LEAST_SECRET = 8;

/** Takes down what happens in one conversation: bounded, and without the key where an endpoint repeats it. */
export class Trace {
  readonly steps: TraceStep[] = [];
  untraced = 0;
  readonly #began: number;
  readonly #clean: (text: string) => string;

  constructor(secret: string | undefined) {
    this.#began = performance.now();
    this.#clean = cleaner(secret);
  }

  get afterMs(): number {
    return Math.round(performance.now() - this.#began);
  }

  add(kind: TraceKind, tool: string | null, said: unknown, tookMs: number | null = null): void {
    if (this.steps.length >= MOST_STEPS) {
      this.untraced++;
      return;
    }
    const text = this.clean(typeof said === 'string' ? said : (JSON.stringify(said) ?? ''));
    this.steps.push({
      kind,
      tool: tool === null ? null : this.clean(tool).slice(0, 64).toWellFormed(),
      text: text.slice(0, MOST_TEXT).toWellFormed(),
      cut: text.length > MOST_TEXT,
      afterMs: this.afterMs,
      tookMs: tookMs === null ? null : Math.round(tookMs),
    });
  }

  /** A text of the endpoint's as it may be kept. */
  clean(text: string): string {
    return this.#clean(text);
  }
}

/** Databases keep neither NUL nor half a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

function cleaner(secret: string | undefined): (text: string) => string {
  if (secret === undefined || secret.length < LEAST_SECRET) return storable;
  const written = new RegExp(Array.from(secret, writtenAs).join(''), 'gi');
  return (text) => storable(text).replaceAll(written, '[key]');
}

/**
 * A character as it may stand in a text, or in JSON within JSON: escaped by backslashes or by its number. The backslashes
 * are counted, as an endless run of them would be read anew from each.
 */
function writtenAs(character: string): string {
  const hex = character.charCodeAt(0).toString(16).padStart(4, '0');
  return String.raw`(?:\\{0,4}${RegExp.escape(character)}|\\{1,4}u${hex})`;
}
