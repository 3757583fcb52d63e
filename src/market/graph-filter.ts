import { gpus as catalog } from '#catalog/gpus.ts';
import { nearestGpus } from '#catalog/nearest-gpus.ts';
import { COMPARED_LENGTH, nearestNamed } from '#catalog/nearest-names.ts';
import { resolveGpu } from '#catalog/resolve-gpu.ts';
import { builder } from '#graph/builder.ts';
import type { Db } from '#db/open.ts';
import type { Context } from '#graph/context.ts';
import { badInput } from '#graph/errors.ts';
import { BillingEnum } from './graph-price.ts';
import { codesOf } from './graph-region-named.ts';
import { shown, unknownName } from './graph-unknown-name.ts';
import type { Bounds, OfferScope } from './offer-scope.ts';
import { providerIds } from './store-providers.ts';

const COMPARISONS = {
  lt: 'Below this.',
  lte: 'At or below this.',
  gt: 'Above this.',
  gte: 'At or above this.',
} as const;

const UsdComparator = builder.inputType('USDComparator', {
  description: 'Bounds on an amount of money; all that are given hold.',
  fields: (t) => ({
    lt: t.field({ type: 'USD', description: COMPARISONS.lt }),
    lte: t.field({ type: 'USD', description: COMPARISONS.lte }),
    gt: t.field({ type: 'USD', description: COMPARISONS.gt }),
    gte: t.field({ type: 'USD', description: COMPARISONS.gte }),
  }),
});

const IntComparator = builder.inputType('IntComparator', {
  description: 'Bounds on a whole number; all that are given hold.',
  fields: (t) => ({
    lt: t.int({ description: COMPARISONS.lt }),
    lte: t.int({ description: COMPARISONS.lte }),
    gt: t.int({ description: COMPARISONS.gt }),
    gte: t.int({ description: COMPARISONS.gte }),
  }),
});

type InputFields = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>;

function sharedFields(t: InputFields) {
  return {
    gpus: t.stringList({
      description:
        'GPUs by any name the catalog knows ("RTX 4090", "rtx4090", "NVIDIA GeForce RTX 4090"). A name that is unknown, or means several GPUs ("H100"), is an error that lists the nearest ones.',
    }),
    gpuNames: t.stringList({
      description:
        'GPU names exactly as providers write them: the way to offers the catalog does not map, such as an imported "H100". Given beside `gpus`, both must hold.',
    }),
    providers: t.stringList({
      description:
        'Provider ids ("vastai"). Naming providers also reaches those of the other kind of market (real while the simulated one is served, and the reverse), and those known from imported files alone.',
    }),
    regions: t.stringList({
      description:
        'Region codes ("DE", "US-CA"; a country covers its states) or continents ("EUROPE"). Offers without a known region are left out.',
    }),
    tiers: t.stringList({
      description: 'Classes of service as the provider names them: "SECURE", "COMMUNITY". Any case.',
    }),
    gpuCount: t.field({ type: IntComparator, description: 'Bounds on the number of GPUs in an offer.' }),
    minVramGb: t.float({
      description:
        'Least memory of one GPU in gigabytes, by the catalog; for an unmapped GPU by what its provider states.',
    }),
    verifiedOnly: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Leave out offers their provider does not call verified.',
    }),
    minReliability: t.float({
      description: 'Least reliability, 0 to 1, as the provider states it. Offers without one are left out.',
    }),
  };
}

const eitherBilling = {
  type: BillingEnum,
  description: 'On-demand or spot; both where it is absent.',
} as const;

const oneBilling = {
  type: BillingEnum,
  required: true,
  defaultValue: 'ON_DEMAND',
  description: 'On-demand or spot.',
} as const;

const priceNow = {
  type: UsdComparator,
  description: 'Bounds on the price per GPU-hour now; they do not cut history.',
} as const;

const includeStale = {
  required: true,
  defaultValue: true,
  description:
    'Include offers of providers that have not answered lately, and those whose newest price is held in quarantine; their prices say `stale`.',
} as const;

export const OfferFilter = builder.inputType('OfferFilter', {
  description:
    'Which offers are meant; everything given must hold. An empty list leaves nothing out, as an absent one.',
  fields: (t) => ({
    ...sharedFields(t),
    billing: t.field(eitherBilling),
    price: t.field(priceNow),
    rentableOnly: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Leave out offers that are listed but taken.',
    }),
    includeStale: t.boolean(includeStale),
  }),
});

export const LiveFilter = builder.inputType('LiveFilter', {
  description:
    'Which offers are followed; everything given must hold. An empty list leaves nothing out, as an absent one. An offer whose change takes it out of the filter is told once more.',
  fields: (t) => ({
    ...sharedFields(t),
    billing: t.field(eitherBilling),
    price: t.field({ type: UsdComparator, description: 'Bounds on the price per GPU-hour.' }),
  }),
});

export const MarketFilter = builder.inputType('MarketFilter', {
  description:
    'Which offers are summed up. An empty list leaves nothing out, as an absent one. Spot and on-demand prices are never mixed.',
  fields: (t) => ({
    ...sharedFields(t),
    billing: t.field(oneBilling),
    price: t.field(priceNow),
    includeStale: t.boolean(includeStale),
  }),
});

export const TrendFilter = builder.inputType('TrendFilter', {
  description:
    'Whose price history is meant. An empty list leaves nothing out, as an absent one. Imported history is included; spot and on-demand prices are never mixed.',
  fields: (t) => ({
    ...sharedFields(t),
    billing: t.field(oneBilling),
    rentableOnly: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Leave out the times an offer was listed but taken.',
    }),
  }),
});

