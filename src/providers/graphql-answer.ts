import { z } from 'zod';
import { cleaned, reject } from '#units/quote-laws.ts';
import type { Reject } from '#units/quote.ts';
import { maybe, maybeUnknown } from './loose.ts';
import { ProviderError } from './provider.ts';

const GraphqlError = z.object({
  message: z.string().catch('an error without a message'),
  path: maybe(z.array(z.union([z.string(), z.number()]))),
  extensions: maybe(z.object({ code: maybe(z.string()) })),
});
const Answer = z.object({ data: maybeUnknown, errors: maybe(z.array(GraphqlError)) });

/** What a GraphQL server answered: data, and what it could not fill in of it. */
export type GraphqlAnswer = {
  readonly data: unknown;
  /** The errors, one reject for each distinct message. */
  readonly rejects: readonly Reject[];
  /** Whether an error befell the field at this path or what it holds: null is no answer then. */
  readonly failedAt: (...path: (string | number)[]) => boolean;
};

/** Reads a GraphQL answer. Without data it throws: a refusal comes as HTTP 200 with `errors` alone. */
export function readGraphqlAnswer(name: string, body: unknown): GraphqlAnswer {
  const parsed = Answer.safeParse(body);
  const { data, errors = [] } = parsed.data ?? { data: undefined };
  if (data === undefined || data === null) {
    const said = errors.map((error) => error.message).join('; ');
    const unauthorized = errors.some(({ extensions }) =>
      /^(UNAUTHENTICATED|UNAUTHORIZED|FORBIDDEN)$/.test(extensions?.code ?? ''),
    );
    throw new ProviderError(
      unauthorized ? 'UNAUTHORIZED' : 'MALFORMED',
      said ? `${name} refused: ${cleaned(said, 200)}` : `${name} sent no data`,
    );
  }
  const distinct = new Map(errors.map((error) => [error.message, error]));
  const failedPaths = errors.flatMap((error) => (error.path?.length ? [error.path] : []));
  return {
    data,
    rejects: [...distinct.values()].map((error) => reject('MALFORMED', `error ${error.message}`, error)),
    failedAt: (...path) => failedPaths.some((failed) => path.every((step, i) => step === failed[i])),
  };
}
