import { assert, boolean, constantFrom, double, integer, property, record, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Gpu } from '#catalog/gpu.ts';
import { gpus } from '#catalog/gpus.ts';
import { nearestGpus } from '#catalog/nearest-gpus.ts';
import { isPartialGpu, isUnnamedGpu } from '#catalog/partial-gpu.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';

/** What a name resolves to: a slug, the candidates' slugs, or nothing. */
function slugs(name: string, vramMb?: number): string[] {
  const found = resolveGpu(name, { vramMb });
  if (found.kind === 'MAPPED') return [found.gpu.slug];
  return found.kind === 'AMBIGUOUS' ? found.candidates.map(({ slug }) => slug) : [];
}

describe('a name that one GPU has', () => {
  test.each([
    // Vast.ai
    ['RTX 4090', 'rtx-4090'],
    ['RTX 4090D', 'rtx-4090-d'],
    ['RTX 4070S Ti', 'rtx-4070-ti-super'],
    ['RTX 4070S', 'rtx-4070-super'],
    ['RTX 4080S', 'rtx-4080-super'],
    ['RTX 6000Ada', 'rtx-6000-ada'],
    ['RTX 5000Ada', 'rtx-5000-ada'],
    ['H100 SXM', 'h100-sxm'],
    ['H100 PCIE', 'h100-pcie'],
    ['H100 NVL', 'h100-nvl'],
    ['H200', 'h200-sxm'],
    ['H200 NVL', 'h200-nvl'],
    ['GH200 SXM', 'gh200'],
    ['B200', 'b200'],
    ['Q RTX 8000', 'quadro-rtx-8000'],
    ['Q RTX 6000', 'quadro-rtx-6000'],
    ['RTX PRO 6000 WS', 'rtx-pro-6000-ws'],
    ['RTX PRO 6000 S', 'rtx-pro-6000-server'],
    ['RTX A6000', 'rtx-a6000'],
    ['Tesla T4', 't4'],
    ['Tesla P40', 'p40'],
    ['GTX 1080 Ti', 'gtx-1080-ti'],
    ['Titan RTX', 'titan-rtx'],
    // RunPod
    ['NVIDIA GeForce RTX 4090', 'rtx-4090'],
    ['NVIDIA H100 80GB HBM3', 'h100-sxm'],
    ['NVIDIA H100 PCIe', 'h100-pcie'],
    ['NVIDIA A100-SXM4-80GB', 'a100-sxm-80gb'],
    ['NVIDIA A100 80GB PCIe', 'a100-pcie-80gb'],
    ['NVIDIA RTX 6000 Ada Generation', 'rtx-6000-ada'],
    ['NVIDIA RTX 4000 SFF Ada Generation', 'rtx-4000-sff-ada'],
    ['NVIDIA  RTX A4500', 'rtx-a4500'],
    ['NVIDIA H200', 'h200-sxm'],
    ['NVIDIA B300 SXM6 AC', 'b300'],
    ['AMD Instinct MI300X OAM', 'mi300x'],
    ['NVIDIA RTX PRO 6000 Blackwell Server Edition', 'rtx-pro-6000-server'],
    ['NVIDIA RTX PRO 6000 Blackwell Workstation Edition', 'rtx-pro-6000-ws'],
    ['NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition', 'rtx-pro-6000-max-q'],
    ['Tesla V100-SXM2-16GB', 'v100-sxm2-16gb'],
    ['Tesla V100-PCIE-16GB', 'v100-pcie-16gb'],
    // Lambda, TensorDock, GCP, AWS and others
    ['A10 (24 GB PCIe)', 'a10'],
    ['H100 (80 GB SXM5)', 'h100-sxm'],
    ['RTX 6000 (24 GB)', 'quadro-rtx-6000'],
    ['h100-sxm5-80gb', 'h100-sxm'],
    ['H100-80GB-MEGA', 'h100-sxm'],
    ['GRID K520', 'grid-k520'],
    ['nvidia-tesla-k80', 'k80'],
    ['A100_80GB SXM4', 'a100-sxm-80gb'],
    ['GH200_96GB', 'gh200'],
    ['RTX 6000 (Turing)', 'quadro-rtx-6000'],
    ['GB200 (Grace-Blackwell)', 'gb200'],
    ['Intel(R) Arc(TM) A770 Graphics', 'arc-a770'],
    ['Intel Gaudi2', 'gaudi-2'],
    ['AMD Radeon RX 7900 XTX', 'rx-7900-xtx'],
    // people
    ['RTX_4090', 'rtx-4090'],
    ['rtx4090', 'rtx-4090'],
    ['4090', 'rtx-4090'],
    ['NVIDIA GH200 480GB', 'gh200'],
    ['InstinctMI300X', 'mi300x'],
    ['TeslaV100-SXM2-32GB', 'v100-sxm2-32gb'],
    ['RTX 4090 24GB GDDR6X', 'rtx-4090'],
    ['geforce rtx™ 4090', 'rtx-4090'],
    ['h100-sxm', 'h100-sxm'],
    ['a6000', 'rtx-a6000'],
  ])('%s is %s', (name, slug) => {
    expect(slugs(name)).toEqual([slug]);
  });

  test.each(gpus.map((gpu) => [gpu.slug, gpu] as const))('%s has its own names alone', (_, gpu) => {
    for (const name of [gpu.slug, gpu.name, ...gpu.aliases])
      expect({ name, slugs: slugs(name, gpu.vramGb * 1024) }).toEqual({ name, slugs: [gpu.slug] });
    for (const name of gpu.sharedNames) expect(slugs(name, gpu.vramGb * 1024)).toContain(gpu.slug);
  });
});

