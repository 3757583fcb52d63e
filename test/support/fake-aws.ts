import { awsAdvisor, awsSpotList, type AwsSpotList } from './aws-fixtures.ts';
import type { Fake } from './fake-server.ts';

export type FakeAwsSpot = Fake & {
  list: AwsSpotList;
  /** The header of that name, as a date or whatever is written there. */
  lastModified: string | undefined;
  /** Whether it is a script that calls a function, as the list once was. */
  asScript: boolean;
};

/** AWS's public list of spot prices, with one machine of eight H100 in Virginia unless told otherwise. */
export function fakeAwsSpot(
  list: AwsSpotList = awsSpotList({ 'us-east-1': [['p5.48xlarge', '19.2804']] }),
): FakeAwsSpot {
  const fake: FakeAwsSpot = {
    list,
    lastModified: undefined,
    asScript: false,
    answer: ({ method, path }) => {
      if (path !== '/spot.json') return undefined;
      if (method !== 'GET') return { status: 405, body: 'MethodNotAllowed' };
      const text = JSON.stringify(fake.list);
      const headers = {
        'content-type': 'application/x-javascript',
        ...(fake.lastModified === undefined ? {} : { 'last-modified': fake.lastModified }),
      };
      return { status: 200, headers, text: fake.asScript ? `callback(${text});` : text };
    },
  };
  return fake;
}

export type FakeAwsAdvisor = Fake & { file: object };

/** The Spot Advisor's public file. */
export function fakeAwsAdvisor(
  file: object = awsAdvisor({ 'us-east-1': { 'p5.48xlarge': { s: 65, r: 2 } } }),
): FakeAwsAdvisor {
  const fake: FakeAwsAdvisor = {
    file,
    answer: ({ path }) => (path === '/spot-advisor-data.json' ? { status: 200, body: fake.file } : undefined),
  };
  return fake;
}
