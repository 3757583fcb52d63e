import { gpuFamily, gpuRow, type Gpu } from './gpu.ts';
import { CLI99, LIGHTNING, published, STAS00, VENDOR, WIKIPEDIA } from './gpu-sources.ts';

const dataCenter = {
  vendor: 'NVIDIA',
  class: 'DATA_CENTER',
  formFactor: 'PCIE',
  sources: published(VENDOR, VENDOR),
} as const;

const first = { ...dataCenter, memoryType: 'GDDR5', precisions: 'NONE' } as const;
const pascal = { ...dataCenter, architecture: 'Pascal', memoryType: 'HBM2', precisions: 'FP16' } as const;
const volta = {
  ...dataCenter,
  architecture: 'Volta',
  memoryType: 'HBM2',
  precisions: 'FP16',
  sources: published(WIKIPEDIA, LIGHTNING),
} as const;
const ampere = {
  ...dataCenter,
  architecture: 'Ampere',
  memoryType: 'GDDR6',
  precisions: 'FP16_BF16',
} as const;
const ada = { ...dataCenter, architecture: 'Ada', memoryType: 'GDDR6', precisions: 'FP16_BF16_FP8' } as const;

/** NVIDIA's data-centre GPUs before Hopper. K520, K80, M60 and A16 are boards of several GPUs. */
export const dataCenterGpus: readonly Gpu[] = [
  ...gpuFamily({ ...first, architecture: 'Kepler' }, [
    gpuRow('GRID K520', 4, 160, null, 112, '2013-07', { aliases: ['K520'] }),
    gpuRow('K80', 12, 240, null, 150, '2014-11'),
  ]),
  ...gpuFamily({ ...first, architecture: 'Maxwell' }, [
    gpuRow('M40', 24, 288, null, 250, '2015-11'),
    gpuRow('M60', 8, 160, null, 150, '2015-08'),
  ]),
  ...gpuFamily({ ...first, architecture: 'Pascal' }, [
    gpuRow('P4', 8, 192, null, 75, '2016-09'),
    gpuRow('P40', 24, 347, null, 250, '2016-09'),
  ]),
  ...gpuFamily({ ...pascal, sources: published(WIKIPEDIA, VENDOR) }, [
    gpuRow('P100 PCIe', 16, 732, 18.7, 250, '2016-06', { sharedNames: ['P100'] }),
  ]),
  ...gpuFamily(pascal, [
    gpuRow('P100 SXM2', 16, 732, 21.2, 300, '2016-04', { formFactor: 'SXM', sharedNames: ['P100'] }),
  ]),
  ...gpuFamily(volta, [
    gpuRow('V100 SXM2 16GB', 16, 900, 125, 300, '2017-06', { formFactor: 'SXM', sharedNames: ['V100'] }),
    gpuRow('V100 SXM2 32GB', 32, 900, 125, 300, '2018-03', { formFactor: 'SXM', sharedNames: ['V100'] }),
    gpuRow('V100 PCIe 16GB', 16, 900, 112, 250, '2017-06', { sharedNames: ['V100'] }),
    gpuRow('V100 PCIe 32GB', 32, 900, 112, 250, '2018-03', {
      sharedNames: ['V100'],
      sources: published(VENDOR, LIGHTNING),
    }),
  ]),
  ...gpuFamily({ ...volta, sources: published(VENDOR, VENDOR) }, [
    gpuRow('V100S PCIe', 32, 1134, 130, 250, '2019-11', { aliases: ['V100S'] }),
  ]),
  ...gpuFamily(
    {
      ...dataCenter,
      architecture: 'Turing',
      memoryType: 'GDDR6',
      precisions: 'FP16',
      sources: published(WIKIPEDIA, LIGHTNING),
    },
    [gpuRow('T4', 16, 320, 65, 70, '2018-09')],
  ),
  // AWS's own build of the T4 for its Arm machines.
  ...gpuFamily(
    {
      ...dataCenter,
      architecture: 'Turing',
      memoryType: 'GDDR6',
      precisions: 'FP16',
      sources: published(VENDOR, VENDOR),
    },
    [gpuRow('T4G', 16, 320, 65, 70, '2021-11')],
  ),
  ...gpuFamily(ampere, [
    gpuRow('A2', 16, 200, 18, 60, '2021-11'),
    gpuRow('A16', 16, 200, 17.9, 62, '2021-04'),
  ]),
  ...gpuFamily({ ...ampere, sources: published(WIKIPEDIA, WIKIPEDIA) }, [
    gpuRow('A10', 24, 600, 125, 150, '2021-04'),
    gpuRow('A30', 24, 933, 165, 165, '2021-04', { memoryType: 'HBM2' }),
  ]),
  ...gpuFamily({ ...ampere, sources: published(CLI99, CLI99) }, [
    // Lightning has the 125 TFLOPS of the A10.
    gpuRow('A10G', 24, 600, 70, 300, '2021-11'),
  ]),
  ...gpuFamily({ ...ampere, sources: published(WIKIPEDIA, LIGHTNING) }, [
    gpuRow('A40', 48, 696, 149.7, 300, '2020-10'),
  ]),
  ...gpuFamily({ ...ampere, memoryType: 'HBM2', sources: published(WIKIPEDIA, STAS00) }, [
    gpuRow('A100 PCIe 40GB', 40, 1555, 312, 250, '2020-06', {
      aliases: ['A100 PCIe 40'],
      sharedNames: ['A100'],
    }),
  ]),
  ...gpuFamily({ ...ampere, memoryType: 'HBM2E', sources: published(STAS00, STAS00) }, [
    gpuRow('A100 PCIe 80GB', 80, 1935, 312, 300, '2021-06', {
      aliases: ['A100 PCIe 80'],
      sharedNames: ['A100'],
    }),
  ]),
  ...gpuFamily({ ...ampere, formFactor: 'SXM', memoryType: 'HBM2', sources: published(CLI99, STAS00) }, [
    gpuRow('A100 SXM 40GB', 40, 1555, 312, 400, '2020-05', {
      aliases: ['A100 SXM4', 'A100 SXM 40'],
      sharedNames: ['A100'],
    }),
  ]),
  ...gpuFamily(
    { ...ampere, formFactor: 'SXM', memoryType: 'HBM2E', sources: published(`${CLI99}; ${STAS00}`, STAS00) },
    [
      gpuRow('A100 SXM 80GB', 80, 2039, 312, 400, '2020-11', {
        aliases: ['A100 SXM4', 'A100 SXM 80'],
        sharedNames: ['A100'],
      }),
    ],
  ),
  ...gpuFamily({ ...ada, sources: published(WIKIPEDIA, LIGHTNING) }, [
    gpuRow('L4', 24, 300, 121, 72, '2023-03', { fp8Tflops: 242.5 }),
    // Wikipedia has 362 TFLOPS, the sparse number.
    gpuRow('L40', 48, 864, 181, 300, '2022-10'),
  ]),
  ...gpuFamily({ ...ada, sources: published(STAS00, STAS00) }, [
    gpuRow('L40S', 48, 864, 362, 350, '2023-08', { fp8Tflops: 733 }),
  ]),
];
