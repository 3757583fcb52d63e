/**
 * Hands on what `source` yields until it is returned, and nothing after: a value that was on its way when
 * the reader left is dropped, and the reader does not wait for it.
 */
export function endAtOnce<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  const iterator = source[Symbol.asyncIterator]();
  const ended = Promise.withResolvers<IteratorResult<T, void>>();
  const done = { done: true, value: undefined } as const;
  let isOver = false;
  const end = async (): Promise<IteratorResult<T, void>> => {
    if (isOver) return done;
    isOver = true;
    ended.resolve(done);
    await iterator.return?.();
    return done;
  };
  const generator: AsyncGenerator<T, void, void> = {
    async next() {
      if (isOver) return done;
      const result = await Promise.race([iterator.next(), ended.promise]);
      return isOver || result.done ? done : result;
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
