import { ProviderError } from './provider.ts';

/** Follows the tokens of one list's pages, so that a list without an end ends. */
export function pageTokens(
  name: string,
  maxPages: number,
): { next(token: string | undefined): string | undefined } {
  const had = new Set<string>();
  return {
    next: (token) => {
      if (token === undefined || token === '') return undefined;
      if (had.has(token))
        throw new ProviderError('MALFORMED', `${name} leads back to a page asked for before`);
      had.add(token);
      if (had.size >= maxPages)
        throw new ProviderError('MALFORMED', `${name} sent ${maxPages} pages and leads to more`);
      return token;
    },
  };
}
