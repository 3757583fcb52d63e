import { throughputCalibration } from './calibrate-throughput.ts';
import { trainingCalibration } from './calibrate-training.ts';
import { UsageError, type Command, type Terminal } from './command.ts';

/** One kind of calibration: its arguments follow its name. */
export type Calibration = {
  readonly name: string;
  readonly summary: string;
  /** What its file is and what it prints: paragraphs for the help. */
  readonly details?: string;
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>;
};

const calibrations: readonly Calibration[] = [throughputCalibration, trainingCalibration];

export const calibrateCommand: Command = {
  name: 'calibrate',
  summary: 'compare the estimates of speed with what was measured',
  help: `Usage: npx spotgraph calibrate KIND FILE.csv [--json]

Kinds:
${calibrations.map(({ name, summary }) => `  ${name.padEnd(15)}${summary}`).join('\n')}
${calibrations.map(({ details }) => (details === undefined ? '' : `\n${details}`)).join('')}`,
  run: async ([kind, ...args], terminal) => {
    const calibration = calibrations.find(({ name }) => name === kind);
    if (!calibration) {
      const known = calibrations.map(({ name }) => name).join(', ');
      throw new UsageError(`name what to calibrate, one of ${known}`);
    }
    return calibration.run(args, terminal);
  },
};
