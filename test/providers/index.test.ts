import { describe, expect, it } from 'vitest';
import { providers } from '#providers/index.ts';
import { knownProviders } from '#catalog/providers.ts';

describe('the registry of providers', () => {
  it('names each provider and each of its settings once, as the catalog does', () => {
    const ids = providers.map(({ id }) => id);
    const names = providers.flatMap(({ settings }) => Object.values(settings).map(({ name }) => name));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/);
    for (const { id, name } of providers)
      expect(knownProviders).toContainEqual(expect.objectContaining({ id, name }));
  });

  it.each(providers)(
    'makes $id of its settings, and tells its defaults',
    ({ id, name, create, settings }) => {
      const needed = Object.entries(settings).filter(([, setting]) => setting.needed);
      const values = Object.fromEntries(needed.map(([field]) => [field, 'k']));
      const provider = create(values);
      expect(provider).toMatchObject({ id, name, simulated: false });
      expect(create({ ...values, cadenceMs: 5000 }).cadenceMs).toBe(5000);
      const helps = Object.values(settings).map(({ help }) => help);
      expect(helps.join('\n')).toContain(new URL(provider.source).origin);
      for (const help of helps) expect(help).not.toMatch(/\.$/);
    },
  );

  it.each(providers)('reaches $id at the URL it is given', ({ create, settings }) => {
    const urls = Object.entries(settings).filter(([, { kind }]) => kind === 'URL');
    expect(urls.length).toBeGreaterThan(0);
    const needed = Object.entries(settings).filter(([, setting]) => setting.needed);
    const values = Object.fromEntries([
      ...needed.map(([field]) => [field, 'k']),
      ...urls.map(([field], i) => [field, `http://127.0.0.1:${9000 + i}`]),
    ]);
    expect(new URL(create(values).source).hostname).toBe('127.0.0.1');
  });
});
