import { buildSchema } from '#graph/schema.ts';
import { readOperations } from '#server/explorer.ts';
import { startServer } from '#server/server.ts';
import type { Config, PollableProvider } from './config.ts';
import type { Log } from './log.ts';

/** The real markets this program can poll, with the settings each takes. */
export const providers: readonly PollableProvider[] = ['vastai', 'runpod'].map((id) => ({
  id,
  env: {
    baseUrl: { name: `${id.toUpperCase()}_URL`, help: `base URL of the ${id} API` },
    apiKey: { name: `${id.toUpperCase()}_API_KEY`, help: `${id} API key, not needed` },
  },
}));

export type App = AsyncDisposable & { readonly url: string };

/** Starts everything the configuration asks for. Disposing it ends all of it, in the opposite order. */
export async function startApp(config: Config, { log }: { readonly log: Log }): Promise<App> {
  const { host, port, origins, shutdownMs } = config;
  return startServer({
    schema: buildSchema(),
    context: ({ requestId }) => ({ requestId }),
    host,
    port,
    origins,
    shutdownMs,
    log,
    ready: () => ({ ready: true }),
    operations: await readOperations(new URL('../schema/operations/', import.meta.url)),
  });
}
