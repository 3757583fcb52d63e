import { z } from 'zod';
import { shown } from '#units/quote-laws.ts';
import { ProviderError } from './provider.ts';

const NAME = 'AWS Spot Advisor';

/** What the Spot Advisor says of one instance type in one region, over the month before. */
export type SpotAdvice = {
  /** Share of spot machines that AWS took back within a month: the band's ends, 0 to 1. */
  readonly interruptionMonthlyLow: number;
  readonly interruptionMonthlyHigh: number;
  /** Share of the on-demand price that spot saved, 0 to 1; absent where spot was dearer. */
  readonly onDemandSavings?: number;
};

export type SpotAdvisor = {
  /** Undefined where the file does not say. */
  readonly advice: (region: string, instanceType: string) => SpotAdvice | undefined;
  readonly regions: number;
};

const Range = z.object({ index: z.int().nonnegative(), label: z.string() });
const Entry = z.object({ s: z.number(), r: z.number() });
const File = z.object({
  ranges: z.array(Range).nonempty(),
  spot_advisor: z.record(z.string(), z.object({ Linux: z.record(z.string(), z.unknown()).optional() })),
});

type Band = { readonly low: number; readonly high: number };

/**
 * Reads the public Spot Advisor file (`spot-advisor-data.json`): per region, system and instance type
 * `s`, percent saved against on-demand, and `r`, the index of a band of interruption. The bands are
 * read from their labels ("<5%", "5-10%", ">20%"), as the file's `max` is off by one to two percent.
 *
 * Throws a MALFORMED ProviderError where the file is another, or names bands nobody understands: its
 * indexes would mean something else. Entries are looked up, and judged, only when asked for.
 */
export function readSpotAdvisor(body: unknown): SpotAdvisor {
  const parsed = File.safeParse(body);
  if (!parsed.success) throw new ProviderError('MALFORMED', `${NAME} sent no table of regions and bands`);
  const { ranges, spot_advisor: advisor } = parsed.data;
  const bands = new Map(ranges.map(({ index, label }) => [index, bandOf(label)]));
  const regions = new Map(Object.entries(advisor));
  if (regions.size === 0) throw new ProviderError('MALFORMED', `${NAME} sent an empty table`);
  return {
    regions: regions.size,
    advice: (region, instanceType) => {
      const types = regions.get(region)?.Linux;
      const raw = types && Object.hasOwn(types, instanceType) ? types[instanceType] : undefined;
      const entry = Entry.safeParse(raw).data;
      const band = entry && bands.get(entry.r);
      if (!entry || !band) return undefined;
      return {
        interruptionMonthlyLow: band.low,
        interruptionMonthlyHigh: band.high,
        // Below zero the spot price was above the on-demand one (-62 % is in the file of 2025-06-28).
        ...(entry.s >= 0 && entry.s <= 100 ? { onDemandSavings: entry.s / 100 } : {}),
      };
    },
  };
}

function bandOf(label: string): Band {
  const [, below, from, to, above] = /^<(\d+)%$|^(\d+)-(\d+)%$|^>(\d+)%$/.exec(label.trim()) ?? [];
  if (below !== undefined) return { low: 0, high: Number(below) / 100 };
  if (from !== undefined) return { low: Number(from) / 100, high: Number(to) / 100 };
  if (above !== undefined) return { low: Number(above) / 100, high: 1 };
  throw new ProviderError('MALFORMED', `${NAME} names a band ${shown(label)}`);
}
