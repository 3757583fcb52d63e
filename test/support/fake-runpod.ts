import { buildSchema, graphql } from 'graphql';
import type { Fake, FakeAnswer } from './fake-server.ts';
import { postFault } from './fake-vastai.ts';
import {
  RUNPOD_DATA_CENTERS,
  runpodGpuType,
  type RunpodDataCenter,
  type RunpodGpuType,
} from './market-fixtures.ts';

type Market = { gpuTypes: RunpodGpuType[]; dataCenters: RunpodDataCenter[] };
export type FakeRunpod = Fake & Market;

/** RunPod's API, with one GPU type unless told otherwise. */
export function fakeRunpod(
  market: Market = { gpuTypes: [runpodGpuType()], dataCenters: [...RUNPOD_DATA_CENTERS] },
): FakeRunpod {
  const fake: FakeRunpod = {
    ...market,
    answer: (request) => {
      if (request.path !== '/graphql') return undefined;
      return postFault(request) ?? queryRunpod(request.body, fake.gpuTypes, fake.dataCenters);
    },
  };
  return fake;
}

/** The part of RunPod's schema that is documented and that a market reader has use for. */
const schema = buildSchema(`
  type Query {
    gpuTypes(input: GpuTypeFilter): [GpuType]
    dataCenters: [DataCenter]
    countryCodes: [String]
  }
  input GpuTypeFilter { id: String }
  input GpuLowestPriceInput {
    gpuCount: Int
    secureCloud: Boolean
    dataCenterId: String
    countryCode: String
    minDisk: Int
    minMemoryInGb: Int
    minVcpuCount: Int
    minCudaVersion: String
  }
  type GpuType {
    id: String
    displayName: String
    manufacturer: String
    memoryInGb: Int
    cudaCores: Int
    secureCloud: Boolean
    communityCloud: Boolean
    securePrice: Float
    communityPrice: Float
    secureSpotPrice: Float
    communitySpotPrice: Float
    oneWeekPrice: Float
    oneMonthPrice: Float
    maxGpuCount: Int
    maxGpuCountCommunityCloud: Int
    maxGpuCountSecureCloud: Int
    minPodGpuCount: Int
    lowestPrice(input: GpuLowestPriceInput): LowestPrice
  }
  type LowestPrice {
    minimumBidPrice: Float
    uninterruptablePrice: Float
    minVcpu: Int
    minMemory: Int
    stockStatus: String
    countryCode: String
  }
  type DataCenter { id: String, name: String, listed: Boolean }
`);

type LowestPriceInput = { gpuCount?: number; secureCloud?: boolean; dataCenterId?: string };

/** Executes a document as `POST /graphql` does. A document that is no document is answered with 400. */
async function queryRunpod(
  body: unknown,
  gpuTypes: readonly RunpodGpuType[],
  dataCenters: readonly RunpodDataCenter[],
): Promise<FakeAnswer> {
  const { query, variables } = (body ?? {}) as { query?: unknown; variables?: Record<string, unknown> };
  if (typeof query !== 'string')
    return { status: 400, body: { errors: [{ message: 'Must provide query string.' }] } };
  const result = await graphql({
    schema,
    source: query,
    variableValues: variables,
    rootValue: {
      gpuTypes: () => gpuTypes.map((type) => ({ ...type, ...lowestPriceOf(type) })),
      dataCenters: () => dataCenters,
      countryCodes: () => ['US', 'RO', null],
    },
  });
  return { status: 'data' in result ? 200 : 400, body: result };
}

function lowestPriceOf(type: RunpodGpuType) {
  return {
    maxGpuCountSecureCloud: type.maxGpuCount,
    maxGpuCountCommunityCloud: type.maxGpuCount,
    lowestPrice: ({ input }: { input?: LowestPriceInput }) => {
      const stockStatus = stockOf(type, input ?? {});
      return {
        stockStatus,
        minimumBidPrice: stockStatus && (type.communitySpotPrice ?? type.secureSpotPrice),
        uninterruptablePrice: stockStatus && (type.communityPrice ?? type.securePrice),
      };
    },
  };
}

function stockOf({ stock }: RunpodGpuType, input: LowestPriceInput): string | null {
  if (input.dataCenterId !== undefined)
    return input.secureCloud === false ? null : (stock.at[input.dataCenterId] ?? null);
  if (input.secureCloud === undefined) return stock.any;
  return input.secureCloud ? stock.secure : stock.community;
}
