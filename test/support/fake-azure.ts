import type { Fake, FakeAnswer, SeenRequest } from './fake-server.ts';

export type AzureItem = Record<string, unknown>;
export type FakeAzure = Fake & {
  items: AzureItem[];
  pageSize: number;
  /** Has every page lead to one more. */
  endless?: boolean;
  /** Where the first page leads instead of to the next one. */
  leadTo?: string;
};

/** A row as Azure sends it (Microsoft's documentation of the API; eastus, 2026-09-16), of which the given fields differ. */
export function azureItem(fields: AzureItem = {}): AzureItem {
  return {
    currencyCode: 'USD',
    tierMinimumUnits: 0,
    retailPrice: 98.32,
    unitPrice: 98.32,
    armRegionName: 'eastus',
    location: 'US East',
    effectiveStartDate: '2024-03-01T00:00:00Z',
    meterId: '2bc1a3c5-0000-0000-0000-000000000000',
    meterName: 'ND96isrH100v5',
    productId: 'DZH318Z0D1DN',
    skuId: 'DZH318Z0D1DN/0016',
    productName: 'Virtual Machines NDsr H100 v5 Series',
    skuName: 'ND96isrH100v5',
    serviceName: 'Virtual Machines',
    serviceId: 'DZH313Z7MMC8',
    serviceFamily: 'Compute',
    unitOfMeasure: '1 Hour',
    type: 'Consumption',
    isPrimaryMeterRegion: true,
    armSkuName: 'Standard_ND96isr_H100_v5',
    ...fields,
  };
}

/** The same VM as spot: a meter of its own. */
export function azureSpotItem(fields: AzureItem = {}): AzureItem {
  return azureItem({
    retailPrice: 18.169536,
    meterName: 'ND96isrH100v5 Spot',
    skuName: 'ND96isrH100v5 Spot',
    ...fields,
  });
}

/** Azure's Retail Prices: filters with regard to case, and answers in pages. */
export function fakeAzure(items: AzureItem[] = [azureItem()]): FakeAzure {
  const fake: FakeAzure = {
    items,
    pageSize: 1000,
    answer: (request, url) =>
      request.path === '/api/retail/prices' ? pricesOf(fake, request, url) : undefined,
  };
  return fake;
}

function pricesOf(fake: FakeAzure, { method, query }: SeenRequest, url: string): FakeAnswer {
  if (method !== 'GET') return { status: 405, body: { Error: { Message: 'use GET' } } };
  const asked = new URLSearchParams(query);
  if (asked.get('api-version') !== '2023-01-01-preview')
    return { status: 400, body: { Error: { Code: 'BadRequest', Message: 'api-version' } } };
  const conditions = (asked.get('$filter') ?? '').split(' and ').map(conditionOf);
  if (conditions.includes(null))
    return { status: 400, body: { Error: { Code: 'BadRequest', Message: 'Invalid OData parameters' } } };
  const found = fake.items.filter((item) => conditions.every((holds) => holds!(item)));
  const skip = Number(asked.get('$skip') ?? 0);
  const page = found.slice(skip, skip + fake.pageSize);
  asked.set('$skip', String(skip + fake.pageSize));
  const isLast = skip + fake.pageSize >= found.length && !fake.endless;
  const NextPageLink = isLast ? null : `${url}/api/retail/prices?${asked}`;
  return {
    status: 200,
    body: {
      BillingCurrency: 'USD',
      CustomerEntityId: 'Default',
      CustomerEntityType: 'Retail',
      Items: fake.endless && page.length === 0 ? found.slice(0, 1) : page,
      NextPageLink: fake.leadTo ?? NextPageLink,
      Count: page.length,
    },
  };
}

type Condition = (item: AzureItem) => boolean;

function conditionOf(text: string): Condition | null {
  const equal = /^(\w+) eq '([^']*)'$/.exec(text);
  if (equal) {
    const [, field = '', value] = equal;
    return (item) => item[field === 'priceType' ? 'type' : field] === value;
  }
  const [, field = '', part = '', negated] = /^contains\((\w+), ?'([^']*)'\)( eq false)?$/.exec(text) ?? [];
  if (field === '') return null;
  return (item) => String(item[field]).includes(part) !== (negated !== undefined);
}
