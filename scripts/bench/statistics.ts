/** Numbers out of repeated measurements. */

/**
 * The middle of the values, or the mean of the two middle ones.
 *
 * @throws RangeError for no values
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const high = sorted[Math.floor(sorted.length / 2)];
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  if (high === undefined || low === undefined) throw new RangeError("no values have no median");
  return (low + high) / 2;
}

/** Three significant digits, and every digit in front of the point. */
export function rounded(value: number): string {
  const digits = Math.abs(value) < 1 ? 2 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(digits);
}
