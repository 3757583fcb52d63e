import { models } from '#catalog/models.ts';
import { builder } from '#graph/builder.ts';
import { badInput } from '#graph/errors.ts';
import type { ModelShape } from '#units/model.ts';

/** A model somebody asks about: of the catalog, of a size, or by its architecture. */
export type AskedModel = {
  readonly name: string;
  /** Null where the caller told the architecture. */
  readonly slug: string | null;
  readonly shape: ModelShape;
  readonly source: string;
};

export const ModelInput = builder.inputType('ModelInput', {
  description: 'Which language model is meant.',
  isOneOf: true,
  fields: (t) => ({
    name: t.string({ description: 'A model of the catalog by any name it knows ("Llama 3.1 8B").' }),
  }),
});

/** The model that is meant. Throws BAD_USER_INPUT with the nearest ones for a name nobody knows. */
export function askedModel(input: typeof ModelInput.$inferInput, argument = 'model'): AskedModel {
  const wanted = input.name?.toLowerCase();
  const model = models.find(({ slug, name }) => slug === wanted || name.toLowerCase() === wanted);
  if (!model) throw badInput(argument, `No model in the catalog is called "${input.name}".`);
  const { name, slug, shape, source } = model;
  return { name, slug, shape, source };
}
