import type { GraphQLError } from 'graphql';
import type { Db } from '#db/open.ts';
import { LIMITS } from '#graph/limits.ts';
import { variablesFault } from '#graph/operation-limits.ts';
import { ask } from './ask.ts';
import { figuresThatDoNotAddUp } from './redo.ts';

/** What is wrong with an answer to anything at all: empty where it is data, or errors that say what to mend. */
export async function answerFaults(
  db: Db,
  source: string,
  variables: Record<string, unknown>,
): Promise<string[]> {
  if (variablesFault(variables, LIMITS)) return [];
  let answer;
  try {
    answer = await ask(db, source, { variables });
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('the operation costs')) return [];
    return [`threw ${String(error)}`];
  }
  return faultsOf(answer.data, answer.errors);
}

/** What is wrong with data and errors. */
export function faultsOf(data: unknown, errors: readonly GraphQLError[] = []): string[] {
  // Without a path it is a variable that does not fit its type.
  const inside = errors.filter(({ path, extensions, message }) => {
    if (path === undefined) return false;
    return extensions?.['code'] === undefined
      ? !message.startsWith('Argument ')
      : typeof extensions['argument'] !== 'string';
  });
  // A program may say `undefined`: what `code` holds is not told to people.
  const text = JSON.stringify(data ?? null, (key, value: unknown) => (key === 'code' ? '' : value));
  return [
    ...inside.map(({ message, path }) => `${String(path)}: ${message}`),
    ...(/\b(NaN|Infinity|undefined|\[object)\b/
      .exec(text + errors.map(({ message }) => message).join())
      ?.slice(0, 1) ?? []),
    ...figuresThatDoNotAddUp(data).filter((fault) => !fault.endsWith('were asked for')),
  ];
}