describe('a name that several GPUs have', () => {
  test.each([
    ['H100', ['h100-sxm', 'h100-pcie', 'h100-nvl']],
    ['H100 80GB', ['h100-sxm', 'h100-pcie']],
    ['A100', ['a100-pcie-40gb', 'a100-pcie-80gb', 'a100-sxm-40gb', 'a100-sxm-80gb']],
    ['A100-40GB', ['a100-pcie-40gb', 'a100-sxm-40gb']],
    ['A100 SXM4', ['a100-sxm-40gb', 'a100-sxm-80gb']],
    ['Tesla V100', ['v100-sxm2-16gb', 'v100-sxm2-32gb', 'v100-pcie-16gb', 'v100-pcie-32gb']],
    ['RTX 4060 Ti', ['rtx-4060-ti-16gb', 'rtx-4060-ti-8gb']],
    ['RTX PRO 6000', ['rtx-pro-6000-ws', 'rtx-pro-6000-max-q', 'rtx-pro-6000-server']],
  ])('%s is not guessed', (name, candidates) => {
    expect(slugs(name)).toEqual(candidates);
  });

  test.each([
    ['A100 SXM4', 81_920, 'a100-sxm-80gb'],
    ['A100 SXM4', 40_536, 'a100-sxm-40gb'],
    ['RTX 4060 Ti', 16_380, 'rtx-4060-ti-16gb'],
    ['RTX 4060 Ti', 8188, 'rtx-4060-ti-8gb'],
    ['RTX 3080', 10_240, 'rtx-3080-10gb'],
    ['RTX 3080', 12_288, 'rtx-3080-12gb'],
    ['RTX 3060', 8192, 'rtx-3060-8gb'],
    ['RTX 4090', 49_140, 'rtx-4090-48gb'],
    ['H100', 95_830, 'h100-nvl'],
    ['GH200', 97_871, 'gh200'],
    ['GH200', 147_456, 'gh200-144gb'],
  ])('%s with %i MB is %s', (name, vramMb, slug) => {
    expect(slugs(name, vramMb)).toEqual([slug]);
  });
});

describe('memory', () => {
  test.each([
    ['RTX 5090', 32_607],
    ['RTX 4090', 24_564],
    ['H200', 143_771],
    ['B200', 183_359],
    ['B200', 192 * 1024],
    ['B300', 275_040],
    ['L4', 23_034],
    ['Tesla K80', 11_441],
    ['RTX A6000', 46_068],
  ])('%s may report %i MB', (name, vramMb) => {
    expect(resolveGpu(name, { vramMb }).kind).toBe('MAPPED');
  });

  test.each([
    ['RTX 4090', 40_960],
    ['RTX 4090', 12_288],
    ['A40', 16_384],
    ['H100 NVL', 81_920],
    ['A100 PCIe 80GB', 40_960],
    ['RTX 5090 24GB', undefined],
    ['RTX 5090 24GB 32GB', undefined],
  ])('%s with %s MB is a contradiction', (name, vramMb) => {
    expect(resolveGpu(name, { vramMb })).toEqual({ kind: 'UNKNOWN' });
  });

  test.each([0, -1, Number.NaN, Infinity])('%d MB says nothing', (vramMb) => {
    expect(slugs('RTX 4090', vramMb)).toEqual(['rtx-4090']);
  });
});

