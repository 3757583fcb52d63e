import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { calibrate } from '#analytics/calibration.ts';
import { ENGINE_CONSTANTS } from '#analytics/serving-constants.ts';
import { leaveOneOut } from '#analytics/throughput-calibration.ts';
import { judgeThroughput, THROUGHPUT_FORMAT } from '#cli/calibrate-throughput.ts';
import { readRows } from '#cli/read-rows.ts';
import { runCli } from '#cli/run.ts';
import { instant } from '#units/time.ts';
import { assumedLengths, measuredWorkload } from '#workload/measured-lengths.ts';
import { measuredSetup, type MeasuredText } from '#workload/measured-setup.ts';
import { spotgraph } from '../support/spotgraph.ts';

// Needs the real measurements beside the project in ../shared.
const MEASURED = fileURLToPath(
  new URL('../../../shared/data/llm/inference_tokens_per_s.csv', import.meta.url),
);

const HEADER =
  'source,gpu,gpu_count,model,params_b,precision,engine,workload,decode_tok_s,output_throughput_tok_s,measured,note';

const EMPTY: MeasuredText = {
  source: 'somebody',
  gpu: '4090 24GB',
  gpu_count: '1',
  model: 'Llama-3-8B',
  params_b: '8',
  precision: 'Q4_K_M',
  engine: 'llama.cpp (CUDA/Metal)',
  workload: 'single stream, generate 512 / prompt 512',
  decode_tok_s: '100',
  output_throughput_tok_s: '',
  measured: '2024-05',
  note: '',
};

function setupOf(text: Partial<MeasuredText>) {
  const measured = measuredSetup({ ...EMPTY, ...text });
  if ('reason' in measured) throw new Error(measured.reason);
  return { ...measured, gpu: measured.gpu.slug };
}

function reasonOf(text: Partial<MeasuredText>): string {
  const measured = measuredSetup({ ...EMPTY, ...text });
  return 'reason' in measured ? measured.reason : 'none';
}

test.each([
  ['4090 24GB', 'rtx-4090', 1],
  ['NVIDIA B200-SXM-180GB', 'b200', 1],
  ['RTX A6000 48GB', 'rtx-a6000', 1],
  ['2x RTX 3090 24GB', 'rtx-3090', 2],
  ['NVIDIA H100-SXM-80GBx8', 'h100-sxm', 8],
  ['Virtualized NVIDIA H200-SXM-141GB', 'h200-sxm', 1],
  ['NVIDIA H100 80GB HBM3', 'h100-sxm', 1],
  ['RTX4090 (community cloud)', 'rtx-4090', 1],
  ['A100', 'a100-sxm-80gb', 1],
  ['NVIDIA GH200-GraceHopper-Superchip-144GB', 'gh200-144gb', 1],
  ['AMD Instinct MI300X-NPS1-SPX-192GB-750W', 'mi300x', 1],
  ['A100 PCIe 40GB', 'a100-pcie-40gb', 1],
  ['NVIDIA RTX PRO 6000 Blackwell Server Edition', 'rtx-pro-6000-server', 1],
  ['Pi 5 + AMD Radeon AI PRO R9700', 'ai-pro-r9700', 1],
  ['i9-13900K (RTX 4090)', 'rtx-4090', 1],
  ['RTX 3090 (Pi 5, eGPU)', 'rtx-3090', 1],
  ['AWS g5.xlarge A10G', 'a10g', 1],
  ['A100-40', 'a100-sxm-40gb', 1],
])('the GPU "%s" is %s, %d of them', (gpu, slug, count) => {
  const { gpu: found, setup } = setupOf({ gpu, gpu_count: '', precision: 'Q4_K_M' });
  expect([found, setup.gpuCount]).toEqual([slug, count]);
});

test.each([
  'RTX 4090 Laptop GPU',
  'Jetson AGX Orin',
  '2x RTX 4090 + 1x RTX 3090',
  'Ryzen AI Max+ 395',
  'Pi 5 CPU',
])('nothing is estimated for "%s"', (gpu) => {
  expect(reasonOf({ gpu, gpu_count: '' })).not.toBe('none');
});

test.each([
  ['mistral', 'ollama', 7.25],
  ['llama3.1:latest', 'Ollama 0.5', 8.03],
  ['qwen2.5', 'llama.cpp', 7.62],
  ['deepseek-r1', 'ollama', 8.19],
])('"%s" of %s has the size that is usual, %s billion', (model, engine, billions) => {
  const { setup } = setupOf({ gpu: 'A100', model, params_b: '', engine, precision: '' });
  expect(setup.model.params / 1e9).toBeCloseTo(billions, 1);
});

