import { gpuFamily, gpuRow, type Gpu } from './gpu.ts';
import { derived, GEFORCE, VENDOR, WIKIPEDIA } from './gpu-sources.ts';

const geforce = {
  vendor: 'NVIDIA',
  class: 'CONSUMER',
  formFactor: 'PCIE',
  sources: derived(WIKIPEDIA, GEFORCE),
} as const;

const vendorFigures = derived(VENDOR, GEFORCE);
const rebuilt = derived(`${WIKIPEDIA}; memory size of the rebuilt board as offered on Vast.ai`, GEFORCE);

const ampere = { ...geforce, architecture: 'Ampere', precisions: 'FP16_BF16' } as const;
const ada = { ...geforce, architecture: 'Ada', precisions: 'FP16_BF16_FP8' } as const;
const blackwell = { ...geforce, architecture: 'Blackwell', precisions: 'FP16_BF16_FP8' } as const;

/** GeForce RTX 30, 40 and 50. A bare number ("4090") means the desktop GPU; laptop GPUs are others. */
export const geforceGpus: readonly Gpu[] = [
  ...gpuFamily({ ...ampere, memoryType: 'GDDR6' }, [
    gpuRow('RTX 3060', 12, 360, 25.5, 170, '2021-02'),
    gpuRow('RTX 3060 Ti', 8, 448, 32.4, 200, '2020-12'),
    gpuRow('RTX 3070', 8, 448, 40.6, 220, '2020-10'),
  ]),
  ...gpuFamily({ ...ampere, memoryType: 'GDDR6', sources: vendorFigures }, [
    gpuRow('RTX 3050', 8, 224, 18.2, 130, '2022-01'),
    gpuRow('RTX 3060 8GB', 8, 240, 25.5, 170, '2022-10', { onlyWithVram: true }),
  ]),
  ...gpuFamily({ ...ampere, memoryType: 'GDDR6X' }, [
    gpuRow('RTX 3070 Ti', 8, 608.3, 43.5, 290, '2021-06'),
    gpuRow('RTX 3080 10GB', 10, 760, 59.5, 320, '2020-09'),
    gpuRow('RTX 3080 Ti', 12, 912, 68.2, 350, '2021-06'),
    gpuRow('RTX 3090', 24, 935.8, 71.2, 350, '2020-09'),
    gpuRow('RTX 3090 Ti', 24, 1008.3, 80, 450, '2022-03'),
  ]),
  ...gpuFamily({ ...ampere, memoryType: 'GDDR6X', sources: vendorFigures }, [
    gpuRow('RTX 3080 12GB', 12, 912, 61.3, 350, '2022-01'),
  ]),
  ...gpuFamily({ ...ada, memoryType: 'GDDR6' }, [
    gpuRow('RTX 4060', 8, 272, 30.2, 115, '2023-06'),
    gpuRow('RTX 4060 Ti 16GB', 16, 288, 44.2, 160, '2023-07'),
  ]),
  ...gpuFamily({ ...ada, memoryType: 'GDDR6', sources: vendorFigures }, [
    gpuRow('RTX 4060 Ti 8GB', 8, 288, 44.2, 160, '2023-05'),
  ]),
  ...gpuFamily({ ...ada, memoryType: 'GDDR6X' }, [
    gpuRow('RTX 4070', 12, 504, 58.2, 200, '2023-04'),
    gpuRow('RTX 4070 SUPER', 12, 504, 71, 220, '2024-01', { aliases: ['RTX 4070S'] }),
    gpuRow('RTX 4070 Ti', 12, 504, 80.2, 285, '2023-01'),
    gpuRow('RTX 4070 Ti SUPER', 16, 672, 88.2, 285, '2024-01', { aliases: ['RTX 4070S Ti'] }),
    gpuRow('RTX 4080', 16, 717, 97.4, 320, '2022-11'),
    gpuRow('RTX 4080 SUPER', 16, 736, 104.4, 320, '2024-01', { aliases: ['RTX 4080S'] }),
    gpuRow('RTX 4090 D', 24, 1008, 147, 425, '2023-12'),
    gpuRow('RTX 4090', 24, 1008, 165.2, 450, '2022-10'),
  ]),
  ...gpuFamily({ ...ada, memoryType: 'GDDR6X', sources: rebuilt }, [
    gpuRow('RTX 4090 48GB', 48, 1008, 165.2, 450, '2022-10', { onlyWithVram: true }),
  ]),
  ...gpuFamily({ ...blackwell, memoryType: 'GDDR7' }, [
    gpuRow('RTX 5060', 8, 448, 38.4, 145, '2025-05'),
    gpuRow('RTX 5060 Ti 16GB', 16, 448, 47.4, 180, '2025-04'),
    gpuRow('RTX 5070', 12, 672, 61.9, 250, '2025-03'),
    gpuRow('RTX 5070 Ti', 16, 896, 88.7, 300, '2025-02'),
    gpuRow('RTX 5080', 16, 960, 112.6, 360, '2025-01'),
    gpuRow('RTX 5090', 32, 1792, 209.6, 575, '2025-01'),
  ]),
  ...gpuFamily({ ...blackwell, memoryType: 'GDDR7', sources: vendorFigures }, [
    gpuRow('RTX 5060 Ti 8GB', 8, 448, 47.4, 180, '2025-04'),
  ]),
];