describe('what is no whole GPU the catalog knows', () => {
  test.each([
    'NVIDIA H100 MIG 1g.24gb',
    'A100 3g.20gb',
    'H100 MIG',
    'GRID A100-10C',
    'A100-SXM4-40GB MIG 1g.5gb+me',
  ])('%s is a part of one', (name) => {
    expect(isPartialGpu(name)).toBe(true);
    expect(resolveGpu(name)).toEqual({ kind: 'UNKNOWN' });
  });

  test('whole GPUs are not parts', () => {
    expect(gpus.flatMap(({ name, slug, aliases }) => [name, slug, ...aliases]).filter(isPartialGpu)).toEqual(
      [],
    );
  });

  test.each(['unknown', 'Unknown', '', ' ', 'N/A', '—'])('"%s" is no name', (name) => {
    expect(isUnnamedGpu(name)).toBe(true);
    expect(resolveGpu(name)).toEqual({ kind: 'UNKNOWN' });
  });

  test.each([
    'NVIDIA GeForce RTX 4090 Laptop GPU',
    'RTX 409',
    'RTX 40900',
    'RTX 4090+',
    'RTX 4090 x',
    'H200 PCIe',
    'H100 SXM NVL',
    'H100 OAM',
    'MI300X PCIe',
    'NVIDIA',
    'RTX 4090, RTX 3090',
    'constructor',
    '__proto__',
    'toString',
  ])('%s is unknown', (name) => {
    expect(resolveGpu(name)).toEqual({ kind: 'UNKNOWN' });
  });
});

describe('any text', () => {
  const forms = { pcie: 'PCIE', sxm: 'SXM', nvl: 'NVL', oam: 'OAM' } as const;

  test('gets an answer that never throws', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 300 }), double(), (name, vramMb) => {
        expect(['MAPPED', 'AMBIGUOUS', 'UNKNOWN']).toContain(resolveGpu(name, { vramMb }).kind);
        expect(nearestGpus(name, 3).length).toBeLessThanOrEqual(3);
      }),
    );
    expect(resolveGpu('\uD800RTX 4090\uDC00')).toEqual({ kind: 'UNKNOWN' });
  });

  test('with a foreign word in it is unknown', () => {
    const foreign = constantFrom('laptop', 'turbo', '+', 'é', '9z', 'super2', 'mobile');
    assert(
      property(constantFrom(...gpus), foreign, boolean(), ({ name }, word, before) => {
        expect(slugs(before ? `${word} ${name}` : `${name} ${word}`)).toEqual([]);
      }),
    );
  });

  test('never crosses form factors or memory sizes', () => {
    const facts = record({
      gpu: constantFrom(...gpus),
      form: constantFrom<keyof typeof forms>('pcie', 'sxm', 'nvl', 'oam'),
      gb: integer({ min: 1, max: 300 }),
    });
    assert(
      property(facts, ({ gpu, form, gb }) => {
        const [short = gpu.name] = gpu.sharedNames;
        // Vast.ai calls the GH200 "GH200 SXM": the one alias that names another form factor than its GPU's.
        const found = candidatesOf(`${short} ${form}`).filter(({ slug }) => !slug.startsWith('gh200'));
        for (const { formFactor } of found) expect(formFactor).toBe(forms[form]);
        for (const found of candidatesOf(short, gb * 1024))
          expect([found.vramGb, ...found.otherVramGb].some((size) => Math.abs(size / gb - 1) <= 0.12)).toBe(
            true,
          );
      }),
    );
  });

  test('is read in linear time', () => {
    const started = performance.now();
    for (const piece of ['RTX ', '(r)', '1 gb ', '-', '_4090', '1g.', '\u0301']) {
      const name = piece.repeat(1_000_000);
      resolveGpu(name);
      isPartialGpu(name);
      isUnnamedGpu(name);
      nearestGpus(name, 5);
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('the nearest names', () => {
  test('are those meant', () => {
    expect(nearestGpus('RTX 4091', 2).map(({ slug }) => slug)).toContain('rtx-4090');
    expect(nearestGpus('RTX 4900', 1).map(({ slug }) => slug)).toEqual(['rtx-4090']);
    expect(nearestGpus('RTX 3009', 1).map(({ slug }) => slug)).toEqual(['rtx-3090']);
    expect(nearestGpus('RTX 5009', 1).map(({ slug }) => slug)).toEqual(['rtx-5090']);
    expect(nearestGpus('H100', 3).map(({ slug }) => slug)).toEqual(['h100-sxm', 'h100-pcie', 'h100-nvl']);
    expect(nearestGpus('gefroce 3090', 1).map(({ slug }) => slug)).toEqual(['rtx-3090']);
  });

  test('are none for a name like no other, and as many as asked', () => {
    expect(nearestGpus('zzzzzzzzzzzzzzzzzz', 5)).toEqual([]);
    expect(nearestGpus('RTX 4090', 0)).toEqual([]);
    expect(nearestGpus('RTX 4090', 4)).toHaveLength(4);
  });
});

function candidatesOf(name: string, vramMb?: number): readonly Gpu[] {
  const found = resolveGpu(name, { vramMb });
  if (found.kind === 'MAPPED') return [found.gpu];
  return found.kind === 'AMBIGUOUS' ? found.candidates : [];
}
