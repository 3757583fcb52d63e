import { gpuFamily, gpuRow, type Gpu } from './gpu.ts';
import { LIGHTNING, published, publishedApart, STAS00, VENDOR, WIKIPEDIA } from './gpu-sources.ts';

const hopper = {
  vendor: 'NVIDIA',
  class: 'DATA_CENTER',
  architecture: 'Hopper',
  formFactor: 'SXM',
  memoryType: 'HBM3',
  precisions: 'FP16_BF16_FP8',
  sources: published(STAS00, STAS00),
} as const;

const blackwell = { ...hopper, architecture: 'Blackwell', memoryType: 'HBM3E' } as const;

/**
 * H100 to GB300. The driver calls the SXM board of the H200 plainly "NVIDIA H200", so that name is
 * its own; "H100" is no board's own name. A GB200 or GB300 row is one GPU of the superchip.
 */
export const hopperBlackwellGpus: readonly Gpu[] = [
  ...gpuFamily({ ...hopper, sources: published(`${WIKIPEDIA}; ${STAS00}`, STAS00) }, [
    gpuRow('H100 SXM', 80, 3352, 989, 700, '2022-03', {
      fp8Tflops: 1979,
      // GCP's own name of the accelerator in a3-megagpu machines.
      aliases: ['H100 SXM5', 'HGX H100', 'H100 80GB Mega', 'H100 Mega 80GB'],
      sharedNames: ['H100'],
    }),
  ]),
  ...gpuFamily({ ...hopper, sources: published(WIKIPEDIA, STAS00) }, [
    gpuRow('H100 PCIe', 80, 2039, 756, 350, '2022-03', {
      formFactor: 'PCIE',
      memoryType: 'HBM2E',
      fp8Tflops: 1513,
      sharedNames: ['H100'],
    }),
  ]),
  ...gpuFamily({ ...hopper, formFactor: 'NVL', sources: publishedApart(VENDOR, STAS00, LIGHTNING) }, [
    gpuRow('H100 NVL', 94, 3938, 835.5, 400, '2023-03', { sharedNames: ['H100'] }),
    gpuRow('H200 NVL', 141, 4800, 835.5, 600, '2024-11', {
      memoryType: 'HBM3E',
      sources: publishedApart(VENDOR, STAS00, `${VENDOR}; ${LIGHTNING} has 840`),
    }),
  ]),
  ...gpuFamily({ ...hopper, memoryType: 'HBM3E' }, [
    gpuRow('H200 SXM', 141, 4800, 989, 700, '2023-11', {
      fp8Tflops: 1979,
      aliases: ['H200', 'H200 SXM5', 'HGX H200'],
    }),
  ]),
  ...gpuFamily({ ...hopper, formFactor: 'SUPERCHIP' }, [
    // The driver's name, "GH200 480GB", states the memory of the superchip's processor.
    gpuRow('GH200', 96, 4000, 989, 900, '2023-05', {
      fp8Tflops: 1979,
      otherVramGb: [480],
      aliases: ['GH200 SXM'],
    }),
  ]),
  ...gpuFamily(
    { ...hopper, formFactor: 'SUPERCHIP', memoryType: 'HBM3E', sources: published(VENDOR, STAS00) },
    [
      gpuRow('GH200 144GB', 144, 4900, 989, 900, '2023-08', {
        fp8Tflops: 1979,
        onlyWithVram: true,
      }),
    ],
  ),
  ...gpuFamily(blackwell, [
    // 192 GB are fitted, 180 usable; providers state either.
    gpuRow('B200', 180, 8000, 2250, 1000, '2024-03', {
      otherVramGb: [192],
      aliases: ['B200 SXM', 'B200 SXM6', 'HGX B200'],
    }),
    gpuRow('B300', 288, 8000, 2250, 1000, '2025-03', {
      otherVramGb: [270],
      aliases: ['B300 SXM', 'B300 SXM6', 'B300 SXM6 AC', 'HGX B300'],
    }),
  ]),
  ...gpuFamily({ ...blackwell, formFactor: 'SUPERCHIP' }, [
    gpuRow('GB200', 186, 8000, 2500, 1200, '2024-03', {
      aliases: ['GB200 NVL72', 'GB200 NVL4', 'GB200 Grace Blackwell'],
    }),
    gpuRow('GB300', 288, 8000, 2500, 1400, '2025-03', {
      aliases: ['GB300 NVL72', 'GB300 SXM6', 'GB300 Grace Blackwell'],
      sources: publishedApart(`${STAS00}; bandwidth taken to be the B300's`, STAS00, STAS00),
    }),
  ]),
];
