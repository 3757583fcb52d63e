import pino, { type DestinationStream, type Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the rest of the program needs of a logger: `log.warn({ provider }, 'poll failed')`. */
export type Log = Pick<Logger, 'fatal' | 'error' | 'warn' | 'info' | 'debug'>;

/** Names of fields whose values never reach the log, at the top and one and two levels down. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'clientSecret',
  'secretAccessKey',
  'sessionToken',
  'connectionParams',
];

export type LogOptions = {
  readonly level: LogLevel;
  /** `lines`: one JSON object a line. `text`: one readable line each, for a terminal. */
  readonly format: 'lines' | 'text';
  /** Where lines go; stdout unless a test listens. */
  readonly write?: (line: string) => void;
};

/** Opens the log: structured lines with the time as RFC 3339, secrets replaced by [hidden]. */
export function openLog({ level, format, write }: LogOptions): Log {
  const target: DestinationStream =
    write === undefined ? pino.destination({ dest: 1, sync: true }) : { write };
  const destination = format === 'text' ? { write: (line: string) => target.write(readable(line)) } : target;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[hidden]',
      },
    },
    destination,
  );
}

/** "12:00:00 WARN  poll failed provider=vastai", the stack of an error on lines of its own. */
function readable(line: string): string {
  const { level, time, msg, err, ...fields } = JSON.parse(line) as Record<string, unknown> & {
    level: string;
    time: string;
    err?: { stack?: string; message?: string };
  };
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${inline(value)}`);
  const error = err ? `\n  ${(err.stack ?? err.message ?? '').replaceAll('\n', '\n  ')}` : '';
  const text = typeof msg === 'string' ? [msg] : [];
  return `${time.slice(11, 19)} ${level.toUpperCase().padEnd(5)} ${[...text, ...rest].join(' ')}${error}\n`;
}

function inline(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[^\s"]+$/.test(text) ? text : JSON.stringify(text);
}