test('a family without a size is the whole model where nobody distils it', () => {
  const { setup } = setupOf({
    gpu: 'B200',
    gpu_count: '8',
    model: 'deepseek-r1',
    params_b: '',
    engine: 'vLLM',
    precision: 'fp8',
  });
  expect(setup.model.params).toBeGreaterThan(600e9);
});

test('software of a row without a date is of the time of its engine’s constants', () => {
  const year = (engine: string, measured: string): number | undefined =>
    setupOf({ engine, measured, gpu: 'H100', precision: 'bf16' }).setup.softwareYear;
  expect(year('vLLM', '')).toBe(ENGINE_CONSTANTS.VLLM.asOf);
  expect(year('ollama', '')).toBe(2025);
  expect(year('vLLM 0.6', '2024-12')).toBeCloseTo(2024.96, 2);
  expect(year('vLLM 0.6', '2024/12/14')).toBeCloseTo(2024.96, 2);
});

test('a note tells how many streams there are where the workload does not', () => {
  const note = 'max_num_seqs=96';
  const both = { gpu: 'H100', engine: 'vLLM', precision: 'bf16', output_throughput_tok_s: '3000' };
  expect(setupOf({ ...both, workload: 'lm-arena-chat', note }).setup.batch).toBe(96);
  expect(setupOf({ ...both, workload: 'batch 8', note }).setup.batch).toBe(8);
});

test('four beams of GPT-J are four sequences that share a prompt, of whose tokens a quarter counts', () => {
  const { setup, tokensPerSecond } = setupOf({
    source: 'mlcommons/inference_results_v4.1',
    workload: 'MLPerf Inference v4.1 closed Offline',
    engine: 'TensorRT 10.2, CUDA 12.4',
    precision: 'see submission',
    gpu: 'H100',
    model: 'gptj-99',
    params_b: '6',
    decode_tok_s: '',
    output_throughput_tok_s: '2500',
  });
  expect(setup).toMatchObject({ batch: 8192, inputTokens: 217.5, outputTokens: 69 });
  expect(tokensPerSecond).toBe(10_000);
});

test('Ollama leaves GPUs idle that a model does not need, and llama.cpp spreads it over all', () => {
  const two = { gpu: 'RTX 4090', gpu_count: '2' };
  expect(setupOf({ ...two, engine: 'ollama' }).setup.gpuCount).toBe(1);
  expect(setupOf({ ...two, engine: 'llama.cpp' }).setup.gpuCount).toBe(2);
  const large = { ...two, model: 'llama3.1:70b', params_b: '', engine: 'ollama' };
  expect(setupOf(large).setup.gpuCount).toBe(2);
});

test('models that may reason do so over GPQA, unless they are made not to', () => {
  const written = (model: string, workload: string): number =>
    setupOf({ gpu: 'B200', model, params_b: '', engine: 'vLLM', precision: 'bf16', workload }).setup
      .outputTokens;
  expect(written('Qwen/Qwen3-32B', 'gpqa, batch 64')).toBe(6000);
  expect(written('Qwen/Qwen3-32B', 'lm-arena-chat, batch 64')).toBe(500);
  expect(written('Qwen3-30B-A3B-Instruct-2507', 'gpqa, batch 64')).toBe(1200);
});

test('TGI is taken for one of the engines like vLLM, even for one stream', () => {
  const tgi = setupOf({ engine: 'TGI 2.0', gpu: 'A100', precision: 'fp16' });
  expect(tgi).toMatchObject({ what: 'STREAM', setup: { engine: 'VLLM' } });
});

test('an engine that is not known is not the one its source is named after', () => {
  const source = 'mlc-ai/llm-perf-bench';
  expect(setupOf({ gpu: '4090', source, engine: 'Transformers' }).engineName).toBe('other engines');
  expect(setupOf({ gpu: '4090', source, engine: '' }).engineName).toMatch(/^MLC/);
});

test.each([
  ['64 concurrent', 64, null, null],
  ['conc 200, input_len 1000, output_len 500', 200, 1000, 500],
  ['concurrency 32, input 1024 output 128', 32, 1024, 128],
  ['batch 32, 512 in / 256 out', 32, 512, 256],
  ['max_num_seqs=256', 256, null, null],
  ['batch_size=100, n=10', 100, null, null],
  ['single stream, generate 8192 / prompt 4096', 1, 4096, 8192],
  ['128 concurrent requests, 550 input tokens, 150 output tokens', 128, 550, 150],
  ['lm-arena-chat', null, null, null],
  ['gpqa, tensor parallel 8, max num seqs 96', 96, null, null],
  ['tensor_parallel_size=4', null, null, null],
  ['16 in flight', 16, null, null],
  ['bs=1, prompt_len 7, 512 new tokens', 1, 7, 512],
])('"%s" says batch %s, %s tokens in, %s out', (text, batch, inputTokens, outputTokens) => {
  expect(measuredWorkload(text)).toEqual({ batch, inputTokens, outputTokens });
});

