import { MAX_PARAMS, MIN_PARAMS } from '#catalog/model-sizes.ts';
import { checkWithin } from '#graph/bounds.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import type { LayerGroup, ModelShape } from '#units/model.ts';

const ExpertsInput = builder.inputType('ExpertsInput', {
  description: 'The experts of a mixture.',
  fields: (t) => ({
    count: t.int({ required: true, description: 'Experts in each layer that has any.' }),
    active: t.int({ required: true, description: 'Of them, those a token is sent to.' }),
  }),
});

const LatentAttentionInput = builder.inputType('LatentAttentionInput', {
  description:
    'Multi-head latent attention: one compressed vector of each token is kept, as DeepSeek’s models do.',
  fields: (t) => ({
    latentDim: t.int({ required: true, description: 'Values of the compressed vector: `kv_lora_rank`.' }),
    ropeDim: t.int({
      required: true,
      description: 'Values of the key that carries the position: `qk_rope_head_dim`.',
    }),
  }),
});

const StateLayersInput = builder.inputType('StateLayersInput', {
  description: 'Layers that keep a state of fixed size whatever the context: Mamba, linear attention.',
  fields: (t) => ({
    layers: t.int({ required: true, description: 'How many of the model’s layers do.' }),
    stateValues: t.int({
      required: true,
      description: 'Values in the state of one of them, for one sequence.',
    }),
  }),
});

const WindowLayersInput = builder.inputType('WindowLayersInput', {
  description: 'Layers that attend to the last tokens only (sliding window).',
  fields: (t) => ({
    layers: t.int({ required: true, description: 'How many of the model’s layers do.' }),
    window: t.int({ required: true, description: 'Tokens they attend to: `sliding_window`.' }),
  }),
});

export const ArchitectureInput = builder.inputType('ArchitectureInput', {
  description: 'A model by its architecture, as its config.json states it.',
  fields: (t) => ({
    name: t.string({ description: 'What to call it in the answer.' }),
    params: t.float({
      required: true,
      description: 'Parameters, embeddings and all experts included: 8030000000.',
    }),
    activeParams: t.float({
      description:
        'Those a token passes through. Needed where there are `experts`; all of them where it is absent.',
    }),
    layers: t.int({ required: true, description: 'Layers: `num_hidden_layers`.' }),
    hiddenSize: t.int({ required: true, description: 'Values of a token between layers: `hidden_size`.' }),
    heads: t.int({ required: true, description: 'Query heads: `num_attention_heads`.' }),
    kvHeads: t.int({
      description: 'Key and value heads: `num_key_value_heads`; as many as `heads` where it is absent.',
    }),
    headDim: t.int({ description: 'Values of a head: `head_dim`; hiddenSize ÷ heads where it is absent.' }),
    vocabulary: t.int({
      required: true,
      defaultValue: 128_256,
      description: 'Tokens of the vocabulary: `vocab_size`. Llama 3’s where it is absent.',
    }),
    contextTokens: t.int({
      required: true,
      defaultValue: 131_072,
      description: 'The longest sequence it takes: `max_position_embeddings`.',
    }),
    experts: t.field({
      type: ExpertsInput,
      description: 'Of a mixture of experts; absent for a dense model.',
    }),
    latent: t.field({
      type: LatentAttentionInput,
      description:
        'For latent attention, in every layer: `kvHeads` and `headDim` then say nothing of the cache.',
    }),
    windowLayers: t.field({
      type: WindowLayersInput,
      description: 'Layers with a sliding window; the others attend to everything.',
    }),
    stateLayers: t.field({ type: StateLayersInput, description: 'Layers of a hybrid that keep a state.' }),
  }),
});

type Architecture = typeof ArchitectureInput.$inferInput;

const MOST = { layers: 1000, hiddenSize: 1_000_000, heads: 10_000, headDim: 65_536, vocabulary: 10_000_000 };
const MOST_TOKENS = 1_000_000_000;

