import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { partsOf, publishedHistories } from './published-histories.ts';

/**
 * `npm run choose -- FOLDER`: chooses the constants of the estimators on one part of the published histories in a
 * folder, and prints them. The rule: begin with the values of the first study; go through the constants in the order
 * below, twice; take the candidate with the most skill, if it has WORTH more than the value so far. The other part is
 * never read. What is tried is a copy of the code with another value where the constant stands.
 */
type Constant = {
  readonly file: string;
  readonly name: string;
  /** The study's value first, then the candidates. */
  readonly values: readonly string[];
};

type Choice = {
  readonly kind: 'PRICES' | 'INTERRUPTIONS';
  readonly command: string;
  readonly constants: readonly Constant[];
};

const ROUNDS = 2;
/** Mean skill, as a share: less than this is chance. */
const WORTH = 0.003;
/** A loss against the baseline counts so many times: never to be worse than it comes before being better. */
const LOSS_COUNTS = 5;
/** More skill than this is no worth: else the one history where it is easy would choose for all. */
const ENOUGH = 0.15;
/** Of 80 % intervals; prices that hardly move push it up. */
const COVERAGE = { least: 0.77, most: 0.9 } as const;

const CHOICES: readonly Choice[] = [
  {
    kind: 'PRICES',
    command: 'prices',
    constants: [
      { file: 'price-forecaster', name: 'RESIDUALS', values: ['720', '480', '240'] },
      { file: 'price-experts', name: 'SLOPE_SHARE', values: ['0.5', '0.75', '1'] },
      { file: 'price-forecaster', name: 'SIBLING_SHARE', values: ['0.3', '0.5', '1'] },
      { file: 'price-forecaster', name: 'FADE', values: halfLives(168, 84, 336) },
      { file: 'mixture-guard', name: 'FADE', values: halfLives(336, 168, 672) },
      { file: 'mixture-guard', name: 'RAMP', values: ['0.05', '0.025', '0.1'] },
      { file: 'mixture-guard', name: 'FEWEST_OUTCOMES', values: ['30', '15', '60'] },
      { file: 'mixture-guard', name: 'PROVISIONAL', values: ['0', '1', '2', '4'] },
    ],
  },
  {
    kind: 'INTERRUPTIONS',
    command: 'interruptions',
    constants: [
      { file: 'availability-model', name: 'PRIOR_VARIANCE', values: ['0.01', '0.003', '0.03'] },
      { file: 'availability-model', name: 'SHARED_OUTCOMES', values: ['60', '20', '180'] },
      { file: 'availability-model', name: 'USUAL_OUTCOMES', values: ['10', '3', '30'] },
      { file: 'chance-mix', name: 'LEARNING_RATE', values: ['2', '1', '0.5'] },
      { file: 'chance-mix', name: 'FADE', values: halfLives(300, 150, 600) },
      { file: 'chance-mix', name: 'MOST_SHARED', values: ['15', '5', '45'] },
    ],
  },
];

function halfLives(...hours: readonly number[]): string[] {
  return hours.map((half) => `2 ** (-1 / ${half})`);
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder the published histories are in');
const project = new URL('..', import.meta.url).pathname;
const copy = await mkdtemp(join(tmpdir(), 'choose-'));
try {
  await cp(`${project}src`, `${copy}/src`, { recursive: true });
  await cp(`${project}package.json`, `${copy}/package.json`);
  await symlink(`${project}node_modules`, `${copy}/node_modules`);
  for (const choice of CHOICES) await choose(choice, folder);
} finally {
  await rm(copy, { recursive: true, force: true });
}

async function choose({ kind, command, constants }: Choice, from: string): Promise<void> {
  const files: string[] = [];
  for (const history of publishedHistories) {
    const parts = history.kind === kind ? partsOf(history, history.read(`${from}/${history.file}`)) : null;
    if (!parts) continue;
    const path = `${copy}/${kind}-${files.length}.csv`;
    await writeFile(path, parts.chosen);
    files.push(path);
  }
  const worth = async (): Promise<number> => {
    const worths: number[] = [];
    for (const file of files) worths.push(...(await worthsOf(command, file)));
    return worths.reduce((sum, value) => sum + value, 0) / worths.length;
  };
  const chosen = new Map<Constant, string>();
  for (const constant of constants) await take(constant, constant.values[0]!);
  let best = await worth();
  console.log(`${command}: the study's values: ${best.toFixed(4)}`);
  for (let round = 1; round <= ROUNDS; round++) {
    for (const constant of constants) {
      const before = chosen.get(constant)!;
      const tried: [string, number][] = [];
      for (const value of constant.values.filter((candidate) => candidate !== before)) {
        await take(constant, value);
        tried.push([value, await worth()]);
      }
      const [value, most] = tried.reduce((first, second) => (second[1] > first[1] ? second : first));
      const isBetter = most >= best + WORTH;
      await take(constant, isBetter ? value : before);
      if (isBetter) best = most;
      const words = tried.map(([candidate, got]) => `${candidate}: ${got.toFixed(4)}`).join(', ');
      console.log(`${round} ${constant.name} ${chosen.get(constant)!} (${best.toFixed(4)}; ${words})`);
    }
  }

  async function take(constant: Constant, value: string): Promise<void> {
    const path = `${copy}/src/analytics/${constant.file}.ts`;
    const pattern = new RegExp(`^const ${constant.name} = .*;$`, 'm');
    const text = await readFile(path, 'utf8');
    if (!pattern.test(text)) throw new Error(`${constant.file} has no ${constant.name}`);
    await writeFile(path, text.replace(pattern, `const ${constant.name} = ${value};`));
    chosen.set(constant, value);
  }
}

type Skills = Readonly<Record<string, number | null>>;

/** What each horizon of a history is worth: by what is asked of every history, not by what one of them yields. */
async function worthsOf(command: string, file: string): Promise<number[]> {
  const args = ['src/cli/main.ts', 'backtest', command, file, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: copy, maxBuffer: 1 << 26 });
  const { pooled } = JSON.parse(stdout) as { pooled: readonly Skills[] };
  return pooled.flatMap(({ skill = null, pinballSkill = skill, coverage80 = 0.8 }) => {
    const off = offCoverage(coverage80 ?? 0.8);
    return [skill, pinballSkill].map((value) => worthOf(value ?? 0) - LOSS_COUNTS * off);
  });
}

/** How far the share of outcomes within the 80 % interval lies outside what is asked. */
function offCoverage(share: number): number {
  return Math.max(0, COVERAGE.least - share, share - COVERAGE.most);
}

function worthOf(skill: number): number {
  return skill < 0 ? LOSS_COUNTS * skill : Math.min(skill, ENOUGH);
}
