/** What stands where a secret was. */
const MASK = '***';
/** A piece of base64 that is shorter could be anything. */
const LEAST_ENCODED = 8;

/**
 * Texts that must not be shown: secrets, and what `::add-mask::` names. Each line of a text counts, and each text also
 * in base64, JSON and as part of an address.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#masking-a-value-in-a-log
 */
export class Masks {
  private readonly values = new Set<string>();
  private sorted?: readonly string[];

  /** Hides a text from now on. */
  public add(secret: string): void {
    for (const each of [secret, ...secret.split(/\r?\n/)]) {
      const text = each.trim();
      if (text === '') continue;
      this.keep(each);
      for (const variant of variants(text)) this.keep(variant);
    }
    this.sorted = undefined;
  }

  /** Whether a text holds something hidden. */
  public isIn(text: string): boolean {
    return this.hide(text) !== text;
  }

  /** The text with `***` in place of everything hidden; what overlaps is hidden as one. */
  public hide(text: string): string {
    this.sorted ??= [...this.values].sort((one, other) => other.length - one.length);
    const spans = this.sorted.flatMap((value) => placesOf(value, text)).sort(([one], [other]) => one - other);
    let shown = '';
    let at = 0;
    for (let index = 0; index < spans.length;) {
      const [start] = spans[index];
      let [, end] = spans[index];
      for (index += 1; index < spans.length && spans[index][0] < end; index += 1) end = Math.max(end, spans[index][1]);
      shown += text.slice(at, start) + MASK;
      at = end;
    }
    return shown + text.slice(at);
  }

  private keep(value: string): void {
    if (value.trim() !== '') this.values.add(value);
  }
}

function placesOf(value: string, text: string): [number, number][] {
  const places: [number, number][] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) places.push([at, at + value.length]);
  return places;
}

function variants(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  return [text, json, ...addresses(text), ...encoded(text)].filter((each) => each !== '');
}

function addresses(text: string): string[] {
  try {
    return [encodeURI(text), encodeURIComponent(text)];
  } catch {
    // Half a character has no place in an address.
    return [];
  }
}

// Base64 of a text within another depends on how many bytes stand before it; its first and last letters on what they are.
function encoded(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const letters = all.toString('base64').replace(/=+$/, '');
    const first = before === 0 ? 0 : before + 1;
    return letters.slice(first, Math.floor(all.length * 8 / 6));
  }).filter((each) => each.length >= LEAST_ENCODED);
}
