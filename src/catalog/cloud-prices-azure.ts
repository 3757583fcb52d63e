import { pricesOf, type ListPrice } from './cloud-price.ts';

const KARPENTER =
  'Azure/karpenter-provider-azure@0499866 zz_generated.pricing.go (Azure Retail Prices, 2023-12-18, Apache-2.0)';
const SNAPSHOT = 'sooddvs/gpu-pricing@2d9dd3a, read from Azure Retail Prices on 2026-06-15';
const DAILY = 'adriannutiu/gpu-rental-prices@ae6435a (gpurentalprices.com, CC BY 4.0), Azure Retail Prices';

const virginia2 = { region: 'eastus2', billing: 'ON_DEMAND' } as const;
const listed = { ...virginia2, source: KARPENTER, confirmed: '2023-12-18' } as const;
const july = { source: DAILY, confirmed: '2026-07-31' } as const;

/**
 * Prices of Azure VMs, Linux. Two full readings were had, of 2023-12-18 and 2026-06-15: what both show
 * is taken to have held between them, what only the first shows is not confirmed since. NCv3 was
 * retired on 2025-09-30, NVv3 and NVv4 on 2026-09-30; sizes retired before 2023-12 are left out. Spot is
 * a list of July 2026 that did not move for 25 days, and is not told beyond it. NDv2, MI300X, GB200,
 * GB300, V710 and RTX PRO 6000 have no known list price.
 */
export const azureListPrices: readonly ListPrice[] = [
  ...pricesOf(
    { ...virginia2, source: `${KARPENTER}; ${SNAPSHOT}`, confirmed: '2026-06-15' },
    `Standard_NC24ads_A100_v4 2023-12-18 3.673; Standard_NC48ads_A100_v4 2023-12-18 7.346;
     Standard_NC96ads_A100_v4 2023-12-18 14.692; Standard_ND96amsr_A100_v4 2023-12-18 32.77;
     Standard_ND96isr_H100_v5 2023-12-18 98.32`,
  ),
  ...pricesOf(
    { ...listed, source: `${KARPENTER}; ${DAILY}`, confirmed: '2026-07-31' },
    'Standard_ND96is_H100_v5 2023-12-18 88.488',
  ),
  ...pricesOf(
    listed,
    `Standard_ND96ams_A100_v4 2023-12-18 32.77;
     Standard_NC4as_T4_v3 2023-12-18 0.526; Standard_NC8as_T4_v3 2023-12-18 0.752;
     Standard_NC16as_T4_v3 2023-12-18 1.204; Standard_NC64as_T4_v3 2023-12-18 4.352;
     Standard_NG32ads_V620_v1 2023-12-18 3.63; Standard_NV36ads_A10_v5 2023-12-18 3.2;
     Standard_NV36adms_A10_v5 2023-12-18 4.52; Standard_NV72ads_A10_v5 2023-12-18 6.52`,
  ),
  ...pricesOf(
    { ...listed, to: '2025-09-30' },
    `Standard_NC6s_v3 2023-12-18 3.06; Standard_NC12s_v3 2023-12-18 6.12;
     Standard_NC24s_v3 2023-12-18 12.24; Standard_NC24rs_v3 2023-12-18 13.464`,
  ),
  ...pricesOf(
    { ...listed, to: '2026-09-30' },
    `Standard_NV12s_v3 2023-12-18 1.14; Standard_NV24s_v3 2023-12-18 2.28;
     Standard_NV48s_v3 2023-12-18 4.56; Standard_NV32as_v4 2023-12-18 1.864`,
  ),
  ...pricesOf(
    { ...virginia2, source: SNAPSHOT, confirmed: '2026-06-15' },
    `Standard_NC40ads_H100_v5 2026-06-15 6.98; Standard_NC80adis_H100_v5 2026-06-15 13.96;
     Standard_ND96isr_H200_v5 2026-06-15 84.8`,
  ),
  ...pricesOf(
    {
      ...july,
      region: 'eastus',
      billing: 'ON_DEMAND',
      note: 'The list names no region; it is taken to be eastus, Azure’s first.',
    },
    'Standard_ND96asr_v4 2026-07-07 27.197',
  ),
  ...pricesOf(
    {
      ...july,
      region: 'eastus',
      billing: 'SPOT',
      to: '2026-08-01',
      note: 'The list names no region, which is taken to be eastus, and did not move for 25 days.',
    },
    `Standard_NC24ads_A100_v4 2026-07-07 0.67877; Standard_ND96asr_v4 2026-07-07 5.98334;
     Standard_ND96amsr_A100_v4 2026-07-07 8.5202; Standard_NC40ads_H100_v5 2026-07-07 1.40298;
     Standard_ND96isr_H100_v5 2026-07-07 16.352582`,
  ),
];
