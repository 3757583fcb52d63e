import { gpuFamily, gpuRow, type Gpu } from './gpu.ts';
import {
  derived,
  published,
  TURING_GEFORCE,
  TURING_QUADRO,
  VECTOR_FP16,
  VENDOR,
  WIKIPEDIA,
} from './gpu-sources.ts';

const geforce = {
  vendor: 'NVIDIA',
  class: 'CONSUMER',
  formFactor: 'PCIE',
} as const;

const turing = { ...geforce, architecture: 'Turing', precisions: 'FP16' } as const;
const pascal = {
  ...geforce,
  architecture: 'Pascal',
  precisions: 'NONE',
  sources: published(VENDOR, VENDOR),
} as const;
const rebuilt = derived(
  `${WIKIPEDIA}; memory size of the rebuilt board as offered on Vast.ai`,
  TURING_GEFORCE,
);

/** GeForce GTX 10 and 16, RTX 20, and the Titans. GTX 10 has no fast FP16; GTX 16 no tensor cores. */
export const olderGeforceGpus: readonly Gpu[] = [
  ...gpuFamily({ ...pascal, memoryType: 'GDDR5' }, [
    gpuRow('GTX 1060 3GB', 3, 192, null, 120, '2016-08'),
    gpuRow('GTX 1060 6GB', 6, 192, null, 120, '2016-07'),
    gpuRow('GTX 1070', 8, 256, null, 150, '2016-06'),
    gpuRow('GTX 1070 Ti', 8, 256, null, 180, '2017-11'),
  ]),
  ...gpuFamily({ ...pascal, memoryType: 'GDDR5X' }, [
    gpuRow('GTX 1080', 8, 320, null, 180, '2016-05'),
    gpuRow('GTX 1080 Ti', 11, 484, null, 250, '2017-03'),
    gpuRow('TITAN Xp', 12, 547.6, null, 250, '2017-04'),
  ]),
  ...gpuFamily({ ...turing, memoryType: 'GDDR5', sources: derived(VENDOR, VECTOR_FP16) }, [
    gpuRow('GTX 1650', 4, 128, 6, 75, '2019-04'),
    gpuRow('GTX 1660', 6, 192, 10.1, 120, '2019-03'),
  ]),
  ...gpuFamily({ ...turing, memoryType: 'GDDR6', sources: derived(VENDOR, VECTOR_FP16) }, [
    gpuRow('GTX 1660 SUPER', 6, 336, 10.1, 125, '2019-10', { aliases: ['GTX 1660S'] }),
    gpuRow('GTX 1660 Ti', 6, 288, 10.9, 120, '2019-02'),
  ]),
  ...gpuFamily({ ...turing, memoryType: 'GDDR6', sources: derived(VENDOR, TURING_GEFORCE) }, [
    gpuRow('RTX 2060', 6, 336, 25.8, 160, '2019-01'),
    gpuRow('RTX 2060 12GB', 12, 336, 28.7, 185, '2021-12', { onlyWithVram: true }),
    gpuRow('RTX 2060 SUPER', 8, 448, 28.7, 175, '2019-07', { aliases: ['RTX 2060S'] }),
    gpuRow('RTX 2070', 8, 448, 29.9, 175, '2018-10'),
    gpuRow('RTX 2070 SUPER', 8, 448, 36.2, 215, '2019-07', { aliases: ['RTX 2070S'] }),
    gpuRow('RTX 2080', 8, 448, 40.3, 215, '2018-09'),
    gpuRow('RTX 2080 SUPER', 8, 496, 44.6, 250, '2019-07', { aliases: ['RTX 2080S'] }),
  ]),
  ...gpuFamily({ ...turing, memoryType: 'GDDR6', sources: derived(WIKIPEDIA, TURING_GEFORCE) }, [
    gpuRow('RTX 2080 Ti', 11, 616, 53.8, 250, '2018-09'),
  ]),
  ...gpuFamily({ ...turing, memoryType: 'GDDR6', sources: rebuilt }, [
    gpuRow('RTX 2080 Ti 22GB', 22, 616, 53.8, 250, '2018-09', { onlyWithVram: true }),
  ]),
  ...gpuFamily({ ...turing, memoryType: 'GDDR6', sources: derived(VENDOR, TURING_QUADRO) }, [
    gpuRow('TITAN RTX', 24, 672, 130.5, 280, '2018-12'),
  ]),
  ...gpuFamily({ ...turing, architecture: 'Volta', memoryType: 'HBM2', sources: published(VENDOR, VENDOR) }, [
    gpuRow('TITAN V', 12, 652.8, 110, 250, '2017-12'),
  ]),
];
