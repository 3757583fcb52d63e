/** Adds records of numbers key by key onto `zero`, which has the keys that count. */
export function sumByKey<K extends string>(
  zero: Readonly<Record<K, number>>,
  records: readonly Readonly<Record<K, number>>[],
): Record<K, number> {
  const sum: Record<K, number> = { ...zero };
  for (const record of records) {
    for (const key of Object.keys(zero) as K[]) sum[key] += record[key];
  }
  return sum;
}
