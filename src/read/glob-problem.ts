/**
 * What GitHub's parser of filter patterns has against one, or undefined.
 *
 * `?` and `+` repeat the character before them, so that there has to be one.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function globProblem(pattern: string): string | undefined {
  const text = pattern.startsWith('!') ? pattern.slice(1) : pattern;
  if (text === '') return 'nothing follows the !';
  let repeatable = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (char === '?' || char === '+') {
      if (!repeatable) return `no character stands before the ${char}, which repeats the one before it`;
      repeatable = false;
    } else if (char === '*') {repeatable = false;} else if (char === '[') {
      const end = text.indexOf(']', index + 1);
      if (end < 0) return 'a [ has no ]';
      const problem = setProblem(text.slice(index + 1, end));
      if (problem) return problem;
      index = end;
      repeatable = true;
    } else {
      if (char === '\\') index++;
      repeatable = true;
    }
  }
  return undefined;
}

function setProblem(inner: string): string | undefined {
  if (inner === '') return 'nothing stands between [ and ]';
  const reversed = [...inner.matchAll(/(.)-(.)/g)].find(([, from, to]) => from > to);
  return reversed ? `the range ${reversed[0]} runs backwards` : undefined;
}
