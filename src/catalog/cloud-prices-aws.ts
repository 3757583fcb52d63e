import { pricesOf, type ListPrice } from './cloud-price.ts';

const KARPENTER =
  'aws/karpenter-provider-aws zz_generated.pricing_aws.go (AWS Price List; 2023-09-18 to 2026-07-20, Apache-2.0)';
const SNAPSHOT = 'sooddvs/gpu-pricing@2d9dd3a, read from the AWS Price List on 2026-06-15';

const BOTH = `${KARPENTER}; ${SNAPSHOT}`;

const virginia = { region: 'us-east-1', billing: 'ON_DEMAND', source: KARPENTER } as const;

/**
 * On-demand prices of Amazon EC2, Linux. The cuts of June 2025 took effect on 2025-06-05 (p5.48xlarge,
 * followed daily by amorton45/aws-gpu-price-tracker@b81b52d, has one step on that day; p4d, p4de and
 * p5en were cut together with it). Types whose history was not read begin on the day of the list they
 * were read from. Spot is not in the table: the dated lists of it that there are do not move for weeks
 * at a time, so they were not read from the market. p5e, p6-b300 and p6e-gb200 have no known list price.
 */
export const awsListPrices: readonly ListPrice[] = [
  ...pricesOf(
    { ...virginia, source: BOTH, confirmed: '2026-06-15' },
    `p4d.24xlarge 2023-09-18 32.7726, 2025-06-05 21.957642;
     p4de.24xlarge 2023-09-18 40.96575, 2025-06-05 27.44705;
     p5.48xlarge 2023-09-18 98.32, 2025-06-05 55.04`,
  ),
  ...pricesOf(
    {
      ...virginia,
      confirmed: '2026-06-15',
      note: 'The price before June 2025 is taken to hold from launch.',
    },
    'p5en.48xlarge 2024-12-02 84.8, 2025-06-05 63.296',
  ),
  ...pricesOf(
    { ...virginia, confirmed: '2026-02-09' },
    `p2.xlarge 2023-09-18 0.9; p2.8xlarge 2023-09-18 7.2; p2.16xlarge 2023-09-18 14.4;
     p3.2xlarge 2023-09-18 3.06; p3.8xlarge 2023-09-18 12.24; p3.16xlarge 2023-09-18 24.48;
     p3dn.24xlarge 2023-09-18 31.212; p5.4xlarge 2026-02-09 6.88;
     g2.2xlarge 2026-02-09 0.65; g2.8xlarge 2026-02-09 2.6;
     g3s.xlarge 2026-02-09 0.75; g3.4xlarge 2026-02-09 1.14; g3.8xlarge 2026-02-09 2.28;
     g3.16xlarge 2026-02-09 4.56; g4ad.xlarge 2026-02-09 0.37853; g4ad.8xlarge 2026-02-09 1.734;
     g4ad.16xlarge 2026-02-09 3.468; g4dn.xlarge 2026-02-09 0.526; g4dn.12xlarge 2026-02-09 3.912;
     g4dn.metal 2026-02-09 7.824; g5.xlarge 2026-02-09 1.006; g5.12xlarge 2026-02-09 5.672;
     g5.48xlarge 2026-02-09 16.288; g5g.xlarge 2026-02-09 0.42; g5g.16xlarge 2026-02-09 2.744;
     gr6.4xlarge 2026-02-09 1.5392; g7e.2xlarge 2026-02-09 3.36312; g7e.12xlarge 2026-02-09 8.28608;
     g7e.24xlarge 2026-02-09 16.57216; g7e.48xlarge 2026-02-09 33.14432`,
  ),
  ...pricesOf(
    { ...virginia, source: BOTH, confirmed: '2026-06-15' },
    `p6-b200.48xlarge 2026-02-09 113.9328; g6.xlarge 2026-02-09 0.8048; g6.12xlarge 2026-02-09 4.6016;
     g6.48xlarge 2026-02-09 13.3504; g6e.xlarge 2026-02-09 1.861; g6e.12xlarge 2026-02-09 10.49264;
     g6e.48xlarge 2026-02-09 30.13118`,
  ),
  ...pricesOf(
    { region: 'ap-south-1', billing: 'ON_DEMAND', source: SNAPSHOT, confirmed: '2026-06-15' },
    `p4d.24xlarge 2026-06-15 26.3444; p5.48xlarge 2026-06-15 66.048; p5en.48xlarge 2026-06-15 75.9552;
     g6.xlarge 2026-06-15 0.9664; g6.48xlarge 2026-06-15 16.0311; g6e.xlarge 2026-06-15 2.235;
     g6e.48xlarge 2026-06-15 36.1866`,
  ),
];
