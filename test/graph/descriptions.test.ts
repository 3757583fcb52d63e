import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema } from '#graph/schema.ts';

/** Every coordinate of the schema with its description: types, fields, arguments, values, input fields. */
function* described(): Generator<[coordinate: string, description: string | null | undefined]> {
  for (const type of Object.values(buildSchema().getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    yield [type.name, type.description];
    if (isEnumType(type)) {
      for (const value of type.getValues()) yield [`${type.name}.${value.name}`, value.description];
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields()))
        yield [`${type.name}.${field.name}`, field.description];
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        yield [`${type.name}.${field.name}`, field.description];
        for (const arg of field.args) yield [`${type.name}.${field.name}(${arg.name}:)`, arg.description];
      }
    }
  }
}

test('every type, field, argument, enum value and input field has a description', () => {
  const all = [...described()];
  expect(all.length).toBeGreaterThan(300);
  expect(all.filter(([, description]) => !description?.trim()).map(([coordinate]) => coordinate)).toEqual([]);
});

test('descriptions are sentences', () => {
  const wrong = [...described()].filter(([, description]) => !/[.:]$/.test(description?.trim() ?? ''));
  expect(wrong).toEqual([]);
});

test('whatever may be null says when', () => {
  for (const type of Object.values(buildSchema().getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const nullable = !String(field.type).endsWith('!');
      expect
        .soft(
          !nullable || /null/i.test(`${field.description} ${type.description}`),
          `${type.name}.${field.name}: ${String(field.type)}`,
        )
        .toBe(true);
    }
  }
});

test('the price of a whole offer does not claim to be the bill', () => {
  const description = new Map(described()).get('Offer.priceForOffer');
  expect(description).toContain(
    'may differ from what the provider bills by up to gpuCount ÷ 2 micro-dollars',
  );
});
