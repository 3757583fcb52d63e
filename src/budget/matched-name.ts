import { inputFault, inputTextFaults, type InputFault } from '#workload/graph-input-error.ts';

/** What is wrong with a name that budgets and spends are matched by, to the letter: no reader sees a space at its ends. */
export function matchedNameFaults(field: string, name: string | null, most: number): readonly InputFault[] {
  const faults = inputTextFaults(field, name, [1, most]);
  if (faults.length > 0 || name === null || name === name.trim()) return faults;
  const message = `\`${field}\` begins or ends with a space: leave it out, for budgets and spends are matched to the letter.`;
  return [inputFault('BAD_TEXT', field, message)];
}
