import { HOUR_MS, SECOND_MS } from '#units/time.ts';
import { inHeader } from './credentials.ts';
import { endpoint } from './endpoint.ts';
import { fetchPages } from './fetch-pages.ts';
import { nextPageToken, normaliseGcp } from './gcp-prices.ts';
import type { Provider } from './provider.ts';
import type { CommonSettings } from './setting.ts';

const DEFAULT_BASE_URL = 'https://cloudbilling.googleapis.com';
/** Compute Engine, of Google's services. */
const PATH = '/v1/services/6F81-5844-456A/skus';

/** The most SKUs a page may have; the catalog had 31,577 in 2026-07, seven pages. */
const PAGE_SIZE = 5000;
const MAX_PAGES = 20;
/** Of all pages: about 14 MiB with the fields asked for, and 45 MiB where a server sends all fields. */
const MAX_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 120 * SECOND_MS;

/** What of a SKU is read, as Google's `fields` parameter takes it (cloud.google.com/apis/docs/system-parameters). */
const FIELDS =
  'nextPageToken,skus(skuId,description,category(resourceFamily,resourceGroup,usageType),serviceRegions,' +
  'pricingInfo(effectiveTime,pricingExpression(usageUnit,tieredRates)))';

/**
 * Google Cloud's list prices, from the Cloud Billing Catalog API v1
 * (cloud.google.com/billing/docs/reference/rest/v1/services.skus/list). It takes an API key, which costs
 * nothing and goes into the header `x-goog-api-key` (cloud.google.com/docs/authentication/api-keys-use)
 * rather than the parameter `key`, so that no URL holds it. Prices change every few weeks, so it asks
 * every six hours.
 */
export function createGcp(
  settings: CommonSettings & { readonly apiKey: string; readonly baseUrl?: string | undefined },
): Provider {
  const url = endpoint(settings.baseUrl ?? DEFAULT_BASE_URL, PATH);
  const source = url.href;
  url.search = String(
    new URLSearchParams({
      currencyCode: 'USD',
      pageSize: String(PAGE_SIZE),
      fields: FIELDS,
      prettyPrint: 'false',
    }),
  );
  const credentials = inHeader('x-goog-api-key', settings.apiKey);
  if (!credentials) throw new RangeError('an API key is needed');
  return {
    id: 'gcp',
    name: 'Google Cloud',
    source,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? 6 * HOUR_MS,
    poll: async (context) => {
      const pages = await fetchPages(
        {
          name: 'Google Cloud',
          url,
          credentials,
          maxBytes: MAX_BYTES,
          timeoutMs: TIMEOUT_MS,
          // Of a key that is not valid Google says so with 400.
          alsoAccept: [400],
        },
        {
          maxPages: MAX_PAGES,
          next: (page, asked) => {
            const token = nextPageToken(page);
            if (token === null) return null;
            const nextUrl = new URL(url);
            nextUrl.searchParams.set('pageToken', token);
            return { ...asked, url: nextUrl };
          },
        },
        context,
      );
      return normaliseGcp(pages, context.now());
    },
  };
}
