import { GraphQLError } from 'graphql';
import { builder } from '#graph/builder.ts';
import { ErrorInterface } from '#graph/errors.ts';
import { stringFault } from '#graph/string-fault.ts';
import { figureFaults, type SetupFault } from './setup-rules.ts';

/** A mistake in what was sent of an owner's own things, with the sentence that says how to mend it. */
export type InputFault = {
  readonly code: InputErrorCode;
  readonly message: string;
  /** Where in the arguments: ["input", "gpu"]. */
  readonly path: readonly string[];
  /** Names that may have been meant; absent where the mistake is no name. */
  readonly nearest?: readonly string[];
};

/** Every `code` of an InputError, and what it means. Codes are added, never renamed. */
export const INPUT_ERROR_CODES = {
  BAD_FIGURE: 'a number is out of its bounds',
  BAD_TEXT: 'a text is too long, empty, or holds what no text holds',
  BAD_CHOICE: 'of fields that stand in place of each other, none or several were given',
  BAD_TIME: 'an instant lies in the future, too far back, or in the wrong order',
  UNKNOWN_NAME: 'a name means nothing, or several things: see nearest',
  BAD_DOCUMENT: 'a GraphQL document, or its variables, does not fit the schema or what it is for',
  NOT_FOUND: 'nothing of yours has this id or name',
  ILLEGAL_MOVE: 'the thing is in a state from which this cannot be done: the message says what can',
  IDEMPOTENCY_CONFLICT: 'something else was sent under this key',
  BUDGET_EXCEEDED: 'a hard-stop budget would be exceeded: the message says which, and what remains of it',
  NO_PRICE: 'the market has no price for it: tell one of your own',
  TOO_MANY: 'more than an owner may keep, or send at once',
} as const;

export type InputErrorCode = keyof typeof INPUT_ERROR_CODES;

const codes = Object.entries(INPUT_ERROR_CODES).map(([code, meaning]) => `${code}: ${meaning}`);

export const InputErrorRef = builder.objectRef<InputFault>('InputError').implement({
  description: `Why something of one's own — a workload, a run, a budget, an alert, a webhook — was not taken. Codes: ${codes.join('; ')}.`,
  interfaces: [ErrorInterface],
  fields: (t) => ({
    path: t.stringList({
      description: 'Where in the arguments: ["input", "gpu"].',
      resolve: ({ path }) => [...path],
    }),
    nearest: t.stringList({
      description: 'Names that may have been meant; empty where the mistake is no name.',
      resolve: ({ nearest }) => [...(nearest ?? [])],
    }),
  }),
});

/** A fault of one field of `input`: `path` is its name, or several for a field deeper in. */
export function inputFault(
  code: InputErrorCode,
  path: string | readonly string[],
  message: string,
): InputFault {
  return { code, message, path: ['input', ...(typeof path === 'string' ? [path] : path)] };
}

/**
 * What a name or a figure means by a function that throws BAD_USER_INPUT (`gpuOf(slugOf(...))`, `codesOf`,
 * `checkWithin`); null where it throws, and why is added to the faults.
 */
export async function takenOr<T>(
  code: InputErrorCode,
  path: string | readonly string[],
  of: () => T | Promise<T>,
  faults: InputFault[],
): Promise<T | null> {
  try {
    return await of();
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const nearest = (error.extensions['nearest'] as readonly string[] | undefined) ?? [];
    faults.push({ ...inputFault(code, path, error.message), nearest });
    return null;
  }
}

/** What is wrong with a text that may be absent; lengths in characters. */
export function inputTextFaults(
  path: string,
  text: string | null | undefined,
  [least, most]: readonly [number, number],
): readonly InputFault[] {
  if (text == null) return [];
  const fault = stringFault(text);
  if (fault !== undefined) return [inputFault('BAD_TEXT', path, `\`${path}\` ${fault}`)];
  if (least > 0 && text.trim() === '') {
    return [inputFault('BAD_TEXT', path, `\`${path}\` is blank: give it ${least} to ${most} characters.`)];
  }
  // As PostgreSQL counts: an emoji is one, two of JavaScript's units.
  const tooLong = text.length > 2 * most;
  const length = tooLong ? text.length : text.length - (text.match(/[\u{10000}-\u{10FFFF}]/gu)?.length ?? 0);
  if (length >= least && length <= most) return [];
  const shown = tooLong ? `over ${most}` : length;
  return [inputFault('BAD_TEXT', path, `\`${path}\` is ${shown} characters long: give ${least} to ${most}.`)];
}

/** What is wrong with numbers of `input`. */
export function setupFaults(faults: readonly SetupFault[]): readonly InputFault[] {
  return faults.map(({ field, message }) => inputFault('BAD_FIGURE', field, message));
}

/** What is wrong with a number that may be absent. */
export function inputFigureFaults(...told: Parameters<typeof figureFaults>): readonly InputFault[] {
  return setupFaults(figureFaults(...told));
}
