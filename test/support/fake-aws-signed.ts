import type { AwsChange } from './aws-fixtures.ts';
import type { Fake, FakeAnswer, SeenRequest } from './fake-server.ts';

/** What AWS's signed services have in common here. */
type Signed = Fake & {
  /** The id of the key that is known; another is refused. */
  accessKeyId: string;
  /** Rows a page has at most, however many are asked for. */
  pageSize: number;
  /** Whether every page leads to another: to new ones, or always to the same. */
  endless?: 'NEW' | 'SAME' | undefined;
};

export type FakeAwsEc2 = Signed & { changes: AwsChange[] };
export type FakeAwsPricing = Signed & { products: string[] };

export const AWS_KEY_ID = 'AKIDCANARY7F3A9C';

/** EC2's query API with DescribeSpotPriceHistory: of the region a request is signed for, newest first. */
export function fakeAwsEc2(changes: AwsChange[] = []): FakeAwsEc2 {
  const fake: FakeAwsEc2 = {
    changes,
    accessKeyId: AWS_KEY_ID,
    pageSize: 1000,
    answer: (request) => {
      if (request.path !== '/' || request.headers['x-amz-target'] !== undefined) return undefined;
      return describeSpotPriceHistory(fake, request);
    },
  };
  return fake;
}

/** The Price List's JSON API with GetProducts. */
export function fakeAwsPricing(products: string[] = []): FakeAwsPricing {
  const fake: FakeAwsPricing = {
    products,
    accessKeyId: AWS_KEY_ID,
    pageSize: 100,
    answer: (request) => {
      if (request.path !== '/' || request.headers['x-amz-target'] === undefined) return undefined;
      return getProducts(fake, request);
    },
  };
  return fake;
}

/** An error of EC2, as docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html shows it. */
export function ec2Error(status: number, code: string, message: string): FakeAnswer {
  return xml(
    status,
    `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors>` +
      '<RequestID>ea966190-f9aa-478e-9ede-example</RequestID></Response>',
  );
}

function describeSpotPriceHistory(fake: FakeAwsEc2, request: SeenRequest): FakeAnswer {
  const signer = signerOf(request, 'ec2');
  if (!signer) return ec2Error(400, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  if (signer.accessKeyId !== fake.accessKeyId)
    return ec2Error(401, 'AuthFailure', `AWS was not able to validate ${signer.accessKeyId}`);
  const query = new URLSearchParams(String(request.body));
  if (query.get('Action') !== 'DescribeSpotPriceHistory')
    return ec2Error(400, 'InvalidAction', 'The action is not valid for this web service');
  const types = listOf(query, 'Filter.1.Value.');
  const products = listOf(query, 'ProductDescription.');
  const since = Date.parse(query.get('StartTime') ?? '');
  const told = new Set<string>();
  const rows = fake.changes
    .filter(({ region, instanceType }) => region === signer.region && types.includes(instanceType))
    .filter(({ product = 'Linux/UNIX' }) => products.includes(product))
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .filter(({ zone, instanceType, product, at }) => {
      // Of what is before the time asked for, the newest of each series alone.
      const series = `${zone} ${instanceType} ${product}`;
      return Date.parse(at) >= since || (!told.has(series) && told.add(series));
    });
  const { page, next = '' } = pageOf(fake, rows, query.get('NextToken'), Number(query.get('MaxResults')));
  const items = page.map(({ zone, zoneId, instanceType, product = 'Linux/UNIX', usd, at }) => {
    const id = zoneId === undefined ? '' : `<availabilityZoneId>${zoneId}</availabilityZoneId>`;
    return (
      `<item><instanceType>${instanceType}</instanceType><productDescription>${product}</productDescription>` +
      `<spotPrice>${usd}</spotPrice><timestamp>${at}</timestamp><availabilityZone>${zone}</availabilityZone>${id}</item>`
    );
  });
  return xml(
    200,
    '<DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">' +
      `<requestId>59dbff89</requestId><spotPriceHistorySet>${items.join('')}</spotPriceHistorySet>` +
      `<nextToken>${next}</nextToken></DescribeSpotPriceHistoryResponse>`,
  );
}

function getProducts(fake: FakeAwsPricing, request: SeenRequest): FakeAnswer {
  const signer = signerOf(request, 'pricing');
  if (!signer) return jsonError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (signer.accessKeyId !== fake.accessKeyId)
    return jsonError(
      'UnrecognizedClientException',
      `The security token of ${signer.accessKeyId} included in the request is invalid.`,
    );
  const query = request.body as {
    readonly Filters: readonly { readonly Field: string; readonly Value: string }[];
    readonly NextToken?: string;
    readonly MaxResults: number;
  };
  const rows = fake.products.filter((text) => {
    const { attributes } = (JSON.parse(text) as { product: { attributes: Record<string, string> } }).product;
    return query.Filters.every(({ Field, Value }) => attributes[Field] === Value);
  });
  const { page, next } = pageOf(fake, rows, query.NextToken ?? null, query.MaxResults);
  const body = {
    FormatVersion: 'aws_v1',
    PriceList: page,
    ...(next === undefined ? {} : { NextToken: next }),
  };
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
}

function jsonError(type: string, message: string): FakeAnswer {
  return {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: { __type: type, message },
  };
}

function xml(status: number, text: string): FakeAnswer {
  const headers = { 'content-type': 'text/xml;charset=UTF-8' };
  return { status, headers, text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}` };
}

/** Whose key a request is signed with, and for which region; undefined where it is not as SigV4 has it. */
function signerOf(
  { headers }: SeenRequest,
  service: string,
): { accessKeyId: string; region: string } | undefined {
  const [, accessKeyId, region, of, signed = ''] =
    /^AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9]+)\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=[0-9a-f]{64}$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const names = new Set(signed.split(';'));
  if (!accessKeyId || !region || of !== service || !headers['x-amz-date']) return undefined;
  return names.has('host') && names.has('x-amz-date') ? { accessKeyId, region } : undefined;
}

function pageOf<T>(
  { pageSize, endless }: Signed,
  rows: readonly T[],
  token: string | null,
  most: number,
): { readonly page: readonly T[]; readonly next?: string } {
  const start = Number(token?.split('-')[1] ?? 0);
  const end = start + Math.min(pageSize, most);
  if (endless) return { page: rows.slice(0, 1), next: endless === 'SAME' ? 'page-0' : `page-${end}` };
  return { page: rows.slice(start, end), ...(end < rows.length ? { next: `page-${end}` } : {}) };
}

function listOf(query: URLSearchParams, start: string): readonly string[] {
  return [...query].filter(([name]) => name.startsWith(start)).map(([, value]) => value);
}
