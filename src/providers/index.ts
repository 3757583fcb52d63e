import { createAws } from './aws.ts';
import { createAzure } from './azure.ts';
import { createGcp } from './gcp.ts';
import { createLambda } from './lambda.ts';
import { createRunpod } from './runpod.ts';
import { providerEntry, type ProviderEntry } from './setting.ts';
import { createShadeform } from './shadeform.ts';
import { createTensordock } from './tensordock.ts';
import { createVastai } from './vastai.ts';
import { createVerda } from './verda.ts';

/** Every market that can be polled, in the order they are shown. */
export const providers: readonly ProviderEntry[] = [
  providerEntry({
    id: 'vastai',
    name: 'Vast.ai',
    create: createVastai,
    settings: {
      baseUrl: {
        name: 'VASTAI_URL',
        kind: 'URL',
        help: 'base URL of the Vast.ai API (default https://console.vast.ai)',
      },
      apiKey: {
        name: 'VASTAI_API_KEY',
        kind: 'SECRET',
        help: 'Vast.ai API key; not needed, sent as a bearer token where given',
      },
    },
  }),
  providerEntry({
    id: 'runpod',
    name: 'RunPod',
    create: createRunpod,
    settings: {
      baseUrl: {
        name: 'RUNPOD_URL',
        kind: 'URL',
        help: 'base URL of the RunPod API (default https://api.runpod.io)',
      },
      apiKey: {
        name: 'RUNPOD_API_KEY',
        kind: 'SECRET',
        help: 'RunPod API key; not needed, sent as a bearer token where given',
      },
    },
  }),
  providerEntry({
    id: 'verda',
    name: 'Verda',
    create: createVerda,
    settings: {
      baseUrl: {
        name: 'VERDA_URL',
        kind: 'URL',
        help: 'base URL of the Verda API (default https://api.datacrunch.io)',
      },
      clientId: {
        name: 'VERDA_CLIENT_ID',
        kind: 'TEXT',
        help: 'Verda client id; not needed, tells what can be rented where, with VERDA_CLIENT_SECRET',
        with: 'clientSecret',
      },
      clientSecret: {
        name: 'VERDA_CLIENT_SECRET',
        kind: 'SECRET',
        help: 'Verda client secret; needed with VERDA_CLIENT_ID alone',
        with: 'clientId',
      },
    },
  }),
  providerEntry({
    id: 'lambda',
    name: 'Lambda',
    create: createLambda,
    settings: {
      baseUrl: {
        name: 'LAMBDA_URL',
        kind: 'URL',
        help: 'base URL of the Lambda API (default https://cloud.lambda.ai)',
      },
      apiKey: {
        name: 'LAMBDA_API_KEY',
        kind: 'SECRET',
        help: 'Lambda API key; needed to poll Lambda',
        needed: true,
      },
    },
  }),
  providerEntry({
    id: 'tensordock',
    name: 'TensorDock',
    create: createTensordock,
    settings: {
      baseUrl: {
        name: 'TENSORDOCK_URL',
        kind: 'URL',
        help: 'base URL of the TensorDock API (default https://dashboard.tensordock.com)',
      },
      apiKey: {
        name: 'TENSORDOCK_API_KEY',
        kind: 'SECRET',
        help: 'TensorDock API key; needed to poll TensorDock',
        needed: true,
      },
    },
  }),
  providerEntry({
    id: 'shadeform',
    name: 'Shadeform',
    create: createShadeform,
    settings: {
      baseUrl: {
        name: 'SHADEFORM_URL',
        kind: 'URL',
        help: 'base URL of the Shadeform API (default https://api.shadeform.ai)',
      },
      apiKey: {
        name: 'SHADEFORM_API_KEY',
        kind: 'SECRET',
        help: 'Shadeform API key; needed to poll Shadeform',
        needed: true,
      },
    },
  }),
  providerEntry({
    id: 'aws',
    name: 'AWS',
    create: createAws,
    settings: {
      accessKeyId: {
        name: 'AWS_ACCESS_KEY_ID',
        kind: 'SECRET',
        help: 'AWS access key that may call pricing:GetProducts and ec2:DescribeSpotPriceHistory; not needed, adds on-demand prices',
        with: 'secretAccessKey',
      },
      secretAccessKey: {
        name: 'AWS_SECRET_ACCESS_KEY',
        kind: 'SECRET',
        help: 'secret of the AWS access key',
        with: 'accessKeyId',
      },
      sessionToken: {
        name: 'AWS_SESSION_TOKEN',
        kind: 'SECRET',
        help: 'session token of the AWS access key, where it is a temporary one',
        with: 'accessKeyId',
      },
      regions: {
        name: 'AWS_BACKFILL_REGIONS',
        kind: 'LIST',
        help: 'AWS regions whose spot prices of the last 90 days a backfill reads (default those every account has)',
      },
      spotUrl: {
        name: 'AWS_SPOT_URL',
        kind: 'URL',
        help: 'base URL of the public list of AWS spot prices (default https://website.spot.ec2.aws.a2z.com)',
      },
      advisorUrl: {
        name: 'AWS_ADVISOR_URL',
        kind: 'URL',
        help: 'base URL of the public AWS Spot Advisor file (default https://spot-bid-advisor.s3.amazonaws.com)',
      },
      ec2Url: {
        name: 'AWS_EC2_URL',
        kind: 'URL',
        help: 'base URL of the AWS EC2 API for every region (default that of each region)',
      },
      pricingUrl: {
        name: 'AWS_PRICING_URL',
        kind: 'URL',
        help: 'base URL of the AWS Price List API (default https://api.pricing.us-east-1.amazonaws.com)',
      },
    },
  }),
  providerEntry({
    id: 'azure',
    name: 'Microsoft Azure',
    create: createAzure,
    settings: {
      baseUrl: {
        name: 'AZURE_URL',
        kind: 'URL',
        help: "base URL of Azure's Retail Prices API, which takes no key (default https://prices.azure.com)",
      },
    },
  }),
  providerEntry({
    id: 'gcp',
    name: 'Google Cloud',
    create: createGcp,
    settings: {
      baseUrl: {
        name: 'GCP_URL',
        kind: 'URL',
        help: "base URL of Google's Cloud Billing API (default https://cloudbilling.googleapis.com)",
      },
      apiKey: {
        name: 'GCP_API_KEY',
        kind: 'SECRET',
        needed: true,
        help: 'Google Cloud API key with the Cloud Billing API enabled; free, and needed to poll gcp',
      },
    },
  }),
];
