import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const CHANGES = /* GraphQL */ `
  subscription Changes($after: String) {
    priceChanges(after: $after) {
      __typename
      cursor
      ... on OfferSnapshot {
        complete
      }
      ... on OfferChange {
        seq
      }
    }
  }
`;

type Message = {
  priceChanges: { __typename: string; cursor: string | null; complete?: boolean; seq?: string };
};

/** A subscriber to every change that lives through its servers' deaths: it goes on from its last cursor. */
export class Follower {
  /** The seq of each change it was told of, in the order told. */
  readonly seqs: number[] = [];
  /** The type of each message that was not a change. */
  readonly others: string[] = [];
  /** True once it has had a whole snapshot. */
  hasState = false;
  #cursor: string | null = null;

  /** Follows a server until the socket is lost. Rejects where the server answers with an error. */
  async follow(url: string): Promise<void> {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazyCloseTimeout: 0,
    });
    try {
      for await (const { data, errors } of client.iterate<Message>({
        query: CHANGES,
        variables: { after: this.#cursor },
      })) {
        if (errors || !data) throw new Error(JSON.stringify(errors));
        const { __typename, cursor, complete, seq } = data.priceChanges;
        if (complete) this.hasState = true;
        if (seq === undefined) this.others.push(__typename);
        else this.seqs.push(Number(seq));
        this.#cursor = cursor ?? this.#cursor;
      }
    } catch (error) {
      // A close event is a lost socket: the server died, or ends.
      if (error instanceof Error) throw error;
    } finally {
      await client.dispose();
    }
  }
}
