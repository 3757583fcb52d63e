import { curlProgram, curlResumption } from './curl.ts';
import type { Language } from './language.ts';
import { toPrint, type Printed } from './printed.ts';
import { pythonProgram } from './python.ts';
import type { Operation } from './read-operation.ts';
import { javascriptProgram, typescriptProgram } from './script.ts';

/** A program as it is handed out. */
export type Program = {
  readonly code: string;
  readonly fileName: string;
  /** The command that runs it. */
  readonly command: string;
  /** What has to be there to run it. */
  readonly needs: string;
  /** What else to know, a sentence each. */
  readonly notes: readonly string[];
};

type Printer = {
  readonly print: (printed: Printed) => string;
  readonly fileName: (words: readonly string[]) => string;
  readonly command: (fileName: string) => string;
  readonly needs: string;
};

const PRINTERS: Readonly<Record<Language, Printer>> = {
  PYTHON: {
    print: pythonProgram,
    fileName: (words) => `${words.join('_')}.py`,
    command: (file) => `python3 ${file}`,
    needs: 'Python 3.9 or newer. No packages.',
  },
  JAVASCRIPT: {
    print: javascriptProgram,
    fileName: (words) => `${words.join('-')}.mjs`,
    command: (file) => `node ${file}`,
    needs: 'Node.js 20 or newer, Deno, Bun or a browser. No packages.',
  },
  TYPESCRIPT: {
    print: typescriptProgram,
    fileName: (words) => `${words.join('-')}.mts`,
    command: (file) => `node ${file}`,
    needs:
      'Node.js 22.18 or newer, Deno or Bun, which run TypeScript as it is. No packages; TypeScript 5 or newer to check it.',
  },
  CURL: {
    print: curlProgram,
    fileName: (words) => `${words.join('-')}.sh`,
    command: (file) => `sh ${file}`,
    needs: 'curl 7.76 or newer and a POSIX shell.',
  },
};

/** Prints the program of an operation in a language. */
export function programOf(
  operation: Operation,
  language: Language,
  options: Pick<Printed, 'endpoint' | 'keyed'>,
): Program {
  const printed = toPrint(operation, options);
  const { print, fileName, command, needs } = PRINTERS[language];
  const file = fileName(printed.title.split(' '));
  return {
    code: print(printed),
    fileName: file,
    command: command(file),
    needs,
    notes: notesOf(printed, language),
  };
}

function notesOf(printed: Printed, language: Language): readonly string[] {
  const { operation, keyed, pages } = printed;
  const unknown = operation.unknownVariables.map((name) => `$${name}`).join(', ');
  const resume = language === 'CURL' ? curlResumption(printed) : printed.resume;
  const notes: readonly [applies: boolean, note: string][] = [
    [keyed, 'Where SPOTGRAPH_KEY is set in the environment, it is sent as the key.'],
    [
      unknown !== '',
      `The operation does not declare ${unknown}: the program leaves out what was given for it.`,
    ],
    [
      operation.kind === 'subscription',
      `It connects again where the connection breaks, and then ${
        resume
          ? 'goes on after the last event it had.'
          : 'begins anew: to go on after the last event, select `cursor` and pass `after` as a variable.'
      } SPOTGRAPH_EVENTS=10 ends it after ten events.`,
    ],
    [
      operation.kind === 'mutation',
      'What is not answered in time is not sent again, as it may have been carried out.',
    ],
    [pages !== undefined && language !== 'CURL', 'SPOTGRAPH_PAGES=5 prints five pages.'],
  ];
  return notes.flatMap(([applies, note]) => (applies ? [note] : []));
}
