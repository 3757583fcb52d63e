/** What a benchmark asks of a process it started, by name. */
export type Handlers = Readonly<Record<string, (body: never) => unknown>>;

/**
 * Tells the parent where this process listens, and answers what it asks: `cpu` (CPU time used so far, in
 * µs), `end`, and what `handlers` know.
 */
export function serveParent(url: string, handlers: Handlers, end: () => Promise<void>): void {
  const known: Handlers = {
    ...handlers,
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
    end,
  };
  const answer = async ({ id, ask, body }: { id: number; ask: string; body: unknown }): Promise<void> => {
    try {
      const handler = known[ask];
      if (!handler) throw new Error(`nothing answers ${ask}`);
      const result = await handler(body as never);
      process.send?.({ id, answer: result });
    } catch (error) {
      process.send?.({ id, error: String(error) });
    }
    if (ask === 'end') process.disconnect?.();
  };
  process.on('message', (message) => void answer(message as Parameters<typeof answer>[0]));
  process.once('disconnect', () => process.exit());
  process.send?.({ url });
}

/** What this process was started with. */
export function given(): unknown {
  return JSON.parse(process.argv[2] ?? 'null') as unknown;
}