test('streams at once follow from both measurements where the text does not tell them', () => {
  const both = { engine: 'vLLM', precision: 'bf16', gpu: 'H100', decode_tok_s: '50' };
  const chat = setupOf({ ...both, workload: 'lm-arena-chat', output_throughput_tok_s: '3200' });
  expect(chat).toMatchObject({ what: 'SYSTEM', tokensPerSecond: 3200, setup: { batch: 64 } });
  expect(setupOf({ ...both, workload: 'chat' })).toMatchObject({ what: 'STREAM', setup: { batch: 1 } });
});

test('what is not said is assumed by task, and models that reason write more', () => {
  expect(assumedLengths('lm-arena-chat', false)).toEqual({ inputTokens: 200, outputTokens: 500 });
  expect(assumedLengths('lm-arena-chat', true).outputTokens).toBe(2000);
  expect(setupOf({ engine: 'ollama 0.5', workload: '', precision: '' }).setup).toMatchObject({
    batch: 1,
    weightBits: 4.85,
  });
});

test.each([
  ['Q4_K_M', 'llama.cpp', '4090', 4.85, 'BF16'],
  ['F16', 'llama.cpp', '4090', 16, 'BF16'],
  ['fp8', 'vLLM 0.9', 'H100 SXM', 8, 'FP8'],
  ['AWQ', 'vLLM 0.9', 'H100 SXM', 4.25, 'BF16'],
  ['bfloat16', 'vLLM 0.9', 'H100 SXM', 16, 'BF16'],
  ['see submission (FP8/FP4 typical)', 'TensorRT 10.8, CUDA 12.8', 'B200', 4.5, 'FP4'],
  ['see submission (FP8/FP4 typical)', 'TensorRT 10.8, CUDA 12.8', 'H200', 8, 'FP8'],
  ['see submission (FP8/FP4 typical)', 'vLLM 0.6, ROCm', 'MI300X', 8, 'FP8'],
])('"%s" of %s on %s is %d bits computed in %s', (precision, engine, gpu, weightBits, compute) => {
  expect(setupOf({ precision, engine, gpu }).setup).toMatchObject({ weightBits, compute });
});

test('MLPerf’s scenarios have the lengths of its data sets, and the limits on a token', () => {
  const mlperf = {
    gpu: 'NVIDIA H200-SXM-141GB',
    gpu_count: '8',
    model: 'llama2-70b-99.9',
    params_b: '70',
    precision: 'see submission (FP8/FP4 typical)',
    engine: 'TensorRT 10.8, CUDA 12.8',
    decode_tok_s: '',
    output_throughput_tok_s: '34000',
  };
  const offline = setupOf({ ...mlperf, workload: 'MLPerf Inference v4.1 closed Offline' });
  expect(offline).toMatchObject({ what: 'SYSTEM', engineName: 'TensorRT-LLM', tokensPerSecond: 34_000 });
  expect(offline.setup).toMatchObject({ inputTokens: 294, outputTokens: 294, split: 'REPLICAS' });
  expect(offline.setup.longestTokenSeconds).toBeUndefined();
  const server = setupOf({ ...mlperf, workload: 'MLPerf Inference v4.1 closed Server' });
  expect(server.setup.longestTokenSeconds).toBe(0.2);
});

test('what cannot be estimated has its reason', () => {
  expect(reasonOf({ gpu: 'M2 Ultra 76-Core GPU 192GB' })).toBe('Apple silicon is not in the catalog');
  expect(reasonOf({ gpu: 'Abacus 9' })).toBe('the GPU is not in the catalog');
  expect(reasonOf({ gpu: '' })).toBe('no GPU is named');
  expect(reasonOf({ decode_tok_s: 'OOM' })).toBe('no speed was measured');
  expect(reasonOf({ decode_tok_s: '0' })).toBe('no speed was measured');
  expect(reasonOf({ model: 'secret', params_b: '' })).toBe('neither the model nor its size is known');
  expect(reasonOf({ model: 'Llama-3-70B', params_b: '70' })).toBe("does not fit in the GPUs' memory");
  expect(reasonOf({ note: 'Somebody; system; INVALID' })).toBe('the measurement is marked invalid');
});

