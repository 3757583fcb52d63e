import { decisionsBacktest } from './backtest-decisions.ts';
import { interruptionsBacktest } from './backtest-interruptions.ts';
import { pricesBacktest } from './backtest-prices.ts';
import { UsageError, type Command, type Terminal } from './command.ts';

/** One kind of backtest: its arguments follow its name. */
export type Backtest = {
  readonly name: string;
  readonly summary: string;
  /** What its file is and what it prints, where that is not plain: paragraphs for the help. */
  readonly details?: string;
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
};

const backtests: readonly Backtest[] = [pricesBacktest, interruptionsBacktest, decisionsBacktest];

export const backtestCommand: Command = {
  name: 'backtest',
  summary: 'replay a history without look-ahead and tell how good the estimates were',
  help: `Usage: npx spotgraph backtest KIND FILE.csv [--json]

Kinds:
${backtests.map(({ name, summary }) => `  ${name.padEnd(15)}${summary}`).join('\n')}
${backtests.map(({ details }) => (details === undefined ? '' : `\n${details}`)).join('')}`,
  run: async ([kind, ...args], terminal) => {
    const backtest = backtests.find(({ name }) => name === kind);
    if (!backtest) {
      const known = backtests.map(({ name }) => name).join(', ');
      throw new UsageError(`name what to test, one of ${known}`);
    }
    return backtest.run(args, terminal);
  },
};
