import { gpuFamily, gpuRow, type Gpu } from './gpu.ts';
import { published, VENDOR } from './gpu-sources.ts';

const intel = { vendor: 'INTEL', sources: published(VENDOR, VENDOR) } as const;
const arc = {
  ...intel,
  class: 'CONSUMER',
  formFactor: 'PCIE',
  memoryType: 'GDDR6',
  precisions: 'FP16_BF16',
} as const;
const max = {
  ...intel,
  class: 'DATA_CENTER',
  architecture: 'Xe HPC',
  memoryType: 'HBM2E',
  precisions: 'FP16_BF16',
} as const;
const gaudi = {
  ...intel,
  class: 'DATA_CENTER',
  architecture: 'Gaudi',
  formFactor: 'OAM',
  memoryType: 'HBM2E',
  precisions: 'FP16_BF16_FP8',
} as const;

/** Intel Arc, Data Center GPU Max and Gaudi. */
export const intelGpus: readonly Gpu[] = [
  ...gpuFamily({ ...arc, architecture: 'Xe HPG' }, [gpuRow('Arc A770', 16, 560, 137.6, 225, '2022-10')]),
  ...gpuFamily({ ...arc, architecture: 'Xe2' }, [gpuRow('Arc B580', 12, 456, 116.6, 190, '2024-12')]),
  ...gpuFamily({ ...max, formFactor: 'PCIE' }, [
    gpuRow('Max 1100', 48, 1229, 352, 300, '2023-01', { aliases: ['Data Center GPU Max 1100'] }),
  ]),
  ...gpuFamily({ ...max, formFactor: 'OAM' }, [
    gpuRow('Max 1550', 128, 3277, 832, 600, '2023-01', { aliases: ['Data Center GPU Max 1550'] }),
  ]),
  ...gpuFamily(gaudi, [
    gpuRow('Gaudi 2', 96, 2450, 432, 600, '2022-05', { fp8Tflops: 865, aliases: ['Habana Gaudi 2'] }),
    gpuRow('Gaudi 3', 128, 3700, 1835, 900, '2024-04', { fp8Tflops: 1835, aliases: ['Habana Gaudi 3'] }),
  ]),
];
