import { GraphQLError } from 'graphql';
import type { Model } from '#catalog/model.ts';
import { paramsOfSize, shapeOfSize } from '#catalog/model-sizes.ts';
import { nearestModels } from '#catalog/nearest-models.ts';
import { resolveModel } from '#catalog/resolve-model.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import { shown } from '#market/graph-unknown-name.ts';
import type { ModelShape } from '#units/model.ts';
import { ArchitectureInput, shapeOfArchitecture } from './graph-architecture-input.ts';

/** A model somebody asks about: of the catalog, of a size, or by its architecture. */
export type AskedModel = {
  readonly name: string;
  /** Null where it is not of the catalog. */
  readonly slug: string | null;
  readonly shape: ModelShape;
  readonly source: string;
  /** What its figures are: facts of the catalog, what the caller gave, or a convention for a size. */
  readonly basis: 'CATALOG' | 'GIVEN' | 'ASSUMED';
};

/** A model of the catalog as it is asked about. */
export function askedOf({ name, slug, shape, source }: Model): AskedModel {
  return { name, slug, shape, source, basis: 'CATALOG' };
}

const NEAREST = 5;
const MOST_NAMED = 8;

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
    const name = shown(input.architecture.name?.trim() ?? '');
    const shape = shapeOfArchitecture(input.architecture, `${argument}.architecture`);
    return { name: name || 'the model described', slug: null, shape, source: 'the caller', basis: 'GIVEN' };
  }
  if (input.size != null) return modelOfSize(input.size, `${argument}.size`);
  const name = input.name ?? '';
  // A size in place of a name is no name of anything else.
  return paramsOfSize(name) === null
    ? modelNamed(name, `${argument}.name`)
    : modelOfSize(name, `${argument}.name`);
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
    basis: 'ASSUMED',
  };
}

function modelNamed(asked: string, argument: string): AskedModel {
  const resolution = resolveModel(asked);
  if (resolution.kind === 'MAPPED') return askedOf(resolution.model);
  const isAmbiguous = resolution.kind === 'AMBIGUOUS';
  const meant = isAmbiguous ? resolution.candidates.slice(0, MOST_NAMED) : nearestModels(asked, NEAREST);
  const nearest = meant.map((model) => model.name);
  const more = isAmbiguous ? resolution.candidates.length - meant.length : 0;
  const said = nearest.join(', ') + (more > 0 ? ` and ${more} more, which \`models\` lists` : '');
  const message = isAmbiguous
    ? `"${shown(asked)}" may be any of several models; name the one you mean: ${said}.`
    : `No model in the catalog is called "${shown(asked)}".${said && ` Nearest: ${said}.`} The \`models\` field lists all; any other can be told by its \`architecture\`.`;
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument, nearest } });
}
