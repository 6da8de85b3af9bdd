/** Many objects of a kind as one table per field: what they have in common is written once. */

/** What is written for an object that lacks the field. */
const ABSENT = -1;

export interface Table {
  readonly length: number;
  /** Field → its different values, and for each object which of them it has (−1: it lacks the field). */
  readonly fields: Readonly<
    Record<string, { readonly values: readonly unknown[]; readonly at: readonly number[] }>
  >;
}

/** @param objects whose fields can be written as JSON; page/table.js makes them again */
export function tableOf(objects: readonly object[]): Table {
  const names = new Set(objects.flatMap((object) => Object.keys(object)));
  const entries = objects.map((object) => new Map<string, unknown>(Object.entries(object)));
  return {
    length: objects.length,
    fields: Object.fromEntries(
      [...names].map((name) => [name, fieldOf(entries.map((entry) => entry.get(name)))]),
    ),
  };
}

function fieldOf(all: readonly unknown[]): { values: unknown[]; at: number[] } {
  const places = new Map<string, number>();
  const values: unknown[] = [];
  const at = all.map((value) => {
    if (value === undefined) return ABSENT;
    const key = JSON.stringify(value);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, values.length);
    return values.push(value) - 1;
  });
  return { values, at };
}
