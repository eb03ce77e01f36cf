/** Frames of this library and of its dependencies say nothing to a user; those of Node itself are no paths. */
const LIBRARY = __dirname.replace(/[\\/](src|lib)[\\/]model$/, '');
const HIDDEN = [`${LIBRARY}/src/`, `${LIBRARY}/lib/`, '/node_modules/'];

/**
 * The user's line that led here, as `file:line` relative to the current folder.
 *
 * @internal
 */
export function callSite(): string | undefined {
  const holder: { stack?: string } = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 40;
  Error.captureStackTrace(holder, callSite);
  Error.stackTraceLimit = limit;
  for (const line of holder.stack?.split('\n').slice(1) ?? []) {
    const match = /\(?((?:file:\/\/)?\/[^()]*|\b[A-Za-z]:[\\/][^()]*):(\d+):\d+\)?$/.exec(line);
    if (!match) continue;
    const file = match[1].replace(/^file:\/\//, '');
    if (HIDDEN.some((hidden) => file.replace(/\\/g, '/').includes(hidden))) continue;
    const cwd = `${process.cwd()}/`;
    return `${file.startsWith(cwd) ? file.slice(cwd.length) : file}:${match[2]}`;
  }
  return undefined;
}
