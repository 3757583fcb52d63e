/** A data set of MLPerf Inference's datacenter suite, as its reference implementations describe it. */
export type MlperfWorkload = {
  readonly model: RegExp;
  /** Means over the data set. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Sequences that share a prompt while the best of them is searched for: of as many tokens computed one counts. */
  readonly beams?: number;
  /** The longest a token may take at the 99th percentile, in seconds, by scenario. */
  readonly tokenSeconds: { readonly server: number; readonly interactive: number };
};

/**
 * Rules of MLPerf Inference v4.1 to v5.1 (mlcommons/inference_policies) and the references' tokens per sample:
 * OpenOrca (294.45), OpenOrca with GSM8K and MBXP (144.84), LongBench and others (684.68), five sets of reasoning
 * (3,886.2), CNN/DailyMail. The prompts' means are rounded from accounts of the sets.
 */
export const mlperfWorkloads: readonly MlperfWorkload[] = [
  {
    model: /llama-?2-70b/,
    inputTokens: 294,
    outputTokens: 294,
    tokenSeconds: { server: 0.2, interactive: 0.04 },
  },
  {
    model: /mixtral/,
    inputTokens: 310,
    outputTokens: 145,
    tokenSeconds: { server: 0.2, interactive: 0.2 },
  },
  {
    model: /llama-?3[._-]?1-405b/,
    inputTokens: 9428,
    outputTokens: 685,
    tokenSeconds: { server: 0.175, interactive: 0.08 },
  },
  {
    model: /llama-?3[._-]?1-8b/,
    inputTokens: 778,
    outputTokens: 128,
    tokenSeconds: { server: 0.1, interactive: 0.03 },
  },
  {
    model: /deepseek-?r1/,
    inputTokens: 800,
    outputTokens: 3886,
    tokenSeconds: { server: 0.08, interactive: 0.015 },
  },
  {
    model: /gpt-?j/,
    inputTokens: 870,
    outputTokens: 69,
    beams: 4,
    tokenSeconds: { server: 0.2, interactive: 0.2 },
  },
];