test('the JSON is the figures, by engine, and the reasons', async () => {
  const lines = [
    HEADER,
    'a,4090 24GB,1,Llama-3-8B,8,Q4_K_M,llama.cpp,"single stream, generate 512 / prompt 512",117.3,,2024-05,',
    'a,4090 24GB,1,Llama-3-8B,8,Q4_K_M,Ollama,single stream,130,,2025-05,',
    'a,M1,1,Llama-3-8B,8,Q4_K_M,llama.cpp,single stream,20,,2024-05,',
  ];
  const ended = await spotgraph(['calibrate', 'throughput', '-', '--json'], { stdin: lines.join('\n') });
  expect(ended).toMatchObject({ code: 0, err: '' });
  const { overall, groups, skipped, ...others } = JSON.parse(ended.out);
  expect(others).toEqual({});
  expect(Object.keys(overall)).toEqual(['n', 'p10', 'p50', 'p90', 'medianAbsLog']);
  expect(overall.n).toBe(2);
  expect(groups.map(({ name, n }: { name: string; n: number }) => [name, n])).toEqual([
    ['Ollama', 1],
    ['llama.cpp', 1],
  ]);
  expect(groups[1].p50).toBeCloseTo(1, 1);
  expect(skipped).toEqual([{ reason: 'Apple silicon is not in the catalog', n: 1 }]);
  const table = await spotgraph(['calibrate', 'throughput', '-'], { stdin: lines.join('\n') });
  expect(table.out).toMatch(/ 2 .* all\n/);
  const empty = await spotgraph(['calibrate', 'throughput', '-', '--json'], { stdin: `${HEADER}\n` });
  expect(JSON.parse(empty.out).overall).toEqual({
    n: 0,
    p10: null,
    p50: null,
    p90: null,
    medianAbsLog: null,
  });
});

const WORDS = fc.constantFrom(
  '4090 24GB',
  '8x H100',
  'vLLM',
  'ollama',
  'TensorRT',
  'Qwen3-235B-A22B',
  'gpt-oss-120b',
  '70',
  '1e400',
  '-3',
  'NaN',
  'FP8',
  'Q4_K_M',
  'batch 0',
  '999999 concurrent',
  'input 9999999',
  'MLPerf Offline',
  'deepseek-r1',
  '2025-13',
  '\u0000',
  '',
);
const text = fc.oneof(WORDS, fc.string({ unit: 'binary', maxLength: 40 }), fc.double().map(String));

test('no text makes the reading fail, and what is judged is a positive number', () => {
  const columns = Object.keys(EMPTY) as (keyof MeasuredText)[];
  const row = fc.record(
    Object.fromEntries(columns.map((name) => [name, text])) as Record<keyof MeasuredText, typeof text>,
  );
  fc.assert(
    fc.property(row, fc.subarray(columns), (random, kept) => {
      const judged = judgeThroughput({
        ...random,
        ...Object.fromEntries(kept.map((name) => [name, EMPTY[name]])),
      });
      if ('reason' in judged) expect(judged.reason).not.toBe('');
      else expect(judged.ratio > 0 && judged.ratio < Infinity).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('no file makes the command fail: it ends with 0, 1 or 2', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (body) => {
      let out = '';
      const terminal = {
        env: {},
        stdin: Readable.from([Buffer.from(`${HEADER}\n${body}`)]),
        out: (written: string) => void (out += written),
        err: () => {},
        isInteractive: false,
        now: () => instant(0),
        signal: new AbortController().signal,
      };
      const code = await runCli(['calibrate', 'throughput', '-', '--json'], terminal, '');
      expect([0, 1, 2]).toContain(code);
      if (code < 2) expect(JSON.parse(out)).toHaveProperty('overall.n');
    }),
  );
});

test.skipIf(!existsSync(MEASURED))('is not biased on GPUs its constants were not fitted on', async () => {
  const rows: MeasuredText[] = [];
  const terminal = { now: () => instant(0), err: () => {}, signal: new AbortController().signal };
  await readRows(MEASURED, terminal as never, THROUGHPUT_FORMAT, (row) => rows.push(row));
  const cases = rows.flatMap((row) => {
    const measured = measuredSetup(row);
    return 'reason' in measured ? [] : [{ ...measured, held: measured.gpu.slug, group: measured.what }];
  });
  expect(cases.length).toBeGreaterThan(580);
  const [stream, system] = calibrate(leaveOneOut(cases)).groups;
  expect(stream?.name).toBe('STREAM');
  expect(stream?.p10).toBeGreaterThanOrEqual(0.8);
  expect(stream?.p50).toBeGreaterThan(0.92);
  expect(stream?.p50).toBeLessThan(1.08);
  expect(stream?.p90).toBeLessThanOrEqual(1.22);
  expect(stream?.medianAbsLog).toBeLessThanOrEqual(0.11);
  expect(system?.p10).toBeGreaterThanOrEqual(0.65);
  expect(system?.p50).toBeGreaterThan(0.85);
  expect(system?.p50).toBeLessThan(1.2);
  expect(system?.p90).toBeLessThanOrEqual(2);
  expect(system?.medianAbsLog).toBeLessThanOrEqual(0.25);
});
