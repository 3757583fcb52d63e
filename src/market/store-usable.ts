import { sql, type RawBuilder } from 'kysely';
import { LEAST_RELIABILITY, MOST_USD_PER_GB, type Usage } from '#analytics/usable-price.ts';
import { providersWithTerms, termsOf } from '#catalog/provider-terms.ts';
import { factorsByRisk, RISK_BANDS } from './usable-offer.ts';

/** Stands for every provider that has no terms of its own. */
const OTHERS = '';

/**
 * The usable price of `offer` in micro-dollars per GPU-hour of work, as `usablePrice` of analytics computes
 * it: every operation on doubles, in the same order, rounded in the same places. What takes more than
 * + − × ÷ comes from there, one row for each provider, billing and class of risk.
 */
export function usableKey(usage: Usage): { value: RawBuilder<unknown>; join: RawBuilder<unknown> } {
  const rows = [OTHERS, ...providersWithTerms].flatMap((provider) => rowsOf(provider, usage));
  const join = sql`join jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as usable (class text, interruption float8, boot float8, "roundUp" float8, "failedBoot" float8,
          storage float8, egress float8, ingress float8, success float8, "byUptime" boolean,
          "storageUsd" float8, "egressUsd" float8, "ingressUsd" float8)
        on usable.class = ${classOfOffer}`;
  return { value, join };
}

function rowsOf(provider: string, usage: Usage) {
  const terms = termsOf(provider);
  return factorsByRisk(terms, usage).map(({ billing, risk, factors }) => ({
    class: [provider, billing, risk ?? 'PRIOR'].join(' '),
    ...factors,
    success: terms.bootSuccess.value,
    byUptime: terms.reliabilityIsUptime,
    storageUsd: terms.storageUsdPerGbMonth.value,
    egressUsd: terms.egressUsdPerGb.value,
    ingressUsd: terms.ingressUsdPerGb.value,
  }));
}

const trait = (name: string): RawBuilder<unknown> => sql`(offer.traits->>${sql.lit(name)})::float8`;

const low = trait('interruptionMonthlyLow');
const high = trait('interruptionMonthlyHigh');

const classOfOffer = sql`(case when offer.provider = any(${[...providersWithTerms]}::text[])
          then offer.provider else ${OTHERS} end) || ' ' || offer.billing || ' ' ||
          (case when offer.billing = 'SPOT' and ${low} is not null and ${high} is not null
            then least(floor((least(${low}, 1::float8) + least(${high}, 1::float8)) * ${RISK_BANDS.perWhole / 2}::float8), ${RISK_BANDS.last}::float8)::int::text
            else 'PRIOR' end)`;

const success = sql`(case when usable."byUptime" and offer.reliability is not null
          then usable.success * greatest(offer.reliability, ${LEAST_RELIABILITY}::float8)
          else usable.success end)`;

const price = sql`offer.price::float8`;

const whole = (value: RawBuilder<unknown>): RawBuilder<unknown> => sql`floor(${value} + 0.5::float8)`;

const micros = (stated: string, otherwise: string): RawBuilder<unknown> =>
  whole(
    sql`least(coalesce(${trait(stated)}, usable.${sql.ref(otherwise)}), ${MOST_USD_PER_GB}::float8) * 1000000::float8`,
  );

const value = sql`(${price}
        + ${whole(sql`usable.storage * ${micros('storageUsdPerGbMonth', 'storageUsd')} / offer.gpu_count::float8`)}
        + ${whole(sql`(usable.egress * ${micros('uploadUsdPerGb', 'egressUsd')}
          + usable.ingress * ${micros('downloadUsdPerGb', 'ingressUsd')}) / offer.gpu_count::float8`)}
        + ${whole(sql`${price} * usable."roundUp"`)}
        + ${whole(sql`${price} * usable.boot`)}
        + ${whole(sql`${price} * (usable."failedBoot" * (1::float8 / ${success} - 1::float8))`)}
        + ${whole(sql`${price} * usable.interruption`)})`;
