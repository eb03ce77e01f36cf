import type { Event } from './event';
import { FilterPattern, filterPattern, FilterPatternError } from './filter-pattern';
import { SimulationError } from './simulation-error';
import type { Located } from '../read/located';
import type { EventSource } from '../read/workflow-source';
import type { YamlValue } from '../read/yaml-value';

/** What one filter says of an event. */
export interface Verdict {
  readonly starts: boolean;
  /** A sentence; empty where the filter has nothing to say. */
  readonly because: string;
  readonly at: Located;
}

/** GitHub looks at so many changed files and no more. */
const MAX_FILES = 300;
/** With more commits than these GitHub makes no diff. */
const MAX_COMMITS = 1_000;

/** A list of patterns under `branches`, `tags` or `paths`, or under their `-ignore`. */
interface Filter {
  readonly value: YamlValue;
  readonly name: string;
  readonly isIgnore: boolean;
  readonly patterns: readonly Pattern[];
}

/** A pattern and where it stands. */
interface Pattern {
  readonly at: YamlValue;
  readonly filter: FilterPattern;
}

/**
 * Branches and tags of a push. Where only the one kind is filtered, pushes of the other start nothing.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
 */
export function pushVerdict(source: EventSource, event: Event): Verdict | undefined {
  const ref = String(event.payload.ref);
  const isTag = ref.startsWith('refs/tags/');
  const name = ref.replace(/^refs\/(?:heads|tags)\//, '');
  const [own, other] = isTag ? ['tags', 'branches'] : ['branches', 'tags'];
  const filter = filterOf(source, own);
  const otherFilter = filterOf(source, other);
  if (filter) return nameVerdict(filter, isTag ? 'tag' : 'branch', name);
  if (!otherFilter) return undefined;
  return { starts: false, because: `\`push\` has \`${otherFilter.name}\` and no \`${own}\`, so that a pushed ${isTag ? 'tag' : 'branch'} such as ${name} does not count.`, at: otherFilter.value.key };
}

/** The branch of a pull request's base, of the run before, or of the merge queue. */
export function branchVerdict(source: EventSource, kind: string, branch: string): Verdict | undefined {
  const filter = filterOf(source, 'branches');
  return filter && nameVerdict(filter, kind, branch);
}

/**
 * Changed files. Nothing is said of them for tags, without a diff, or where the event does not tell them.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushpull_requestpull_request_targetpathspaths-ignore
 */
export function pathVerdict(source: EventSource, event: Event): Verdict | undefined {
  const filter = filterOf(source, 'paths');
  if (!filter) return undefined;
  const at = filter.value.key;
  if (event.name === 'push' && String(event.payload.ref).startsWith('refs/tags/')) return { starts: true, because: `\`${filter.name}\` does not count for tags.`, at };
  if ((event.commits ?? 0) > MAX_COMMITS && event.name === 'push') return { starts: true, because: `\`${filter.name}\` does not count: with ${event.commits} commits GitHub makes no diff.`, at };
  if (!event.files) return { starts: true, because: `\`${filter.name}\` was not looked at, since the event does not tell the changed files.`, at };
  if (event.files.length === 0) return { starts: false, because: `No file has changed, and the workflow filters on \`${filter.name}\`.`, at };
  const files = event.files.slice(0, MAX_FILES);
  const limit = event.files.length > MAX_FILES ? ` of the first ${MAX_FILES} of ${event.files.length} changed files, which are all that GitHub looks at` : ` of the changed files (${few(files)})`;
  return filter.isIgnore ? ignoredPaths(filter, files, limit) : includedPaths(filter, files, limit);
}

function includedPaths(filter: Filter, files: readonly string[], limit: string): Verdict {
  for (const file of files) {
    const last = deciding(filter, file);
    if (last?.filter.isNegative === false) return { starts: true, because: `\`paths\` has "${last.filter.text}", which matches ${file}.`, at: last.at };
  }
  return { starts: false, because: `\`paths\` (${written(filter)}) matches none${limit}.`, at: filter.value.key };
}

function ignoredPaths(filter: Filter, files: readonly string[], limit: string): Verdict {
  const counting = files.find((file) => !isHit(filter, file));
  if (counting !== undefined) return { starts: true, because: `\`paths-ignore\` (${written(filter)}) does not match ${counting}.`, at: filter.value.key };
  return { starts: false, because: `\`paths-ignore\` (${written(filter)}) matches all${limit}.`, at: filter.value.key };
}

/** What the filter says of one name. */
function nameVerdict(filter: Filter, kind: string, name: string): Verdict {
  const last = deciding(filter, name);
  const starts = isHit(filter, name) !== filter.isIgnore;
  if (!last) {
    return { starts, because: filter.isIgnore ? `\`${filter.name}\` (${written(filter)}) does not match the ${kind} ${name}.` : `\`${filter.name}\` (${written(filter)}) has no pattern that matches the ${kind} ${name}.`, at: filter.value.key };
  }
  const does = last.filter.isNegative ? 'takes out' : 'matches';
  return { starts, because: `\`${filter.name}\` has "${last.filter.text}", which ${does} the ${kind} ${name}.`, at: last.at };
}

/** Whether the last pattern that matches is one without `!`. */
function isHit(filter: Filter, text: string): boolean {
  return deciding(filter, text)?.filter.isNegative === false;
}

function deciding({ patterns }: Filter, text: string): Pattern | undefined {
  for (let index = patterns.length - 1; index >= 0; index--) if (patterns[index].filter.matches(text)) return patterns[index];
  return undefined;
}

function compiled(at: YamlValue): Pattern {
  try {
    return { at, filter: filterPattern(at.text ?? '') };
  } catch (error) {
    if (error instanceof FilterPatternError) throw new SimulationError(error.message, at);
    throw error;
  }
}

/**
 * The filter of that kind, or of its `-ignore`.
 *
 * @throws SimulationError when there are both: GitHub refuses such a file
 */
function filterOf(source: EventSource, kind: string): Filter | undefined {
  const [only, ignore] = [source.value?.get(kind), source.value?.get(`${kind}-ignore`)];
  if (only && ignore) throw new SimulationError(`\`${source.name}\` has both \`${kind}\` and \`${kind}-ignore\`, which GitHub refuses. Keep one; inside of \`${kind}\` a pattern with a leading ! takes out.`, ignore.key);
  const value = only ?? ignore;
  return value && { value, name: value.name, isIgnore: value === ignore, patterns: value.list().filter(({ text }) => text !== undefined && text !== '').map(compiled) };
}

function written(filter: Filter): string {
  return few(filter.patterns.map((pattern) => pattern.filter.text));
}

/** The texts in a row, not too many of them. */
export function few(texts: readonly string[], most: number = 6): string {
  return texts.length <= most ? texts.join(', ') : `${texts.slice(0, most).join(', ')} and ${texts.length - most} more`;
}
