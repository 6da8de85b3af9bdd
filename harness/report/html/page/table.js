/** Objects from the tables in which the page's JSON has them. */

/** @import { Table } from "../table.ts" */

/**
 * Equal values are one object afterwards: they are for reading.
 * @param {Table} table
 * @returns {any[]} the objects that tableOf was given
 */
export function objectsOf({ length, fields }) {
  /** @type {Record<string, unknown>[]} */
  const objects = Array.from({ length }, () => ({}));
  for (const [name, { values, at }] of Object.entries(fields))
    for (const [index, object] of objects.entries()) {
      const place = at[index] ?? -1;
      if (place >= 0) object[name] = values[place];
    }
  return objects;
}
