import { describe, expect, it } from 'vitest';
import { providers } from '#providers/index.ts';
import { startMarketServer } from '../support/market-server.ts';
import { pollContext } from './contract.ts';

describe('the registry of providers', () => {
  it('names each provider and each of its settings once', () => {
    const ids = providers.map(({ id }) => id);
    const names = providers.flatMap(({ env }) => [env.baseUrl.name, env.apiKey.name]);
    expect(ids).toEqual(['vastai', 'runpod']);
    expect(names).toEqual(['VASTAI_URL', 'VASTAI_API_KEY', 'RUNPOD_URL', 'RUNPOD_API_KEY']);
  });

  it.each(providers)(
    'makes $id keyless from nothing, and from settings',
    async ({ id, name, create, env }) => {
      expect(create()).toMatchObject({ id, name, simulated: false, cadenceMs: 60_000 });
      const { source } = create();
      expect(env.baseUrl.help).toContain(new URL(source).origin);
      await using server = await startMarketServer();
      const provider = create({ baseUrl: server.url, apiKey: 'k', cadenceMs: 5000 });
      expect(provider.cadenceMs).toBe(5000);
      expect((await provider.poll(pollContext())).quotes.length).toBeGreaterThan(0);
    },
  );
});
