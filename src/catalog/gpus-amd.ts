import { gpuFamily, gpuRow, type Gpu } from './gpu.ts';
import { CLI99, published, STAS00, VENDOR, WIKIPEDIA } from './gpu-sources.ts';

const instinct = {
  vendor: 'AMD',
  class: 'DATA_CENTER',
  formFactor: 'OAM',
  memoryType: 'HBM2E',
  precisions: 'FP16_BF16',
  sources: published(STAS00, STAS00),
} as const;

const radeon = {
  vendor: 'AMD',
  class: 'CONSUMER',
  formFactor: 'PCIE',
  memoryType: 'GDDR6',
  sources: published(VENDOR, VENDOR),
} as const;

const rdna3 = { ...radeon, architecture: 'RDNA3', precisions: 'FP16_BF16' } as const;
const rdna4 = { ...radeon, architecture: 'RDNA4', precisions: 'FP16_BF16_FP8' } as const;
const cdna3 = {
  ...instinct,
  architecture: 'CDNA3',
  precisions: 'FP16_BF16_FP8',
  sources: published(STAS00, `${WIKIPEDIA}; ${STAS00}`),
} as const;

/** AMD Instinct and Radeon. An MI250 or MI250X row is the module, which programs see as two GPUs. */
export const amdGpus: readonly Gpu[] = [
  ...gpuFamily(
    {
      ...instinct,
      architecture: 'GCN5',
      formFactor: 'PCIE',
      memoryType: 'HBM2',
      precisions: 'FP16',
      sources: published(VENDOR, VENDOR),
    },
    [
      gpuRow('MI25', 16, 484, 24.6, 300, '2017-06'),
      gpuRow('MI50', 16, 1024, 26.5, 300, '2018-11'),
      gpuRow('MI60', 32, 1024, 29.5, 300, '2018-11'),
    ],
  ),
  ...gpuFamily(
    {
      ...instinct,
      architecture: 'CDNA',
      formFactor: 'PCIE',
      memoryType: 'HBM2',
      sources: published(WIKIPEDIA, CLI99),
    },
    [gpuRow('MI100', 32, 1229, 184.6, 300, '2020-11', { bf16Tflops: 92.3 })],
  ),
  ...gpuFamily(
    { ...instinct, architecture: 'CDNA2', formFactor: 'PCIE', sources: published(WIKIPEDIA, CLI99) },
    [gpuRow('MI210', 64, 1638, 181, 300, '2022-03')],
  ),
  ...gpuFamily({ ...instinct, architecture: 'CDNA2' }, [
    gpuRow('MI250', 128, 3277, 362, 560, '2021-11'),
    gpuRow('MI250X', 128, 3277, 383, 560, '2021-11'),
  ]),
  ...gpuFamily({ ...cdna3, memoryType: 'HBM3' }, [
    gpuRow('MI300X', 192, 5300, 1307, 750, '2023-12', { fp8Tflops: 2615 }),
  ]),
  ...gpuFamily({ ...cdna3, memoryType: 'HBM3E', sources: published(STAS00, STAS00) }, [
    // Announced with 288 GB, shipped with 256; lists carry either.
    gpuRow('MI325X', 256, 6000, 1307, 1000, '2024-10', { fp8Tflops: 2615, otherVramGb: [288] }),
  ]),
  ...gpuFamily({ ...cdna3, architecture: 'CDNA4', memoryType: 'HBM3E', sources: published(VENDOR, VENDOR) }, [
    gpuRow('MI350X', 288, 8000, 2307, 1000, '2025-06'),
  ]),
  ...gpuFamily({ ...cdna3, architecture: 'CDNA4', memoryType: 'HBM3E', sources: published(STAS00, STAS00) }, [
    gpuRow('MI355X', 288, 8000, 2500, 1400, '2025-06'),
  ]),
  ...gpuFamily({ ...radeon, architecture: 'RDNA2', precisions: 'FP16' }, [
    gpuRow('RX 6800 XT', 16, 512, 41.5, 300, '2020-11'),
    gpuRow('RX 6900 XT', 16, 512, 46.1, 300, '2020-12'),
  ]),
  // Cards that only clouds have: AWS's g4ad, Azure's NGads and NVads V710.
  ...gpuFamily(
    { ...radeon, class: 'DATA_CENTER', architecture: 'RDNA1', memoryType: 'HBM2', precisions: 'FP16' },
    [gpuRow('PRO V520', 8, 512, 14.7, 225, '2020-12', { aliases: ['V520'] })],
  ),
  ...gpuFamily({ ...radeon, class: 'DATA_CENTER', architecture: 'RDNA2', precisions: 'FP16' }, [
    gpuRow('PRO V620', 32, 512, 40.6, 300, '2021-11', { aliases: ['V620'] }),
  ]),
  ...gpuFamily({ ...rdna3, class: 'DATA_CENTER' }, [
    gpuRow('PRO V710', 28, 448, 55.3, 158, '2024-10', { aliases: ['V710'], otherVramGb: [24] }),
  ]),
  ...gpuFamily(rdna3, [
    gpuRow('RX 7900 XT', 20, 800, 103, 315, '2022-12'),
    gpuRow('RX 7900 XTX', 24, 960, 122.8, 355, '2022-12', { aliases: ['7900XTX'] }),
  ]),
  ...gpuFamily({ ...rdna3, class: 'WORKSTATION' }, [
    gpuRow('PRO W7800', 32, 576, 90.5, 260, '2023-04', { aliases: ['W7800'] }),
    gpuRow('PRO W7900', 48, 864, 122.6, 295, '2023-04', { aliases: ['W7900'] }),
  ]),
  ...gpuFamily(rdna4, [gpuRow('RX 9070 XT', 16, 640, 195, 304, '2025-03', { fp8Tflops: 389 })]),
  ...gpuFamily({ ...rdna4, class: 'WORKSTATION' }, [
    gpuRow('AI PRO R9700', 32, 640, 191, 300, '2025-07', { fp8Tflops: 383, aliases: ['R9700'] }),
  ]),
];
