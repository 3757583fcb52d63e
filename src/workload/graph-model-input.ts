import { paramsOfSize, shapeOfSize } from '#catalog/model-sizes.ts';
import { nearestModels } from '#catalog/nearest-models.ts';
import { resolveModel } from '#catalog/resolve-model.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import type { ModelShape } from '#units/model.ts';
import { ArchitectureInput, shapeOfArchitecture } from './graph-architecture-input.ts';

/** A model somebody asks about: of the catalog, of a size, or by its architecture. */
export type AskedModel = {
  readonly name: string;
  /** Null where it is not of the catalog. */
  readonly slug: string | null;
  readonly shape: ModelShape;
  readonly source: string;
};

const NEAREST = 5;

export const ModelInput = builder.inputType('ModelInput', {
  description:
    'Which language model is meant: of the catalog by its name, a size, or any by its architecture.',
  isOneOf: true,
  fields: (t) => ({
    name: t.string({
      description:
        'A model of the catalog in any common spelling: "Llama 3.1 8B", "llama3.1:8b", "meta-llama/Llama-3.1-8B-Instruct". A name that is unknown, or means several models, is an error that lists the nearest ones.',
    }),
    size: t.string({
      description:
        'A typical dense model of exactly this many parameters: "7B", "13B", "30B", "70B", "180B", or any other such as "1.5B" or "350M". Llama-like, with 8 key and value heads from 70B on; "180B" is Falcon’s.',
    }),
    architecture: t.field({
      type: ArchitectureInput,
      description: 'Any model, told by its architecture.',
    }),
  }),
});

/** The model that is meant. Throws BAD_USER_INPUT with the nearest ones for a name nobody knows. */
export function askedModel(input: typeof ModelInput.$inferInput, argument = 'model'): AskedModel {
  if (input.architecture) {
    const { name } = input.architecture;
    const shape = shapeOfArchitecture(input.architecture, `${argument}.architecture`);
    return { name: name ?? 'the model described', slug: null, shape, source: 'the caller' };
  }
  if (input.size != null) return modelOfSize(input.size, `${argument}.size`);
  const name = input.name ?? '';
  // A size in place of a name is no name of anything else.
  return paramsOfSize(name) === null ? modelNamed(name, `${argument}.name`) : modelOfSize(name, argument);
}

function modelOfSize(size: string, argument: string): AskedModel {
  const params = paramsOfSize(size);
  if (params === null) {
    throw badInput(
      argument,
      `"${shown(size)}" is no size of a model: say how many parameters, as "7B", "1.5B" or "350M".`,
    );
  }
  return {
    name: size.trim().toUpperCase(),
    slug: null,
    shape: shapeOfSize(params),
    source: 'a typical dense model of this size',
  };
}

function modelNamed(asked: string, argument: string): AskedModel {
  const resolution = resolveModel(asked);
  if (resolution.kind === 'MAPPED') {
    const { name, slug, shape, source } = resolution.model;
    return { name, slug, shape, source };
  }
  const names = (resolution.kind === 'AMBIGUOUS' ? resolution.candidates : nearestModels(asked, NEAREST))
    .slice(0, 8)
    .map((model) => model.name);
  if (resolution.kind === 'AMBIGUOUS') {
    throw badInput(
      argument,
      `"${shown(asked)}" may be any of several models; name the one you mean: ${names.join(', ')}.`,
    );
  }
  const nearest = names.length > 0 ? ` Nearest: ${names.join(', ')}.` : '';
  throw badInput(
    argument,
    `No model in the catalog is called "${shown(asked)}".${nearest} The \`models\` field lists all; any other can be told by its \`architecture\`.`,
  );
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
