import { gpuFamily, gpuRow, type Gpu } from './gpu.ts';
import {
  derived,
  published,
  publishedApart,
  RTX_PRO,
  STAS00,
  TURING_QUADRO,
  VENDOR,
  WIKIPEDIA,
} from './gpu-sources.ts';

const workstation = { vendor: 'NVIDIA', class: 'WORKSTATION', formFactor: 'PCIE' } as const;

const pascal = {
  ...workstation,
  architecture: 'Pascal',
  precisions: 'NONE',
  sources: published(VENDOR, VENDOR),
} as const;
const turing = {
  ...workstation,
  architecture: 'Turing',
  precisions: 'FP16',
  memoryType: 'GDDR6',
} as const;
const rtx = { ...workstation, memoryType: 'GDDR6', sources: derived(WIKIPEDIA, RTX_PRO) } as const;
const ampere = { ...rtx, architecture: 'Ampere', precisions: 'FP16_BF16' } as const;
const ada = { ...rtx, architecture: 'Ada', precisions: 'FP16_BF16_FP8' } as const;
const blackwell = {
  ...rtx,
  architecture: 'Blackwell',
  precisions: 'FP16_BF16_FP8',
  memoryType: 'GDDR7',
} as const;

const vendorFigures = derived(VENDOR, RTX_PRO);

/** Names three different boards share: workstation, Max-Q (half the power) and server (slower memory). */
const PRO_6000 = [
  'RTX PRO 6000',
  'RTX PRO 6000 Blackwell',
  'RTX 6000 Pro',
  'RTX 6000 Pro Blackwell',
  'PRO 6000',
];

