import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** A printed program's end: what it wrote to its output, and why it failed; null where it did not. */
export type ProgramEnd = { readonly out: string; readonly failure: string | null };

const lacking = ['python3', 'curl', 'sh'].filter(
  (command) =>
    !(process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command))),
);

/** Why printed programs cannot be run here; undefined where they can, or must by SDK_TESTS=required. */
export const languagesMissing =
  lacking.length === 0 || process.env['SDK_TESTS'] === 'required'
    ? undefined
    : `needs ${lacking.join(' and ')}, which this machine has not`;

/** Runs programs one after the other in one interpreter, and tells of each as a line of JSON. */
const PYTHON = `
import contextlib, io, json, runpy, sys, traceback
for path in json.load(sys.stdin):
    out, failure = io.StringIO(), None
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(path, run_name="__main__")
    except SystemExit as end:
        failure = None if end.code in (None, 0) else str(end.code)
    except BaseException:
        failure = traceback.format_exc()
    print(json.dumps({"path": path, "out": out.getvalue(), "failure": failure}))
`;

const NODE = `
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
for (const path of JSON.parse(await text(process.stdin))) {
  let out = '';
  let failure = null;
  console.log = (line) => { out += line + '\\n'; };
  try {
    await import(pathToFileURL(path).href);
  } catch (error) {
    failure = String(error);
  }
  process.stdout.write(JSON.stringify({ path, out, failure }) + '\\n');
}
process.exit();
`;

const SHELL = `
import { spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
for (const path of JSON.parse(await text(process.stdin))) {
  const { stdout, stderr, status } = spawnSync('sh', [path], { encoding: 'utf8', timeout: 60_000 });
  const failure = status === 0 ? null : 'status ' + status + ': ' + stderr + stdout;
  process.stdout.write(JSON.stringify({ path, out: stdout, failure }) + '\\n');
}
`;

const RUNNERS: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  py: ['python3', '-c', PYTHON],
  mjs: [process.execPath, '--input-type=module', '-e', NODE],
  mts: [process.execPath, '--input-type=module', '-e', NODE],
  sh: [process.execPath, '--input-type=module', '-e', SHELL],
};

/** Programs in files of a folder of their own, which goes with the scope that holds it. */
export async function programFolder(programs: ReadonlyMap<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-'));
  await Promise.all(Array.from(programs, ([name, code]) => writeFile(join(folder, name), code)));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/**
 * Runs programs by the names of their files, those of one language one after the other in one process, the languages at
 * once.
 */
export async function runPrograms(
  programs: ReadonlyMap<string, string>,
  env: Readonly<Record<string, string>> = {},
): Promise<ReadonlyMap<string, ProgramEnd>> {
  await using files = await programFolder(programs);
  const byLanguage = Map.groupBy(programs.keys(), (name) => name.split('.').at(-1) ?? '');
  const ends = await Promise.all(
    Array.from(byLanguage, ([language, names]) =>
      runAll(
        language,
        names.map((name) => join(files.folder, name)),
        env,
      ),
    ),
  );
  return new Map(ends.flat().map(({ path, ...end }) => [path.slice(files.folder.length + 1), end]));
}

async function runAll(
  language: string,
  paths: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<(ProgramEnd & { path: string })[]> {
  const [command = '', ...args] = RUNNERS[language] ?? [];
  const child = spawn(command, args, { env: { PATH: process.env['PATH'], ...env } });
  child.stdin.end(JSON.stringify(paths));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const ends = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ProgramEnd & { path: string });
  if (ends.length !== paths.length) throw new Error(`${command} ended early: ${err}`);
  return ends;
}
