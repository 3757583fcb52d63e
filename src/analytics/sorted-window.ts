/** The newest `capacity` numbers, kept in order of size: a push costs O(capacity) moves and no sort. */
export type SortedWindow = {
  readonly ring: Float64Array | Float32Array;
  readonly sorted: Float64Array | Float32Array;
  size: number;
  next: number;
};

/** `bits` are those each number is kept in: 32 take half the memory and keep seven digits. */
export function sortedWindow(capacity: number, bits: 32 | 64 = 64): SortedWindow {
  if (!(Number.isInteger(capacity) && capacity > 0))
    throw new RangeError(`a window holds a whole number of values, 1 or more: ${capacity}`);
  const numbers = () => (bits === 64 ? new Float64Array(capacity) : new Float32Array(capacity));
  return { ring: numbers(), sorted: numbers(), size: 0, next: 0 };
}

/** Adds a value; where the window is full, the oldest leaves. */
export function pushSorted(window: SortedWindow, value: number): void {
  const { ring, sorted } = window;
  if (window.size === ring.length) {
    const gone = ring[window.next] ?? 0;
    const at = firstAtLeast(window, gone);
    sorted.copyWithin(at, at + 1, window.size);
    window.size--;
  }
  const at = firstAtLeast(window, value);
  sorted.copyWithin(at + 1, at, window.size);
  sorted[at] = value;
  ring[window.next] = value;
  window.next = (window.next + 1) % ring.length;
  window.size++;
}

/** Forgets all values. */
export function clearWindow(window: SortedWindow): void {
  window.size = 0;
  window.next = 0;
}

/** The p-quantile of what the window holds, type 7 (see quantile.ts). NaN of an empty window. */
export function windowQuantile({ sorted, size }: SortedWindow, p: number): number {
  const position = (size - 1) * p;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return size === 0 ? NaN : below + (above - below) * (position - Math.floor(position));
}

function firstAtLeast({ sorted, size }: SortedWindow, value: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
