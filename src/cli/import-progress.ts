import type { ImportSource } from '#ingest/import-source.ts';
import type { ImportProgress } from '#ingest/importer.ts';
import type { Terminal } from './command.ts';

/** How long to keep quiet between two words of progress, in a terminal and in a log. */
const INTERACTIVE_MS = 200;
const LOG_MS = 5000;
const ERASE_LINE = '\r\u001B[K';

/** Tells on standard error how an import goes on: one line written over in a terminal, a line now and then elsewhere. */
export function showProgress(source: ImportSource, { err, isInteractive, now }: Terminal) {
  const started = now();
  let toldAt = isInteractive ? 0 : started;
  let shown = '';

  const clear = (): void => {
    if (shown !== '') err(ERASE_LINE);
    shown = '';
  };
  return {
    update: (progress: ImportProgress): void => {
      const at = now();
      if (at - toldAt < (isInteractive ? INTERACTIVE_MS : LOG_MS)) return;
      toldAt = at;
      const text = progressText(source, progress, at - started);
      if (!isInteractive) {
        err(`${text}\n`);
        return;
      }
      shown = text;
      err(`${ERASE_LINE}${text}`);
    },
    /** Writes a line without mixing it into the progress. */
    write: (line: string): void => {
      const text = shown;
      clear();
      err(line);
      if (text === '') return;
      shown = text;
      err(text);
    },
    clear,
  };
}

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function progressText({ name, bytes }: ImportSource, progress: ImportProgress, elapsedMs: number): string {
  const share = bytes ? [`${Math.floor((100 * Math.min(progress.bytes, bytes)) / bytes)} %`] : [];
  const rate = elapsedMs > 0 ? [`${number.format((1000 * progress.lines) / elapsedMs)} lines/s`] : [];
  const rejected = progress.rejected > 0 ? [`${number.format(progress.rejected)} rejected`] : [];
  return `${name}: ${[`${number.format(progress.lines)} lines`, ...share, ...rate, ...rejected].join(', ')}`;
}
