import { HOUR_MS, SECOND_MS } from '#units/time.ts';
import { nextPageLink, normaliseAzure } from './azure-prices.ts';
import { endpoint } from './endpoint.ts';
import { fetchPages, nextLink } from './fetch-pages.ts';
import type { Provider } from './provider.ts';
import type { CommonSettings } from './setting.ts';

const NAME = 'Azure';
const DEFAULT_BASE_URL = 'https://prices.azure.com';
const PATH = '/api/retail/prices';
const API_VERSION = '2023-01-01-preview';

/** A page has 1000 prices; those the filter finds fill five or so. */
const MAX_PAGES = 30;
const TIMEOUT_MS = 120 * SECOND_MS;

/**
 * The sizes with GPUs (NC, ND, NG, NV) on Linux. In this version of the API values are compared with
 * regard to case: 'virtual machines' finds nothing. The form of each condition is one that
 * dstackai/gpuhunt asks with (src/gpuhunt/providers/azure.py@97c1e99).
 */
const FILTER = [
  "serviceName eq 'Virtual Machines'",
  "priceType eq 'Consumption'",
  "contains(armSkuName, 'Standard_N')",
  "contains(productName, 'Windows') eq false",
  "contains(meterName, 'Low Priority') eq false",
].join(' and ');

/**
 * Microsoft Azure's list prices, from the Retail Prices API
 * (learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices). Keyless. It tells
 * no availability. Prices on demand hardly move and spot prices move by the month, so it asks hourly.
 */
export function createAzure(
  settings: CommonSettings & { readonly baseUrl?: string | undefined } = {},
): Provider {
  const url = endpoint(settings.baseUrl ?? DEFAULT_BASE_URL, PATH);
  const source = url.href;
  url.search = String(new URLSearchParams({ 'api-version': API_VERSION, $filter: FILTER }));
  return {
    id: 'azure',
    name: 'Microsoft Azure',
    source,
    simulated: false,
    cadenceMs: settings.cadenceMs ?? HOUR_MS,
    poll: async (context) => {
      const pages = await fetchPages(
        { name: NAME, url, timeoutMs: TIMEOUT_MS },
        {
          maxPages: MAX_PAGES,
          next: (page, asked) => {
            const next = nextLink(NAME, nextPageLink(page), asked.url);
            return next && { ...asked, url: next };
          },
        },
        context,
      );
      return normaliseAzure(pages, context.now());
    },
  };
}
