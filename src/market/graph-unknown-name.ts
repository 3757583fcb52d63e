import { GraphQLError } from 'graphql';

/**
 * Says that a name means nothing, or several things, and which may have been meant. `named` is how the message writes
 * them, `rules` what it says where none is near.
 */
export function unknownName(
  argument: string,
  message: string,
  nearest: readonly string[],
  {
    named = nearest,
    rules = 'The `gpus` field lists what is known.',
  }: { readonly named?: readonly string[]; readonly rules?: string } = {},
): GraphQLError {
  const hint = nearest.length > 0 ? ` Nearest: ${named.join(', ')}.` : ` ${rules}`;
  return new GraphQLError(message + hint, { extensions: { code: 'BAD_USER_INPUT', argument, nearest } });
}

/** A caller's text, as far as an error repeats it. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
