import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { judgeTraining, type TrainingRow } from '#cli/calibrate-training.ts';
import {
  recomputesAll,
  trainedTokens,
  trainingGpu,
  trainingMethod,
  trainingPrecision,
} from '#cli/training-row.ts';
import { trainedModelOf } from '#cli/training-row-model.ts';
import { spotgraph } from '../support/spotgraph.ts';

// Needs the real measurements beside the project in ../shared.
const MEASURED = fileURLToPath(new URL('../../../shared/data/llm/training_throughput.csv', import.meta.url));

const HEADER =
  'source,kind,gpu,gpu_count,model,params_b,seq_len,precision,tokens_s_per_gpu,mfu_pct,model_tflops_per_gpu,runtime_min_reported,note,measured';

const EMPTY: TrainingRow = {
  source: 'a',
  kind: 'pretrain',
  gpu: 'h100_80gb',
  gpu_count: '8',
  model: 'Odd',
  params_b: '7',
  seq_len: '2048',
  precision: 'amp_bf16',
  tokens_s_per_gpu: '',
  mfu_pct: '',
  model_tflops_per_gpu: '',
  runtime_min_reported: '',
  note: '',
};

function ratio(row: Partial<TrainingRow>): number | string {
  const judged = judgeTraining({ ...EMPTY, ...row });
  return 'reason' in judged ? judged.reason : judged.ratio;
}

test.each([
  ['h100_80gb', 'h100-sxm'],
  ['H100 SXM5 80GB', 'h100-sxm'],
  ['a100_40gb', 'a100-sxm-40gb'],
  ['A10G 24GB', 'a10g'],
  ['8x A10G', 'a10g'],
  ['NVIDIA GB200', 'gb200'],
  ['DGX-GB300', 'gb300'],
  ['NVIDIA H200', 'h200-sxm'],
  ['B300', 'b300'],
  ['A100-40', 'a100-sxm-40gb'],
  ['AWS g5 A10G', 'a10g'],
  ['GB200 NVL', 'gb200'],
  ['abacus', undefined],
])('%s is the %s', (text, slug) => {
  expect(trainingGpu(text)?.slug).toBe(slug);
});

test.each([
  ['amp_bf16', '', 'BF16'],
  ['bf16-true', '', 'BF16'],
  ['amp_fp8', '', 'FP8'],
  ['MXFP8', '', 'FP8'],
  ['FP8-CS', '', 'FP8'],
  ['bf16', 'FSDP, compile, float8 rowwise', 'FP8'],
  ['bf16', 'FSDP, compile, without float8', 'BF16'],
  ['NVFP4', '', 'NVFP4'],
  ['bf16-true, bnb.nf4', '', 'BF16'],
  ['16-mixed', '', 'FP16'],
  ['32-true', '', 'FP32'],
  ['', '', 'BF16'],
])('precision "%s" with "%s" is %s', (precision, note, expected) => {
  expect(trainingPrecision(precision, note)).toBe(expected);
});

test.each([
  ['pretrain FSDP', 'FULL'],
  ['finetune lora.yaml', 'LORA'],
  ['finetune bf16-true bnb.nf4 lora', 'QLORA'],
  ['qlora', 'QLORA'],
  ['finetune LoRA: False', 'FULL'],
  ['finetune full, no LoRA', 'FULL'],
])('"%s" trains %s', (text, method) => {
  expect(trainingMethod(text)).toBe(method);
});

test.each([
  ['FSDP FULL_SHARD, act ckpt True', true],
  ['FSDP FULL_SHARD, act ckpt False', false],
  ['FSDP, full AC, compile', true],
  ['FSDP, selective AC', false],
  ['activation checkpointing: full', true],
  ['activation checkpointing off', false],
  ['recompute: none', false],
  ['full recomputation', true],
  ['no activation recomputation', false],
  ['recompute_modules=moe_act', false],
  ['recompute: mlp, layernorm', false],
  ['activation checkpointing (selective)', false],
  ['TP 4, PP 8', false],
])('"%s" recomputes: %s', (note, expected) => {
  expect(recomputesAll(note)).toBe(expected);
});

test('a note tells tokens, not their rate', () => {
  expect(trainedTokens('1.5B tokens in all')).toBe(1.5e9);
  expect(trainedTokens('2,000,000 tokens')).toBe(2e6);
  expect(trainedTokens('4M tokens/step')).toBeUndefined();
  expect(trainedTokens('micro batch 4')).toBeUndefined();
});