/** What an absent filter is: the defaults of its fields. */
export const ANY_OFFER = { verifiedOnly: false, rentableOnly: true, includeStale: true } as const;
export const ANY_ON_DEMAND = { billing: 'ON_DEMAND', verifiedOnly: false, includeStale: true } as const;
export const ANY_HISTORY = { billing: 'ON_DEMAND', verifiedOnly: false, rentableOnly: true } as const;

type Maybe<T> = T | null | undefined;
type Comparator = { readonly [Name in keyof Bounds]: Maybe<number> };

/** Any of the filters, as GraphQL hands it over. */
export type FilterInput = {
  readonly gpus?: Maybe<readonly string[]>;
  readonly gpuNames?: Maybe<readonly string[]>;
  readonly providers?: Maybe<readonly string[]>;
  readonly regions?: Maybe<readonly string[]>;
  readonly tiers?: Maybe<readonly string[]>;
  readonly billing?: Maybe<'ON_DEMAND' | 'SPOT'>;
  readonly price?: Maybe<Comparator>;
  readonly gpuCount?: Maybe<Comparator>;
  readonly minVramGb?: Maybe<number>;
  readonly verifiedOnly?: boolean;
  readonly minReliability?: Maybe<number>;
  readonly rentableOnly?: boolean;
  readonly includeStale?: boolean;
};

/**
 * Resolves a filter's names. Throws BAD_USER_INPUT, with the nearest known ones, for a GPU, region or
 * provider nobody knows: an empty answer would be taken for a fact about the market.
 */
export async function scopeOf(filter: FilterInput, { db, simulated }: Context): Promise<OfferScope> {
  const { minVramGb, minReliability } = filter;
  if (minReliability != null && !(minReliability >= 0 && minReliability <= 1)) {
    throw badInput('minReliability', '`minReliability` is a share: between 0 and 1.');
  }
  if (minVramGb != null) checkVram(minVramGb);
  return {
    simulated: filter.providers?.length ? null : simulated,
    gpus: givenList(filter.gpus)?.map((name) => slugOf(name)) ?? null,
    gpuNames: givenList(filter.gpuNames),
    providers: await providersNamed(db, filter.providers),
    regions: givenList(filter.regions)?.flatMap((region) => codesOf(region)) ?? null,
    tiers: givenList(filter.tiers)?.map((tier) => tier.toUpperCase()) ?? null,
    billing: filter.billing ?? null,
    price: boundsOf('price', filter.price),
    gpuCount: boundsOf('gpuCount', filter.gpuCount),
    minVram:
      minVramGb == null
        ? null
        : {
            gb: minVramGb,
            gpus: catalog.filter(({ vramGb }) => vramGb >= minVramGb).map(({ slug }) => slug),
          },
    verifiedOnly: filter.verifiedOnly ?? false,
    minReliability: minReliability ?? null,
    rentableOnly: filter.rentableOnly ?? true,
    includeStale: filter.includeStale ?? true,
  };
}

/** The keys of these providers; null for all. Throws BAD_USER_INPUT for one nobody is called. */
export async function providersNamed(
  db: Db,
  names: Maybe<readonly string[]>,
  argument = 'providers',
): Promise<readonly string[] | null> {
  const wanted = givenList(names)?.map((name) => name.toLowerCase()) ?? null;
  if (wanted === null) return null;
  const known = await providerIds(db);
  const stranger = wanted.find((id) => !known.includes(id));
  if (stranger !== undefined) {
    const named = known.map((id) => ({ item: id, names: [id] }));
    throw unknownName(
      argument,
      `Nobody here is called "${shown(stranger)}".`,
      nearestNamed(stranger.trim().slice(0, COMPARED_LENGTH), named, 3),
      {
        rules:
          'The `providers` field lists those of the market served, each with the `key` that filters take.',
      },
    );
  }
  return wanted;
}

/** Throws BAD_USER_INPUT for a least memory that everything has. */
export function checkVram(minVramGb: number): void {
  if (!(minVramGb > 0)) throw badInput('minVramGb', '`minVramGb` is above 0.');
}

/** An empty list leaves nothing out, as an absent one. */
export function givenList<T>(list: Maybe<readonly T[]>): readonly T[] | null {
  return list?.length ? list : null;
}

/** The one GPU a name means. Throws BAD_USER_INPUT with the nearest ones where it means none, or several. */
export function slugOf(name: string, argument = 'gpus'): string {
  const resolution = resolveGpu(name);
  if (resolution.kind === 'MAPPED') return resolution.gpu.slug;
  if (resolution.kind === 'AMBIGUOUS') {
    const names = resolution.candidates.map((gpu) => gpu.name);
    throw unknownName(argument, `"${shown(name)}" may be any of several GPUs; name those you mean.`, names);
  }
  const names = nearestGpus(name, 3).map((gpu) => gpu.name);
  throw unknownName(argument, `No GPU in the catalog is called "${shown(name)}".`, names);
}

/** Throws BAD_USER_INPUT for bounds that no number is within. */
function boundsOf(argument: string, input: Maybe<Comparator>): Bounds | null {
  if (!input) return null;
  const { lt, lte, gt, gte } = input;
  const most = Math.min(lt ?? Infinity, lte ?? Infinity);
  const least = Math.max(gt ?? -Infinity, gte ?? -Infinity);
  if (least > most || (least === most && (lt === most || gt === least))) {
    const advice = 'The upper one (`lt`, `lte`) lies above the lower one (`gt`, `gte`).';
    throw badInput(argument, `Nothing is within the bounds of \`${argument}\`. ${advice}`);
  }
  return { lt: lt ?? undefined, lte: lte ?? undefined, gt: gt ?? undefined, gte: gte ?? undefined };
}
