import type { Readable } from 'node:stream';
import type { Instant } from '#units/time.ts';

/** What a command has of the world around it. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** Writes to standard output: what the command is asked for. */
  readonly out: (text: string) => void;
  /** Writes to standard error: progress, bad lines, failures. */
  readonly err: (text: string) => void;
  /** Standard error is a terminal, where a line can be written over. */
  readonly isInteractive: boolean;
  readonly now: () => Instant;
  /** Ends the command: an interrupt, or the death of the process that started it. */
  readonly signal: AbortSignal;
};

/** How a command ended, as the shell sees it. */
export const EXIT = { OK: 0, REJECTED: 1, UNUSABLE: 2 } as const;

export type Command = {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help, beginning with the usage. */
  readonly help: string;
  /** Resolves with the exit code. What it throws is shown as a message. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
};

/** The command was called in a way it cannot follow. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