test('a row is judged by tokens, else FLOPs, else MFU, else the time that so many tokens took', () => {
  // MFU .45 of 989 TFLOPS at 7B; attention of 2,048 tokens is 3.3e9 of 45.3e9 FLOPs.
  const estimate = (0.45 * 989e12) / (6 * 7e9 + 12 * 131_072 * (7 / 6.7) ** 0.68 * 2048);
  expect(ratio({ tokens_s_per_gpu: '10,000', mfu_pct: '1' })).toBeCloseTo(estimate / 10_000, 10);
  expect(ratio({ model_tflops_per_gpu: '400', mfu_pct: '1' })).toBeCloseTo((0.45 * 989) / 400, 10);
  expect(ratio({ mfu_pct: '50' })).toBeCloseTo(0.9, 10);
  expect(ratio({ runtime_min_reported: '60', note: '1B tokens' })).toBeCloseTo(
    (estimate * 8 * 3600) / 1e9,
    10,
  );
  // A third of the FLOPs is spent on what was computed before.
  expect(ratio({ mfu_pct: '50', note: 'act ckpt True' })).toBeCloseTo(0.9 * 0.75, 10);
});

test('a row that cannot be estimated says why', () => {
  const tokens = { tokens_s_per_gpu: '100' };
  expect(ratio({ note: 'OOM', ...tokens })).toBe('it ran out of memory');
  expect(ratio({ gpu: 'abacus', ...tokens })).toBe('the catalog knows no GPU called "abacus"');
  expect(ratio({ gpu: 'P40', ...tokens })).toBe('the catalog has no rate of the matrix units of the P40');
  expect(ratio({ model: 'x', params_b: '', ...tokens })).toBe('nothing tells the size of "x"');
  expect(ratio({ model: 'Odd 8x3B', ...tokens })).toMatch(/^how many parameters of its experts are active/);
  expect(ratio({})).toBe('it tells nothing measured that an estimate can be compared with');
  expect(ratio({ runtime_min_reported: '6' })).toBe('it tells how long it ran, but not over how many tokens');
});

test.each([
  ['LLAMA3_8B', '8', 8.03e9],
  ['DeepSeek V3', '671', 37e9],
  ['Qwen3 30B-A3B', '30', 3.3e9],
  ['GPT OSS 120B', '117', 5.13e9],
  ['TinyLlama', '1.1', 1.1e9],
  // Called as one of the catalog, and another by its size.
  ['Llama 3 8B', '3', 3e9],
  ['MPT-3b', '2.65', 2.65e9],
])('%s of %s billion has %d active parameters', (model, params_b, active) => {
  const found = trainedModelOf({ model, params_b, note: '' });
  expect(found).toMatchObject({ activeParams: expect.closeTo(active, -8) });
});

test('active parameters told in the name count, as do experts', () => {
  const dense = ratio({ model: 'Odd', params_b: '3', tokens_s_per_gpu: '1000' });
  const experts = ratio({ model: 'Odd 30B-A3B', params_b: '30', tokens_s_per_gpu: '1000' });
  const grown = Math.exp(0.07 * Math.log2(3 / 7));
  expect(Number(experts) / Number(dense)).toBeCloseTo(0.21 / (0.45 * grown), 10);
});

test('the command prints groups by source, and of one source by family', async () => {
  const line = (source: string, model: string, tokens: number, note = '') =>
    `${source},pretrain,h100_80gb,8,${model},7,2048,bf16,${tokens},,,,${note},2024`;
  const two = await spotgraph(['calibrate', 'training', '-', '--json'], {
    stdin: [HEADER, line('a', 'X', 9000), line('b', 'Y', 9000), line('b', 'Y', 1, 'OOM')].join('\n'),
  });
  expect(two.code).toBe(0);
  const { overall, groups, skipped, ...others } = JSON.parse(two.out);
  expect(others).toEqual({});
  expect(Object.keys(overall)).toEqual(['n', 'p10', 'p50', 'p90', 'medianAbsLog']);
  expect(groups.map(({ name, n }: { name: string; n: number }) => [name, n])).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
  expect(skipped).toEqual([{ reason: 'it ran out of memory', n: 1 }]);
  const one = await spotgraph(['calibrate', 'training', '-'], {
    stdin: [HEADER, line('a', 'X', 9000), line('a', 'Y', 9000)].join('\n'),
  });
  expect(one.out).toMatch(/ 2 .* all, fitted on the other families\n/);
});

test.skipIf(!existsSync(MEASURED))(
  'on measurements the estimates are within the line, each family by the others too',
  async () => {
    const ended = await spotgraph(['calibrate', 'training', MEASURED, '--json']);
    const { overall, groups, skipped } = JSON.parse(ended.out);
    expect(skipped).toEqual([]);
    const held = groups.find(({ name }: { name: string }) => name === 'all, fitted on the other families');
    for (const figures of [overall, held]) {
      expect(figures.n).toBe(216);
      expect(figures.p10).toBeGreaterThan(0.8);
      expect(figures.p50).toBeGreaterThan(0.93);
      expect(figures.p50).toBeLessThan(1.07);
      expect(figures.p90).toBeLessThan(1.25);
      expect(figures.medianAbsLog).toBeLessThan(0.1);
    }
    // No family is off as a whole.
    for (const { p50 } of groups) expect(Math.abs(Math.log(p50))).toBeLessThan(0.15);
  },
);
