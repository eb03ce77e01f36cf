/** GitHub takes 65536 characters in a comment; a report says what does not fit. */
export const LIMIT = 60_000;

/** A name as code in a cell of a table: names come from the code that is measured. */
export function code(name: string): string {
  const plain = shortened(name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').replace(/`/g, '\''), 100);
  return `\`${plain.replace(/\\/g, '/').replace(/\|/g, '\\|')}\``;
}

/** A name in a chart: what Mermaid reads as its own language is left out. */
export function label(name: string, length = 40): string {
  const plain = name.replace(/[^\p{L}\p{N}._/:=()+%-]+/gu, ' ').replace(/%%+/g, '%').trim();
  return `"${shortened(plain || '?', length)}"`;
}

/** A percentage with its sign. */
export function signed(value: number): string {
  const rounded = value.toFixed(1);
  return Number(rounded) === 0 ? '0.0 %' : `${value > 0 ? '+' : '−'}${rounded.replace('-', '')} %`;
}

/** A percentage. */
export function percentage(value: number): string {
  return `${value.toFixed(1)} %`;
}

/** A value with its unit, in four digits. */
export function quantity(value: number, unit: string): string {
  const text = value >= 1_000_000 || value < 0.001 ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  return `${text} ${unit.replace(/[^\p{L}\p{N}/%µ·^ -]+/gu, '').slice(0, 20)}`.trim();
}

function shortened(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text;
}
