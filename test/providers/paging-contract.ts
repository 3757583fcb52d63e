import { describe, expect, it } from 'vitest';
import { startFakeServer, type Fake } from '../support/fake-server.ts';
import { pollContext, type Contract } from './contract.ts';

/** Of an API that answers in pages: how its fake is made to have more of them. */
export type PagingContract<F extends Fake> = {
  /** Spreads different rows over three pages. */
  readonly threePages: (fake: F) => void;
  /** Has every page lead to one more, different each time. */
  readonly endless: (fake: F) => void;
  /** Has the first page lead to this URL; absent where pages are told by a token. */
  readonly leadTo?: (fake: F, url: string) => void;
  /** How many pages a poll reads at most. */
  readonly maxPages: number;
};

/** What every provider of pages promises besides. */
export function pagingContract<F extends Fake>(
  contract: Contract<F> & { readonly paging: PagingContract<F> },
): void {
  const { id, create, paging } = contract;

  describe(`${id} reads pages`, () => {
    it('all of them', async () => {
      const fake = contract.fake();
      paging.threePages(fake);
      await using server = await startFakeServer({ [id]: fake });
      const { seen, rejects } = await create({ url: server.url }).poll(pollContext());
      expect(rejects).toEqual([]);
      expect(seen).toBeGreaterThanOrEqual(3);
      expect(server.requests).toHaveLength(contract.requests + 2);
    });

    it('or none, where one fails midway', async () => {
      const fake = contract.fake();
      paging.threePages(fake);
      fake.goodRequests = contract.requests + 1;
      fake.badDay = { kind: 'status', status: 500 };
      await using server = await startFakeServer({ [id]: fake });
      await expect(create({ url: server.url }).poll(pollContext())).rejects.toMatchObject({
        failure: 'HTTP_ERROR',
      });
    });

    it('up to a limit', async () => {
      const fake = contract.fake();
      paging.endless(fake);
      await using server = await startFakeServer({ [id]: fake });
      await expect(create({ url: server.url }).poll(pollContext())).rejects.toMatchObject({
        failure: 'MALFORMED',
        message: expect.stringContaining(`${paging.maxPages} pages and leads to more`),
      });
      expect(server.requests.length).toBeLessThan(paging.maxPages + contract.requests);
    });

    it.skipIf(!paging.leadTo)('of its own host alone', async () => {
      await using elsewhere = await startFakeServer({});
      const fake = contract.fake();
      paging.leadTo?.(fake, `${elsewhere.url}/next`);
      await using server = await startFakeServer({ [id]: fake });
      await expect(create({ url: server.url }).poll(pollContext())).rejects.toMatchObject({
        failure: 'MALFORMED',
        message: expect.stringContaining('another host'),
      });
      expect(elsewhere.requests).toEqual([]);
    });
  });
}
