import type { FeedForward, Model } from '#catalog/model.ts';
import { modelBySlug } from '#catalog/models.ts';
import { builder } from '#graph/builder.ts';
import type { LayerGroup, ModelSlug } from '#units/model.ts';
import { FigureRef } from './graph-figure.ts';
import { KvFormatEnum } from './graph-memory-input.ts';
import { askedOf } from './graph-model-input.ts';
import { cachePerToken } from './serving-need.ts';

const LayerKindEnum = builder.enumType('ModelLayerKind', {
  description: 'What layers of a model remember of the tokens before.',
  values: {
    GROUPED: {
      description:
        'Keys and values of `kvHeads` heads for each token, of the last `window` tokens where there is a window.',
    },
    LATENT: { description: 'One compressed vector of each token: multi-head latent attention.' },
    STATE: { description: 'A state of fixed size whatever the context: linear attention, Mamba.' },
  },
});

const LayersRef = builder.objectRef<LayerGroup>('ModelLayers').implement({
  description: 'Layers of a model that remember alike.',
  fields: (t) => ({
    kind: t.field({ type: LayerKindEnum, description: 'What they remember.', resolve: ({ kind }) => kind }),
    layers: t.exposeInt('layers', { description: 'How many of the model’s layers these are.' }),
    kvHeads: t.int({
      nullable: true,
      description: 'Key and value heads of a layer, which its query heads share. Null but for GROUPED.',
      resolve: (group) => (group.kind === 'GROUPED' ? group.kvHeads : null),
    }),
    headDim: t.int({
      nullable: true,
      description: 'Values of a key, and of a value. Null but for GROUPED.',
      resolve: (group) => (group.kind === 'GROUPED' ? group.headDim : null),
    }),
    window: t.int({
      nullable: true,
      description: 'Tokens it attends to. Null where it attends to all, and but for GROUPED.',
      resolve: (group) => (group.kind === 'GROUPED' ? group.window : null),
    }),
    latentDim: t.int({
      nullable: true,
      description: 'Values of the compressed vector of a token. Null but for LATENT.',
      resolve: (group) => (group.kind === 'LATENT' ? group.latentDim : null),
    }),
    ropeDim: t.int({
      nullable: true,
      description: 'Values of the key beside it that carries the position. Null but for LATENT.',
      resolve: (group) => (group.kind === 'LATENT' ? group.ropeDim : null),
    }),
    stateValues: t.int({
      nullable: true,
      description:
        'Values in the state of one layer, for one sequence; 0 for a layer without attention or state. Null but for STATE.',
      resolve: (group) => (group.kind === 'STATE' ? group.stateValues : null),
    }),
  }),
});

const FeedForwardRef = builder.objectRef<FeedForward>('ModelFeedForward').implement({
  description: 'The feed-forward parts of layers that are alike.',
  fields: (t) => ({
    layers: t.exposeInt('layers', { description: 'How many of the model’s layers have it.' }),
    size: t.exposeInt('size', { description: 'Its width; of one expert where there are several.' }),
    matrices: t.exposeInt('matrices', {
      description: 'Matrices of hidden size × width: 3 with a gate (SwiGLU, GeGLU), 2 without.',
    }),
    experts: t.exposeInt('experts', {
      description: 'Experts a token is sent to some of; 1 where it is dense.',
    }),
    activeExperts: t.exposeInt('active', { description: 'Experts each token is sent to.' }),
    sharedSize: t.exposeInt('sharedSize', {
      description: 'Width of the shared expert that every token passes through beside them; 0 without.',
    }),
  }),
});

export const ModelRef = builder.objectRef<Model>('Model');

builder.node(ModelRef, {
  description: 'An open language model: its architecture as its own configuration states it.',
  id: { resolve: ({ slug }) => slug, description: 'Opaque id, for `node`.' },
  loadOne: (slug) => {
    const model = modelBySlug(slug as ModelSlug);
    // Nodes are marked with their type: the catalog's own row stays as it is.
    return model && { ...model };
  },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The publisher’s name: "Llama 3.1 8B".' }),
    slug: t.exposeString('slug', { description: 'The name as a key: "llama-3.1-8b". It does not change.' }),
    aliases: t.stringList({
      description:
        'Other names that mean this model. Case, punctuation, publishers and what builds add (-Instruct, -FP8, Q4_K_M) never matter.',
      resolve: ({ aliases }) => [...aliases],
    }),
    developer: t.exposeString('developer', { description: 'Who published it: "Meta".' }),
    released: t.exposeString('released', { description: 'Year and month of its release: "2024-07".' }),
    licence: t.exposeString('licence', { description: 'What it may be used under: "Apache 2.0".' }),
    params: t.float({
      description: 'Parameters, embeddings and all experts included.',
      resolve: ({ shape }) => shape.params,
    }),
    activeParams: t.float({
      description: 'Parameters a token passes through: all of them in a dense model.',
      resolve: ({ shape }) => shape.activeParams,
    }),
    isMixture: t.boolean({
      description: 'True for a mixture of experts, false for a dense model.',
      resolve: ({ shape }) => shape.experts !== null,
    }),
    layers: t.int({ description: 'Layers.', resolve: ({ shape }) => shape.layers }),
    hiddenSize: t.int({
      description: 'Values of a token between layers.',
      resolve: ({ shape }) => shape.hiddenSize,
    }),
    heads: t.int({ description: 'Query heads of attention.', resolve: ({ shape }) => shape.heads }),
    vocabulary: t.int({
      description: 'Tokens it knows: the rows of its embedding.',
      resolve: ({ shape }) => shape.vocabulary,
    }),
    tiedEmbeddings: t.boolean({
      description: 'True where one matrix is both embedding and output head.',
      resolve: ({ weights }) => weights.tiedEmbeddings,
    }),
    contextTokens: t.int({
      description: 'The longest sequence its configuration states, prompt and answer together.',
      resolve: ({ shape }) => shape.contextTokens,
    }),
    attention: t.field({
      type: [LayersRef],
      description: 'Its layers by what they remember; together they are all.',
      complexity: { multiplier: 3 },
      resolve: ({ shape }) => [...shape.attention],
    }),
    feedForward: t.field({
      type: [FeedForwardRef],
      description: 'The feed-forward parts of its layers.',
      complexity: { multiplier: 2 },
      resolve: ({ weights }) => [...weights.feedForward],
    }),
    cachePerToken: t.field({
      type: FigureRef,
      description:
        'What one more token of a sequence adds to the KV cache, in bytes, while windows are not full; states of fixed size are not in it.',
      args: {
        format: t.arg({
          type: KvFormatEnum,
          required: true,
          defaultValue: 'FP16',
          description: 'How keys and values are stored.',
        }),
      },
      resolve: (model, { format }) => cachePerToken(askedOf(model), format),
    }),
    source: t.exposeString('source', {
      description:
        'Whose statement the architecture is: a repository on Hugging Face and its file. The parameters were counted again from it and agree within 0.5 %; context and windows do not enter that count.',
    }),
  }),
});
