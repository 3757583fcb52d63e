import { pricesOf, type ListPrice } from './cloud-price.ts';

const SERIES =
  'Cyclenerd/google-cloud-pricing-cost-calculator pricing.yml, about weekly 2022-02-09 to 2025-06-26 (Apache-2.0)';
const PAGE = 'cloud.google.com/products/compute/gpus-pricing, read on 2026-09-17';

const iowa = { region: 'us-central1', source: SERIES } as const;
const page = { region: 'us-central1', source: PAGE, confirmed: '2026-09-17' } as const;

/**
 * Prices of Google Compute Engine machines, in micro-dollars' precision. Spot prices are followed to
 * 2025-06-26 and are known again from 2026-09-17: nothing is said of the time between. Left out of the
 * series for their mistakes: a2-highgpu-1g before 2022-02-16, a2-ultragpu before 2022-10-02, and
 * a3-megagpu-8g, priced without its GPUs. a4-highgpu-8g is not sold on demand; a4x has no list price.
 */
export const gcpListPrices: readonly ListPrice[] = [
  ...pricesOf(
    { ...iowa, billing: 'ON_DEMAND', source: `${SERIES}; ${PAGE}`, confirmed: '2026-09-17' },
    `a2-highgpu-1g 2022-02-16 3.673385; a2-highgpu-8g 2022-02-09 29.38708;
     a2-ultragpu-1g 2022-10-02 5.027702, 2024-05-21 5.068798;
     a2-ultragpu-8g 2022-10-02 40.221616, 2024-05-21 40.550383;
     a3-highgpu-1g 2024-09-19 11.636592, 2024-10-24 11.06125;
     a3-highgpu-8g 2024-05-17 87.832466, 2024-05-21 88.49;
     g2-standard-4 2023-04-24 0.706832`,
  ),
  ...pricesOf(
    { ...iowa, billing: 'ON_DEMAND', confirmed: '2025-06-26' },
    `a2-megagpu-16g 2022-02-09 55.739504; g2-standard-48 2023-04-24 4.001665;
     g2-standard-96 2023-04-24 8.00333`,
  ),
  ...pricesOf(
    { ...page, billing: 'ON_DEMAND' },
    `a3-megagpu-8g 2026-09-17 93.400713; a3-ultragpu-8g 2026-09-17 84.806908;
     g4-standard-48 2026-09-17 4.49993`,
  ),
  ...pricesOf(
    {
      ...page,
      billing: 'ON_DEMAND',
      note: 'The accelerator alone: the N1 machine it is added to is billed beside it.',
    },
    `nvidia-tesla-t4 2026-09-17 0.35; nvidia-tesla-p4 2026-09-17 0.6; nvidia-tesla-p100 2026-09-17 1.46;
     nvidia-tesla-v100 2026-09-17 2.48`,
  ),
  ...pricesOf(
    { ...iowa, billing: 'SPOT', confirmed: '2025-06-26', to: '2025-06-27' },
    `a2-highgpu-1g 2023-05-08 1.102016, 2023-06-22 1.21219, 2023-08-10 1.45467, 2023-09-28 1.469355,
       2025-01-30 1.293355, 2025-03-13 1.442955;
     a2-highgpu-8g 2023-05-08 8.816124, 2023-06-22 9.69752, 2023-08-10 11.63736, 2023-09-28 11.75484,
       2025-01-30 10.34684, 2025-03-13 11.54364;
     a2-ultragpu-1g 2023-05-08 1.575347, 2023-06-22 1.60828, 2023-08-10 2.0067, 2023-09-28 2.01103,
       2024-05-21 2.048479, 2024-05-23 2.039797, 2025-01-30 2.027468, 2025-03-13 2.025003,
       2025-05-01 2.022896, 2025-06-05 2.023513;
     a3-highgpu-1g 2024-09-19 6.498608, 2024-10-24 6.095868, 2024-10-31 4.449126, 2025-01-30 4.424469,
       2025-03-13 2.552879, 2025-05-01 2.548667, 2025-06-05 2.5499;
     a3-highgpu-8g 2024-05-17 61.948147, 2024-05-21 62.547325, 2024-05-23 62.408421, 2024-07-08 48.766946,
       2024-10-31 35.59301, 2025-01-30 35.39575, 2025-03-13 20.423034, 2025-05-01 20.389335,
       2025-06-05 20.399198;
     g2-standard-4 2023-05-08 0.21205, 2023-08-10 0.226748, 2023-09-28 0.226732, 2023-10-26 0.223804,
       2024-05-23 0.218228, 2024-07-08 0.221616, 2024-09-05 0.236976, 2024-10-31 0.272524,
       2025-01-30 0.279932, 2025-03-13 0.281836`,
  ),
  ...pricesOf(
    { ...page, billing: 'SPOT' },
    `a2-highgpu-1g 2026-09-17 2.20401; a2-ultragpu-1g 2026-09-17 3.041238;
     a3-highgpu-8g 2026-09-17 52.962297; a3-megagpu-8g 2026-09-17 55.894489;
     a3-ultragpu-8g 2026-09-17 50.874449; a4-highgpu-8g 2026-09-17 39.6336;
     g4-standard-48 2026-09-17 1.7429`,
  ),
];
