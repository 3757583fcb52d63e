/** Between two pieces of a long computation: whatever else waits is answered first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
