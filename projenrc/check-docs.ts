// Writes the tables of docs/checks/README.md from the checks themselves: `npx projen check-docs`.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { repositoryRoot } from './tool-paths';
import { standardChecks } from '../src/checks/composition/registry';
import { PolicyPack } from '../src/checks/policy-pack';
import { sourceChecks } from '../src/checks/registry';

interface Rule {
  readonly id: string;
  readonly rule: string;
  readonly kept: readonly string[];
}

export const catalogue: readonly Rule[] = JSON.parse(fs.readFileSync(path.join(repositoryRoot, 'resources', 'rule-catalogue.json'), 'utf8')).rules;
export const overview = path.join(repositoryRoot, 'docs', 'checks', 'README.md');

/** The page with its generated parts made anew. */
export function withTables(text: string): string {
  return ['checks', 'composition', 'catalogue'].reduce((page, name) => insert(page, name, { checks: checksTable, composition: compositionTable, catalogue: catalogueTable }[name]!()), text);
}

function insert(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/checks/README.md lacks the markers of ${name}.`);
  return `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`;
}

function checksTable(): string {
  const rows = [...sourceChecks()].sort((a, b) => (a.id < b.id ? -1 : 1)).map((check) => {
    const severities = Object.values(PolicyPack).map((pack) => check.severityIn(pack));
    return `| [${check.id}](${check.id}.md) | ${check.covers.join(' ')} | ${severities.join(' | ')} | ${check.description} |`;
  });
  return ['| check | rules | baseline | hardened | release | what holds |', '| --- | --- | --- | --- | --- | --- |', ...rows].join('\n');
}

function compositionTable(): string {
  return ['| check | what holds |', '| --- | --- |', ...standardChecks().map(({ id, description }) => `| [${id}](${id}.md) | ${description} |`)].join('\n');
}

function catalogueTable(): string {
  const checks = sourceChecks();
  const rows = catalogue.map(({ id, rule, kept }) => {
    const by = checks.filter((check) => check.covers.includes(id)).map((check) => `[${check.id}](${check.id}.md)`);
    return `| ${id} | ${rule} | ${kept.join(', ')} | ${by.sort().join(', ')} |`;
  });
  return ['| rule | what it says | kept by | checks |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

if (require.main === module) fs.writeFileSync(overview, withTables(fs.readFileSync(overview, 'utf8')));
