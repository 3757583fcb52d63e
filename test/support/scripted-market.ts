import type { Provider } from '#providers/provider.ts';
import type { Quote } from '#units/quote.ts';

/** A market that lists what a test says, as of the next poll. */
export type ScriptedMarket = Provider & {
  /** Lists these from the next poll on; resolves once a poll after that one has begun, so that it is recorded. */
  list(quotes: readonly Quote[]): Promise<void>;
};

/** A market polled every few milliseconds. */
export function scriptedMarket(id = 'vastai'): ScriptedMarket {
  let listed: readonly Quote[] = [];
  let version = 0;
  let waiting: { version: number; resolve: () => void }[] = [];
  let answered = -1;
  return {
    id,
    name: id,
    source: `https://${id}.test`,
    simulated: false,
    cadenceMs: 5,
    async poll({ now }) {
      for (const { resolve } of waiting.filter((one) => one.version <= answered)) resolve();
      waiting = waiting.filter((one) => one.version > answered);
      answered = version;
      return { observedAt: now(), quotes: listed, rejects: [], seen: listed.length };
    },
    list(quotes) {
      listed = quotes;
      version++;
      return new Promise((resolve) => waiting.push({ version, resolve }));
    },
  };
}
