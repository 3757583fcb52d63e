import { middleSpread } from '#analytics/spread.ts';
import { builder } from '#graph/builder.ts';
import { percentOf } from '#units/rounding.ts';
import { PriceTrendRef } from './graph-trend.ts';

builder.objectField(PriceTrendRef, 'spreadPercent', (t) =>
  t.float({
    nullable: true,
    description:
      'How far prices lie apart at one time, in percent of the middle price, to a tenth: the median over the buckets of 100 × (p90 − p10) ÷ p50, anomalous buckets left out. Null where no bucket has prices.',
    resolve: ({ buckets }) => {
      const usable = buckets.flatMap(({ figures, anomalous }) => {
        const { p10 = null, p50 = null, p90 = null } = figures ?? {};
        return anomalous || p10 === null || p50 === null || p90 === null ? [] : [{ p10, p50, p90 }];
      });
      const spread = middleSpread(usable);
      return spread === undefined ? null : percentOf(spread, 1);
    },
  }),
);
