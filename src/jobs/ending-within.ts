/** Waits until all of these have ended, however they did, and not for longer than `ms`. */
export async function endingWithin(ms: number, ends: readonly Promise<unknown>[]): Promise<void> {
  const given = Promise.withResolvers<void>();
  const timer = setTimeout(given.resolve, ms);
  await Promise.race([Promise.allSettled(ends), given.promise]);
  clearTimeout(timer);
}
