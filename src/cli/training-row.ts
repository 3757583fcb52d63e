import type { TrainingMethod } from '#analytics/training-speed.ts';
import type { TrainingPrecision } from '#analytics/training-mfu.ts';
import type { Gpu } from '#catalog/gpu.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';

/**
 * The GPU a benchmark names: "h100_80gb", "8x A10G 24GB", "DGX-GB200". Where a name leaves the form factor open
 * SXM is meant, else the fastest, as benchmarks of training run on machines made for it. Undefined for a name nobody knows.
 */
export function trainingGpu(text: string): Gpu | undefined {
  const name = text
    .trim()
    .replace(/^\d+\s*[x×*]\s*/i, '')
    .replace(/[-_ ](16|24|32|40|48|80|96|141)$/, ' $1GB');
  for (const part of partsOf(name)) {
    const found = resolveGpu(part);
    if (found.kind === 'MAPPED') return found.gpu;
    if (found.kind === 'AMBIGUOUS') {
      return (
        found.candidates.find(({ formFactor }) => formFactor === 'SXM') ??
        found.candidates.toSorted((a, b) => (b.bf16Tflops ?? 0) - (a.bf16Tflops ?? 0))[0]
      );
    }
  }
  return undefined;
}

/** The name, then what is left without words at its ends, the longest first: "DGX GB200", "AWS g5 A10G". */
function partsOf(name: string): string[] {
  const words = name.split(/[\s_-]+/);
  const parts = [name];
  for (let length = words.length - 1; length > 0; length--)
    for (let from = 0; from + length <= words.length; from++)
      parts.push(words.slice(from, from + length).join(' '));
  return parts;
}

/** What is computed in: "amp_bf16", "FP8-MX", "bnb.nf4" (stored in 4 bits, computed in 16), "NVFP4". */
export function trainingPrecision(precision: string, note = ''): TrainingPrecision {
  const text = precision.toLowerCase();
  if (/nvfp4|mxfp4|\bfp4\b/.test(text)) return 'NVFP4';
  const remarks = note
    .toLowerCase()
    .replace(/\b(?:no|not|without|w\/o|before|vs\.?|than)[\s-]+(?:fp8|float8)/g, '');
  if (/fp8|float8|e4m3/.test(`${text} ${remarks}`)) return 'FP8';
  if (/bf16|bfloat16/.test(text)) return 'BF16';
  if (/fp16|float16|\b16\b/.test(text)) return 'FP16';
  if (/tf32|fp32|float32|\b32\b/.test(text)) return 'FP32';
  return 'BF16';
}

/** What is trained, by whatever the row says of it. */
export function trainingMethod(text: string): TrainingMethod {
  const said = text
    .toLowerCase()
    .replace(/\b(no|not|without|w\/o)[\s-]+q?lora\b|\bq?lora\b\s*[:=]?\s*(false|no|off|none)\b/g, '');
  if (/qlora|nf4|bnb\.|int4|4-?bit/.test(said)) return 'QLORA';
  return /lora|adapter/.test(said) ? 'LORA' : 'FULL';
}

/** Whether all activations are computed again: "act ckpt True", "full AC", "activation recomputation: full". */
export function recomputesAll(note: string): boolean {
  const text = note.toLowerCase();
  const what =
    '(?:act\\w*[\\s_-]*(?:ckpt|checkpoint\\w*|recomput\\w*)|gradient[\\s_-]*checkpoint\\w*|recomput\\w*|\\bac\\b)';
  const without = new RegExp(
    `\\b(?:no|not|without|w/o|selective|sac)[\\s_-]+(?:\\w+[\\s_-]+)?${what}|${what}[\\s:=_(]*(?:false|no\\b|none|off|selective|modules|mlp|moe|mla|core|attn|attention|\\w*norm|\\[|\\d)`,
  );
  if (without.test(text)) return false;
  return new RegExp(what).test(text);
}

/** Tokens the whole run went over, where the note says: "1.5B tokens"; undefined for a rate or nothing. */
export function trainedTokens(note: string): number | undefined {
  const found = /(\d[\d,]*(?:\.\d+)?)\s*([kmb])?\s*tokens\b(?!\s*(?:\/|per\b))/i.exec(note);
  if (!found) return undefined;
  const scale = { k: 1e3, m: 1e6, b: 1e9 }[found[2]?.toLowerCase() ?? ''] ?? 1;
  return Number(found[1]?.replaceAll(',', '')) * scale;
}
