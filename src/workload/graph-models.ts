import type { Model } from '#catalog/model.ts';
import { paramsOfSize } from '#catalog/model-sizes.ts';
import { models as catalog } from '#catalog/models.ts';
import { nearestModels } from '#catalog/nearest-models.ts';
import { resolveModel } from '#catalog/resolve-model.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { pageOf } from '#graph/page.ts';
import { shown } from '#market/graph-unknown-name.ts';
import { pageOfSorted } from '#market/graph-page.ts';
import { ModelRef } from './graph-model.ts';

const NEAREST = 8;

/** "Llama 3.1 8B" before "Llama 3.1 70B". */
const { compare } = new Intl.Collator('en', { numeric: true });
const byName = catalog.toSorted((a, b) => compare(a.name, b.name));

const ModelFilter = builder.inputType('ModelFilter', {
  description: 'Which models of the catalog are meant; everything given must hold.',
  fields: (t) => ({
    developer: t.string({ description: 'Only of this publisher: "Meta". Any case.' }),
    minParams: t.float({ description: 'Least parameters: 7000000000.' }),
    maxParams: t.float({ description: 'Most parameters: 80000000000.' }),
    isMixture: t.boolean({
      description: 'True for mixtures of experts alone, false for dense models alone.',
    }),
    minContextTokens: t.int({ description: 'Least context in tokens: 32768.' }),
  }),
});

builder.queryField('models', (t) =>
  t.connection(
    {
      type: ModelRef,
      description:
        'The catalog of open language models by name. Any other model is told by its architecture, or by its size alone, where one is asked for.',
      args: { filter: t.arg({ type: ModelFilter, description: 'Which models; all where it is absent.' }) },
      resolve: (_root, { filter, ...page }) => {
        const { developer, minParams, maxParams, isMixture, minContextTokens } = filter ?? {};
        if (minParams != null && maxParams != null && minParams > maxParams) {
          throw badInput(
            'maxParams',
            `No model has at least ${minParams} and at most ${maxParams} parameters.`,
          );
        }
        const publisher = developer == null ? null : publisherNamed(developer);
        const wanted = byName.filter(
          ({ developer: by, shape }) =>
            (publisher === null || by === publisher) &&
            (minParams == null || shape.params >= minParams) &&
            (maxParams == null || shape.params <= maxParams) &&
            (isMixture == null || (shape.experts !== null) === isMixture) &&
            (minContextTokens == null || shape.contextTokens >= minContextTokens),
        );
        return pageOfSorted(pageOf(page), wanted, ({ slug }) => slug, byName);
      },
    },
    {
      name: 'ModelConnection',
      description: 'A page of models.',
      fields: (t) => ({
        totalCount: t.int({
          description: 'How many there are in all, on every page together.',
          resolve: ({ totalCount }) => totalCount ?? 0,
        }),
      }),
    },
    { name: 'ModelEdge', description: 'A model and its place in the list.' },
  ),
);

function publisherNamed(text: string): string {
  const known = [...new Set(byName.map(({ developer }) => developer))].toSorted(compare);
  const publisher = known.find((name) => name.toLowerCase() === text.trim().toLowerCase());
  if (publisher !== undefined) return publisher;
  throw badInput(
    'developer',
    `Nobody in the catalog is called "${shown(text)}". It knows ${known.join(', ')}.`,
  );
}

type UnknownModel = {
  readonly reason: 'UNKNOWN_NAME' | 'AMBIGUOUS_NAME' | 'SIZE';
  readonly message: string;
  readonly nearest: readonly Model[];
};

const UnknownReason = builder.enumType('UnknownModelReason', {
  description: 'Why a name means no one model.',
  values: {
    UNKNOWN_NAME: { description: 'The catalog has no model of that name.' },
    AMBIGUOUS_NAME: { description: 'Several models go by that name: "Llama 3.1" is 8B, 70B or 405B.' },
    SIZE: { description: 'It is a size and no name: "70B".' },
  },
});

const UnknownModelRef = builder.objectRef<UnknownModel>('UnknownModel').implement({
  description: 'The answer to a name that means no one model.',
  fields: (t) => ({
    reason: t.field({ type: UnknownReason, description: 'Why.', resolve: ({ reason }) => reason }),
    message: t.exposeString('message', { description: 'What was wrong with the name and what to do next.' }),
    nearest: t.field({
      type: [ModelRef],
      description: 'The models it may mean, or those with the nearest names; the likeliest first, at most 8.',
      resolve: ({ nearest }) => [...nearest],
    }),
  }),
});

const ModelResult = builder.unionType('ModelResult', {
  description: 'A model, or why the name means none.',
  types: [ModelRef, UnknownModelRef],
  resolveType: (value) => ('slug' in value ? ModelRef : UnknownModelRef),
});

builder.queryField('model', (t) =>
  t.field({
    type: ModelResult,
    description:
      'One open language model by any of its names: "Llama 3.1 8B", "llama3.1:8b", "meta-llama/Llama-3.1-8B-Instruct". Where the name means none or several, the nearest ones.',
    args: {
      name: t.arg.string({ required: true, description: 'The model’s name, in any common spelling.' }),
    },
    resolve: (_root, { name }) => {
      const resolution = resolveModel(name);
      if (resolution.kind === 'MAPPED') return resolution.model;
      if (resolution.kind === 'AMBIGUOUS') {
        return {
          reason: 'AMBIGUOUS_NAME' as const,
          message: `"${shown(name)}" may be any of several models: ask for one of them.`,
          nearest: resolution.candidates.slice(0, NEAREST),
        };
      }
      const params = paramsOfSize(name);
      return params === null ? unknown(name) : sized(name, params);
    },
  }),
);

function unknown(name: string): UnknownModel {
  const nearest = nearestModels(name, NEAREST);
  const next = nearest.length > 0 ? 'Ask for one of the nearest' : 'The `models` field lists those there are';
  return { reason: 'UNKNOWN_NAME', message: `No model is called "${shown(name)}". ${next}.`, nearest };
}

function sized(name: string, params: number): UnknownModel {
  const apart = ({ shape }: Model): number => Math.abs(Math.log(shape.params / params));
  return {
    reason: 'SIZE',
    message: `"${shown(name)}" is a size: where a model is asked for, give it as \`size\`. These are the nearest in size.`,
    nearest: catalog.toSorted((a, b) => apart(a) - apart(b)).slice(0, NEAREST),
  };
}
