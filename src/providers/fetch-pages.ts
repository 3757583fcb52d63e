import { DEFAULT_MAX_BYTES, fetchAnswer, type ProviderRequest } from './fetch-json.ts';
import { ProviderError, type PollContext } from './provider.ts';
import { withinTime } from './within-time.ts';

const DEFAULT_MAX_PAGES = 100;

export type Paging = {
  /** The request of the next page, made from a page and the request it answered; null after the last one. */
  readonly next: (page: unknown, asked: ProviderRequest) => ProviderRequest | null;
  /** More are an error: 100 unless said otherwise. */
  readonly maxPages?: number;
};

/**
 * Reads an answer that comes in pages, all of them or none: a list cut short would read as offers gone.
 * The first request's `timeoutMs` and `maxBytes` hold for all pages together. A next page on another
 * host is not asked for, so that no key goes there, and neither is one asked for before.
 * Rejects as `fetchJson` does.
 */
export async function fetchPages(
  first: ProviderRequest,
  { next, maxPages = DEFAULT_MAX_PAGES }: Paging,
  poll: PollContext,
): Promise<readonly unknown[]> {
  const { name, timeoutMs, maxBytes = DEFAULT_MAX_BYTES } = first;
  return withinTime(
    name,
    poll,
    async (within) => {
      const pages: unknown[] = [];
      const asked = new Set<string>();
      let left = maxBytes;
      let request: ProviderRequest | null = first;
      while (request) {
        if (request.url.origin !== first.url.origin)
          throw new ProviderError('MALFORMED', `${name} leads to another host for its next page`);
        const identity = `${request.url.href} ${JSON.stringify(request.body)}`;
        if (asked.has(identity))
          throw new ProviderError('MALFORMED', `${name} leads back to a page asked for before`);
        if (pages.length === maxPages)
          throw new ProviderError('MALFORMED', `${name} sent ${maxPages} pages and leads to more`);
        asked.add(identity);
        const { value, bytes } = await fetchAnswer({ ...request, maxBytes: left }, within).catch(
          (error: unknown) => {
            if (!(error instanceof ProviderError) || error.failure !== 'TOO_LARGE') throw error;
            throw new ProviderError('TOO_LARGE', `${name} answered with more than ${maxBytes} bytes`);
          },
        );
        left -= bytes;
        pages.push(value);
        request = next(value, request);
      }
      return pages;
    },
    timeoutMs,
  );
}

/** The URL a page names as the next one's: null where it names none. Throws MALFORMED where it is no URL. */
export function nextLink(name: string, link: unknown, asked: URL): URL | null {
  if (link === undefined || link === null || link === '') return null;
  const url = typeof link === 'string' ? URL.parse(link, asked) : null;
  if (!url) throw new ProviderError('MALFORMED', `${name} names a next page that is no URL`);
  return url;
}
