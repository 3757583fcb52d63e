import { backtestCommand } from './backtest.ts';
import { calibrateCommand } from './calibrate.ts';
import type { Command } from './command.ts';
import { importCommand } from './import.ts';
import { migrateCommand } from './migrate.ts';
import { runsCommand } from './runs.ts';

/** Every command of `spotgraph`, in the order of the help. */
export const commands: readonly Command[] = [
  importCommand,
  runsCommand,
  backtestCommand,
  calibrateCommand,
  migrateCommand,
];
