import { GraphQLError } from 'graphql';

/** Says that a name means nothing, or several things, and which may have been meant. */
export function unknownName(
  argument: string,
  message: string,
  nearest: readonly string[],
  where = 'The `gpus` field lists what is known.',
): GraphQLError {
  const hint = nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ` ${where}`;
  return new GraphQLError(message + hint, { extensions: { code: 'BAD_USER_INPUT', argument, nearest } });
}
