/** What a commercial API asks for tokens of one model, as its list said at a date. Dollars per million tokens. */
export type ApiPrice = {
  /** Unique: provider, model and region in lower-case words: "openai/gpt-4o", "aws-bedrock/llama-3.1-8b@us-east-1". */
  readonly key: string;
  readonly provider: string;
  readonly model: string;
  /** Null where the price is the same everywhere. */
  readonly region: string | null;
  readonly input: number;
  readonly output: number;
  /** Input read from the provider's prompt cache; null where the list states no such price. */
  readonly cachedInput: number | null;
  /** Day the list said so: "2026-06-15". It may have changed since. */
  readonly asOf: string;
  readonly source: string;
  /** What else has to be known to use it; null where there is nothing. */
  readonly note: string | null;
};

type Row = readonly [
  model: string,
  input: number,
  output: number,
  cachedInput?: number | null,
  asOf?: string,
];

export type ApiPriceList = {
  readonly provider: string;
  readonly region?: string;
  readonly asOf: string;
  readonly source: string;
  readonly note?: string;
};

/** Rows of one provider's list. A row's own date stands before the list's. */
export function apiPriceList(
  { provider, region, asOf, source, note }: ApiPriceList,
  rows: readonly Row[],
): ApiPrice[] {
  return rows.map(([model, input, output, cachedInput = null, ownAsOf = asOf]) => ({
    key: `${wordsOf(provider)}/${wordsOf(model)}${region === undefined ? '' : `@${region}`}`,
    provider,
    model,
    region: region ?? null,
    input,
    output,
    cachedInput,
    asOf: ownAsOf,
    source,
    note: note ?? null,
  }));
}

function wordsOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
