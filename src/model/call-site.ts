/** Frames of this library and of its dependencies say nothing to a user; those of Node itself are no paths. */
const LIBRARY = __dirname.replace(/[\\/](src|lib)[\\/]model$/, '');
const HIDDEN = [`${LIBRARY}/src/`, `${LIBRARY}/lib/`, '/node_modules/'];

const places: (string | undefined)[] = [];

/**
 * Runs what happens late for a line of the user's: errors inside name that line, unless code of the user's is nearer.
 *
 * @internal
 */
export function onBehalfOf<T>(at: string | undefined, body: () => T): T {
  places.push(at);
  try {
    return body();
  } finally {
    places.pop();
  }
}

/**
 * The user's line that led here, as `file:line` relative to the current folder.
 *
 * @param constructed the class that is being constructed: its constructors are passed over, in whatever file they are
 * @internal
 */
export function callSite(constructed?: Function): string | undefined {
  const own = classNames(constructed);
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 80;
  Error.captureStackTrace(holder, callSite);
  Error.stackTraceLimit = limit;
  let nearest = places.length;
  for (const line of holder.stack?.split('\n').slice(1) ?? []) {
    if (/\bonBehalfOf\b/.test(line) && places[--nearest] !== undefined) return places[nearest];
    if (own.includes(/^ +at new (\S+)/.exec(line)?.[1] ?? '')) continue;
    const match = /\(?((?:file:\/\/)?\/[^()]*|\b[A-Za-z]:[\\/][^()]*):(\d+):\d+\)?$/.exec(line);
    if (!match) continue;
    const file = match[1].replace(/^file:\/\//, '');
    if (HIDDEN.some((hidden) => file.replace(/\\/g, '/').includes(hidden))) continue;
    const cwd = `${process.cwd()}/`;
    return `${file.startsWith(cwd) ? file.slice(cwd.length) : file}:${match[2]}`;
  }
  return undefined;
}

function classNames(constructed: Function | undefined): string[] {
  const names: string[] = [];
  for (let type = constructed; typeof type === 'function' && type.name !== ''; type = Object.getPrototypeOf(type)) names.push(type.name);
  return names;
}