/** The shape a caller describes. Throws BAD_USER_INPUT, naming the field, for what no model can be. */
export function shapeOfArchitecture(input: Architecture, argument: string): ModelShape {
  const check = (field: string, value: number, most: number, least = 1): number => {
    checkWithin(`${argument}.${field}`, value, least, most);
    return value;
  };
  const { params, experts } = input;
  check('params', params, MAX_PARAMS, MIN_PARAMS);
  const activeParams = check('activeParams', input.activeParams ?? params, params);
  const layers = check('layers', input.layers, MOST.layers);
  const hiddenSize = check('hiddenSize', input.hiddenSize, MOST.hiddenSize);
  const heads = check('heads', input.heads, MOST.heads);
  const vocabulary = check('vocabulary', input.vocabulary, MOST.vocabulary);
  const contextTokens = check('contextTokens', input.contextTokens, MOST_TOKENS);
  if (experts) {
    check('experts.count', experts.count, 100_000, 2);
    check('experts.active', experts.active, experts.count);
    if (input.activeParams == null) {
      throw badInput(
        `${argument}.activeParams`,
        'A mixture of experts needs `activeParams`: how many of its parameters a token passes through.',
      );
    }
  }
  const attention = layerGroups(input, argument, check);
  const least = attention.reduce((sum, group) => sum + projections(group, { hiddenSize, heads }), 0);
  if (least > params) {
    throw badInput(
      `${argument}.params`,
      `\`params\` is ${params}, and attention alone has ${least} by the layers and heads given: check \`params\`, \`layers\`, \`hiddenSize\`, \`heads\` and \`headDim\`.`,
    );
  }
  return {
    params,
    activeParams,
    layers,
    hiddenSize,
    heads,
    vocabulary,
    contextTokens,
    experts: experts ?? null,
    attention,
  };
}

function layerGroups(
  input: Architecture,
  argument: string,
  check: (field: string, value: number, most: number, least?: number) => number,
): LayerGroup[] {
  const { latent, windowLayers, stateLayers, heads, layers } = input;
  const kvHeads = check('kvHeads', input.kvHeads ?? heads, heads);
  if (heads % kvHeads !== 0) {
    throw badInput(
      `${argument}.kvHeads`,
      `${heads} heads cannot share ${kvHeads} \`kvHeads\` evenly: check both.`,
    );
  }
  const headDim = input.headDim ?? input.hiddenSize / heads;
  if (!Number.isInteger(headDim)) {
    throw badInput(
      `${argument}.headDim`,
      `Give \`headDim\`: a hidden size of ${input.hiddenSize} is not divided evenly by ${heads} heads.`,
    );
  }
  check('headDim', headDim, MOST.headDim);
  if (latent && windowLayers) {
    throw badInput(
      `${argument}.windowLayers`,
      'Latent attention has no sliding window here: give one of the two.',
    );
  }
  const groups: LayerGroup[] = [];
  if (windowLayers) {
    const window = check('windowLayers.window', windowLayers.window, MOST_TOKENS);
    groups.push({
      kind: 'GROUPED',
      layers: check('windowLayers.layers', windowLayers.layers, layers),
      kvHeads,
      headDim,
      window,
    });
  }
  if (stateLayers) {
    const stateValues = check('stateLayers.stateValues', stateLayers.stateValues, MOST_TOKENS);
    groups.push({
      kind: 'STATE',
      layers: check('stateLayers.layers', stateLayers.layers, layers),
      stateValues,
    });
  }
  const rest = layers - groups.reduce((sum, group) => sum + group.layers, 0);
  if (rest < 0) {
    throw badInput(
      `${argument}.layers`,
      `There are ${layers} \`layers\`, and \`windowLayers\` and \`stateLayers\` name more than that together.`,
    );
  }
  if (rest === 0) return groups;
  if (!latent) return [{ kind: 'GROUPED', layers: rest, kvHeads, headDim, window: null }, ...groups];
  const latentDim = check('latent.latentDim', latent.latentDim, MOST.hiddenSize);
  const ropeDim = check('latent.ropeDim', latent.ropeDim, MOST.hiddenSize, 0);
  return [{ kind: 'LATENT', layers: rest, latentDim, ropeDim }, ...groups];
}

/** The weights of queries, keys, values and output; 0 where what is told does not say. */
function projections(
  group: LayerGroup,
  { hiddenSize, heads }: Pick<ModelShape, 'hiddenSize' | 'heads'>,
): number {
  if (group.kind !== 'GROUPED') return 0;
  return 2 * group.layers * hiddenSize * group.headDim * (heads + group.kvHeads);
}