/** Quadro, RTX A, RTX Ada and RTX PRO Blackwell. */
export const workstationGpus: readonly Gpu[] = [
  ...gpuFamily({ ...pascal, memoryType: 'GDDR5' }, [
    gpuRow('Quadro P4000', 8, 243, null, 105, '2017-02', { aliases: ['P4000'] }),
  ]),
  ...gpuFamily({ ...pascal, memoryType: 'GDDR5X' }, [
    gpuRow('Quadro P5000', 16, 288, null, 180, '2016-10', { aliases: ['P5000'] }),
    gpuRow('Quadro P6000', 24, 432, null, 250, '2016-10', { aliases: ['P6000'] }),
  ]),
  ...gpuFamily({ ...turing, sources: derived(VENDOR, TURING_QUADRO) }, [
    gpuRow('Quadro RTX 4000', 8, 416, 57, 160, '2018-11', {
      aliases: ['Q RTX 4000', 'RTX 4000 (Turing)'],
      sharedNames: ['RTX 4000'],
    }),
    gpuRow('Quadro RTX 5000', 16, 448, 89.2, 230, '2018-11', {
      aliases: ['Q RTX 5000', 'RTX 5000 (Turing)'],
      sharedNames: ['RTX 5000'],
    }),
  ]),
  ...gpuFamily({ ...turing, sources: derived(WIKIPEDIA, TURING_QUADRO) }, [
    gpuRow('Quadro RTX 6000', 24, 672, 130.5, 260, '2018-08', {
      aliases: ['Q RTX 6000', 'RTX 6000 (Turing)'],
      sharedNames: ['RTX 6000'],
    }),
    gpuRow('Quadro RTX 8000', 48, 672, 130.5, 260, '2018-08', { aliases: ['Q RTX 8000', 'RTX 8000'] }),
  ]),
  ...gpuFamily({ ...ampere, sources: vendorFigures }, [
    gpuRow('RTX A2000 6GB', 6, 288, 32, 70, '2021-08', { aliases: ['A2000 6GB'] }),
    gpuRow('RTX A2000 12GB', 12, 288, 32, 70, '2021-11', { aliases: ['A2000 12GB'] }),
  ]),
  ...gpuFamily(ampere, [
    gpuRow('RTX A4000', 16, 448, 76.7, 140, '2021-04', { aliases: ['A4000'] }),
    gpuRow('RTX A4500', 20, 640, 94.6, 200, '2021-11', { aliases: ['A4500'] }),
    gpuRow('RTX A5000', 24, 768, 111.1, 230, '2021-04', { aliases: ['A5000'] }),
    gpuRow('RTX A5500', 24, 768, 136.4, 230, '2022-03', { aliases: ['A5500'] }),
    gpuRow('RTX A6000', 48, 768, 154.8, 300, '2020-10', { aliases: ['A6000'] }),
  ]),
  ...gpuFamily(ada, [
    gpuRow('RTX 2000 Ada', 16, 224, 48, 70, '2024-02', { aliases: ['RTX 2000 Ada Generation'] }),
    gpuRow('RTX 4000 Ada', 20, 360, 106.9, 130, '2023-08', {
      aliases: ['RTX 4000 Ada Generation'],
      sharedNames: ['RTX 4000'],
    }),
    gpuRow('RTX 5000 Ada', 32, 576, 261.1, 250, '2023-08', {
      aliases: ['RTX 5000 Ada Generation'],
      sharedNames: ['RTX 5000'],
    }),
    gpuRow('RTX 6000 Ada', 48, 960, 364.2, 300, '2022-12', {
      aliases: ['RTX 6000 Ada Generation', '6000 Ada', 'A6000 Ada'],
      sharedNames: ['RTX 6000'],
    }),
  ]),
  ...gpuFamily({ ...ada, sources: vendorFigures }, [
    gpuRow('RTX 4000 SFF Ada', 20, 280, 76.7, 70, '2023-03', {
      aliases: ['RTX 4000 Ada SFF', 'RTX 4000 SFF Ada Generation'],
      sharedNames: ['RTX 4000'],
    }),
    gpuRow('RTX 4500 Ada', 24, 432, 158.5, 210, '2023-08', { aliases: ['RTX 4500 Ada Generation'] }),
  ]),
  ...gpuFamily(blackwell, [
    gpuRow('RTX PRO 4000', 24, 672, 187.6, 140, '2025-03', { aliases: ['RTX PRO 4000 Blackwell'] }),
    gpuRow('RTX PRO 4500', 32, 896, 219.8, 200, '2025-03', { aliases: ['RTX PRO 4500 Blackwell'] }),
    gpuRow('RTX PRO 5000', 48, 1344, 294.8, 300, '2025-03', { aliases: ['RTX PRO 5000 Blackwell'] }),
    gpuRow('RTX PRO 6000 WS', 96, 1792, 504, 600, '2025-03', {
      aliases: [
        'RTX PRO 6000 Blackwell Workstation Edition',
        'RTX PRO 6000 Workstation Edition',
        'RTX PRO 6000 Workstation',
        'RTX PRO 6000 WK',
      ],
      sharedNames: PRO_6000,
    }),
  ]),
  ...gpuFamily({ ...blackwell, sources: vendorFigures }, [
    gpuRow('RTX PRO 2000', 16, 288, 68, 70, '2025-08', { aliases: ['RTX PRO 2000 Blackwell'] }),
    gpuRow('RTX PRO 5000 72GB', 72, 1344, 294.8, 300, '2025-10', {
      aliases: ['RTX PRO 5000 72GB Blackwell'],
      onlyWithVram: true,
    }),
    gpuRow('RTX PRO 6000 Max-Q', 96, 1792, 440, 300, '2025-03', {
      aliases: ['RTX PRO 6000 Blackwell Max-Q Workstation Edition', 'RTX PRO 6000 Max-Q Workstation Edition'],
      sharedNames: PRO_6000,
    }),
  ]),
  ...gpuFamily(
    {
      ...blackwell,
      class: 'DATA_CENTER',
      sources: [
        ...publishedApart(VENDOR, STAS00, VENDOR).filter(({ figures }) => !figures.includes('TFLOPS')),
        { figures: ['TFLOPS'], source: VENDOR, derivation: `derived from 120 TFLOPS of FP32: ${RTX_PRO}` },
      ],
    },
    [
      gpuRow('RTX PRO 6000 Server', 96, 1597, 480, 600, '2025-03', {
        aliases: [
          'RTX PRO 6000 S',
          'RTX PRO 6000 SE',
          'RTX PRO 6000 Server Edition',
          'RTX PRO 6000 Blackwell Server Edition',
          'RTX PRO Server 6000',
        ],
        sharedNames: PRO_6000,
      }),
    ],
  ),
];
