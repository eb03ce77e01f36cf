import { treeOf } from './expression-text';
import type { Telling } from './telling';
import { walk } from '../read/expression';
import { expressionsIn } from '../read/find-expressions';
import type { JobSource } from '../read/job-source';
import type { YamlValue } from '../read/yaml-value';

/** Where each is used for the first time, by name; `*` stands for all of them. */
type Uses = Map<string, YamlValue>;

/** Secrets and variables that a job can read: its own, and those in the environment of its workflow. */
export function secretChanges(before: JobSource | undefined, after: JobSource | undefined, telling: Telling): void {
  const [old, now] = [usesOf(before), usesOf(after)];
  tellUses('secret', old.secrets, now.secrets, telling);
  tellUses('variable', old.vars, now.vars, telling);
}

function tellUses(kind: 'secret' | 'variable', olds: Uses, news: Uses, telling: Telling): void {
  const called = (name: string) => (name === '*' ? `every ${kind}` : `the ${kind} ${name}`);
  for (const [name, at] of news) if (!olds.has(name)) telling.tell(kind, kind === 'secret' ? 'risk' : 'notice', `now uses ${called(name)}`, { after: at, new: name });
  for (const [name, at] of olds) if (!news.has(name)) telling.tell(kind, 'notice', `no longer uses ${called(name)}`, { before: at, old: name });
}

function usesOf(job: JobSource | undefined): { readonly secrets: Uses; readonly vars: Uses } {
  const found = { secrets: new Map<string, YamlValue>(), vars: new Map<string, YamlValue>() };
  if (!job) return found;
  collect(job.value, found);
  const shared = job.workflow.value.get('env');
  if (shared) collect(shared, found);
  const handed = job.value.get('secrets');
  if (handed?.text === 'inherit') found.secrets.set('*', handed);
  return found;
}

function collect(value: YamlValue, found: { readonly secrets: Uses; readonly vars: Uses }): void {
  if (value.isMap || value.isList) {
    for (const child of value.isMap ? value.entries() : value.items()) collect(child, found);
    return;
  }
  const text = value.text ?? '';
  if (!/secrets|vars/i.test(text)) return;
  const braces = expressionsIn(text);
  for (const expression of braces.length > 0 ? braces.map((each) => each.text) : value.name === 'if' ? [text] : []) {
    const tree = treeOf(expression);
    for (const each of tree ? walk(tree) : []) {
      const [context, name] = each.kind === 'reference' ? each.parts : [];
      const uses = context === 'secrets' ? found.secrets : context === 'vars' ? found.vars : undefined;
      const known = name?.toUpperCase() ?? '*';
      // What the token may do is told by its permissions.
      if (uses && !uses.has(known) && known !== 'GITHUB_TOKEN') uses.set(known, value);
    }
  }
}
