import { builder } from '#graph/builder.ts';
import { WEIGHT_BITS, type WeightFormat } from '#units/weight-format.ts';

export const WeightFormatEnum = builder.enumType('WeightFormat', {
  description:
    'How a model’s weights are stored. More bits are more exact; what the scales of a block take is counted.',
  values: Object.fromEntries(
    Object.entries(WEIGHT_BITS).map(([format, bits]) => [format, { description: `${bits} bits a weight.` }]),
  ) as Record<WeightFormat, { description: string }>,
});

export const KvFormatEnum = builder.enumType('KVCacheFormat', {
  description: 'How keys and values of attention are stored.',
  values: {
    FP16: { description: 'Two bytes a value: what engines do unless told otherwise.' },
    FP8: { description: 'One byte a value.' },
  },
});
