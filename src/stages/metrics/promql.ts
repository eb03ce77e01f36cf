import { DeliveryError } from '../../model/delivery-error';

const STRINGS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g;
const PLACEHOLDER = /\{(?:environment|version)\}/;
const PAIRS: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** A name that Prometheus takes for a metric. @see https://prometheus.io/docs/concepts/data_model/ @internal */
export function checkMetricName(place: string, name: string): void {
  if (/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) return;
  throw new DeliveryError({ place, problem: `"${name}" is not the name of a metric.`, fix: 'Names are letters, digits, "_" and ":", and start with no digit. For PromQL use Metric.query; for labels `where`.' });
}

/** A window as PromQL writes durations. @see https://prometheus.io/docs/prometheus/latest/querying/basics/#time-durations @internal */
export function checkWindow(place: string, window: string): void {
  if (/^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$/.test(window) && /[1-9]/.test(window)) return;
  throw new DeliveryError({ place, problem: `"${window}" is not a window.`, fix: 'Give a duration such as "5m" or "1h30m"; it should hold at least four scrapes.' });
}

/** Refuses PromQL that can only fail when it is asked, or that takes a value as something else than text. @internal */
export function checkQuery(place: string, query: string): void {
  const refuse = (problem: string, fix: string) => new DeliveryError({ place, problem: `${problem}: ${query}`, fix });
  if (query.trim() === '') throw new DeliveryError({ place, problem: 'there is no query.', fix: 'A threshold needs a query whose value it is held against: give it as PromQL.' });
  if (query.includes('${{')) throw refuse('no expression of GitHub is filled in there', 'Write {environment} or {version} inside double quotes; the script fills them in.');
  if (/[\n\r]/.test(query)) throw refuse('the query has a line break in it', 'Write it on one line.');
  const code = query.replace(STRINGS, '""');
  if (PLACEHOLDER.test(code) || (query.match(STRINGS) ?? []).some((text) => !text.startsWith('"') && PLACEHOLDER.test(text))) {
    throw refuse('a placeholder stands outside of double quotes', 'Write it as a text: job="{environment}".');
  }
  if (/[=!]~\s*"(?:\\.|[^"\\])*\{(?:environment|version)\}/.test(query)) {
    throw refuse('a placeholder stands in a regular expression', 'The dots of a version would match anything. Compare it with = or !=.');
  }
  const problem = unbalanced(code);
  if (problem) throw refuse(problem, 'Correct the query; `promtool promql format` shows where.');
}

/** Label matchers as PromQL writes them. @internal */
export function selector(place: string, labels: Record<string, string>): string {
  const matchers = Object.entries(labels).map(([label, value]) => {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) || label === '__name__') {
      throw new DeliveryError({ place, problem: `"${label}" is not a label.`, fix: 'Labels are letters, digits and "_", and start with no digit.' });
    }
    if (value === '') throw new DeliveryError({ place, problem: `the label "${label}" has no value.`, fix: 'An empty value matches every series without the label. Give the value, or leave the label out.' });
    return `${label}=${JSON.stringify(value)}`;
  });
  return matchers.length === 0 ? '' : `{${matchers.join(',')}}`;
}

function unbalanced(code: string): string | undefined {
  if (/["'`]/.test(code.replace(/""/g, ''))) return 'a quote is not closed';
  const open: string[] = [];
  for (const [bracket] of code.matchAll(/[()[\]{}]/g)) {
    if (!(bracket in PAIRS)) open.push(bracket);
    else if (open.pop() !== PAIRS[bracket]) return `"${bracket}" closes nothing`;
  }
  return open.length > 0 ? `"${open[open.length - 1]}" is not closed` : undefined;
}
