/**
 * Hands on what `source` yields until it is returned, and nothing after: a value that was on its way when
 * the reader left is dropped, and the reader does not wait for it.
 */
export function endAtOnce<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  const done = { done: true, value: undefined } as const;
  // Not Promise.race with one promise for the end: that would hold a reaction for every event ever read.
  const waiting = new Set<(result: IteratorResult<T, void>) => void>();
  let isOver = false;
  const end = async (): Promise<IteratorResult<T, void>> => {
    if (isOver) return done;
    isOver = true;
    for (const resolve of waiting) resolve(done);
    waiting.clear();
    await iterator.return?.();
    return done;
  };
  const generator: AsyncGenerator<T, void, void> = {
    async next() {
      if (isOver) return done;
      const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T, void>>();
      waiting.add(resolve);
      iterator
        .next()
        .then((result) => resolve(result.done ? done : result), reject)
        .finally(() => waiting.delete(resolve));
      const result = await promise;
      return isOver ? done : result;
    },
    return: end,
    async throw(error) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
  return generator;
}
