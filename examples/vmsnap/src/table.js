/**
 * Rows as aligned text under a heading line.
 *
 * @param {Record<string, string>[]} rows
 * @param {string[]} columns keys of the rows, in order
 */
export function table(rows, columns) {
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at]))
      .join('  ')
      .trimEnd();
  const heading = line(columns.map((column) => column.toUpperCase()));
  return [heading, ...rows.map((row) => line(columns.map((column) => row[column])))].join('\n');
}
