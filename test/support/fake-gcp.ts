import type { Fake, FakeAnswer, SeenRequest } from './fake-server.ts';

export type GcpSku = Record<string, unknown>;
export type FakeGcp = Fake & {
  skus: GcpSku[];
  /** No more than this on a page, whatever is asked for. */
  maxPageSize: number;
  /** Has every page lead to one more. */
  endless?: boolean;
};

type SkuFields = {
  readonly usageType?: string;
  readonly usageUnit?: string;
  readonly group?: string;
  readonly family?: string;
  readonly regions?: readonly string[];
  readonly effectiveTime?: string;
  readonly skuId?: string;
};

/** A SKU as the catalog has it (cloud.google.com/billing/docs/reference/rest/v1/services.skus/list), by its price in nano-dollars. */
export function gcpSku(description: string, nanoUsd: number, fields: SkuFields = {}): GcpSku {
  const isRam = / Instance Ram /.test(description);
  const isSsd = description.startsWith('SSD backed');
  const unit = isSsd ? 'GiBy.mo' : isRam ? 'GiBy.h' : 'h';
  const group = isSsd ? 'LocalSSD' : isRam ? 'RAM' : / Instance Core /.test(description) ? 'CPU' : 'GPU';
  const { usageType, usageUnit = unit, regions = ['us-central1'] } = fields;
  const skuId = fields.skuId ?? `${description}/${regions.join()}/${usageType}`;
  return {
    name: `services/6F81-5844-456A/skus/${skuId}`,
    skuId,
    description,
    category: {
      serviceDisplayName: 'Compute Engine',
      resourceFamily: fields.family ?? (isSsd ? 'Storage' : 'Compute'),
      resourceGroup: fields.group ?? group,
      usageType: usageType ?? (/preemptible/i.test(description) ? 'Preemptible' : 'OnDemand'),
    },
    serviceRegions: regions,
    pricingInfo: [
      {
        summary: '',
        pricingExpression: {
          usageUnit,
          displayQuantity: 1,
          tieredRates: [
            {
              startUsageAmount: 0,
              unitPrice: {
                currencyCode: 'USD',
                units: String(Math.floor(nanoUsd / 1e9)),
                nanos: nanoUsd % 1e9,
              },
            },
          ],
        },
        currencyConversionRate: 1,
        effectiveTime: fields.effectiveTime ?? '2026-11-20T22:06:09.114637Z',
      },
    ],
    serviceProviderName: 'Google',
    geoTaxonomy: { type: 'MULTI_REGIONAL', regions },
  };
}

/** The whole of an A4 by the GPU, which the catalog tags OnDemand though it is spot. */
export function gcpB200Slice(nanoUsd: number, fields: SkuFields = {}): GcpSku {
  return gcpSku('Spot Preemptible A4 Nvidia B200 (1 gpu slice) running in Americas', nanoUsd, {
    usageType: 'OnDemand',
    ...fields,
  });
}

/** The Cloud Billing Catalog of Compute Engine. */
export function fakeGcp(skus: GcpSku[] = [gcpB200Slice(4_954_200_000)]): FakeGcp {
  const fake: FakeGcp = {
    skus,
    maxPageSize: 5000,
    keyNeeded: true,
    keyOf: ({ headers }) => headers['x-goog-api-key'] as string | undefined,
    answer: (request) =>
      request.path === '/v1/services/6F81-5844-456A/skus' ? skusOf(fake, request) : undefined,
  };
  return fake;
}

function skusOf(fake: FakeGcp, { method, query }: SeenRequest): FakeAnswer {
  if (method !== 'GET') return { status: 405, body: { error: { code: 405, message: 'use GET' } } };
  const asked = new URLSearchParams(query);
  const size = Math.min(Number(asked.get('pageSize') ?? 5000), fake.maxPageSize);
  const start = Number(asked.get('pageToken') ?? 0);
  if (asked.get('currencyCode') !== 'USD' || !(size > 0) || !(start >= 0))
    return {
      status: 400,
      body: { error: { code: 400, message: 'Invalid argument', status: 'INVALID_ARGUMENT' } },
    };
  const page = fake.skus.slice(start, start + size);
  const isLast = start + size >= fake.skus.length && !fake.endless;
  // Google leaves out an empty list, and says the last page by an empty token.
  return {
    status: 200,
    body: { ...(page.length > 0 ? { skus: page } : {}), nextPageToken: isLast ? '' : String(start + size) },
  };
}
