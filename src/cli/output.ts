/** Where a command writes: the result, and what is said about it. */
export interface Output {
  result(text: string): void;
  note(text: string): void;
}

/** The terminal, or whatever reads the streams of the process. */
export const standardOutput: Output = {
  result: (text) => void process.stdout.write(text),
  note: (text) => void process.stderr.write(`${printable(text)}\n`),
};

/** A text in one line that cannot steer a terminal: names of files and values in them come from anybody. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (each) => (each === '\n' ? '\n' : `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
