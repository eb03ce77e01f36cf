/** The text with the marker as a comment: under a shebang where there is one, else on top. @internal */
export function marked(text: string, marker: string | undefined, comment = '#'): string {
  if (!marker) return text;
  const line = `${comment} ${marker}\n`;
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? '';
  return `${shebang}${line}${text.slice(shebang.length)}`;
}
