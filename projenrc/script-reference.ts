import * as fs from 'node:fs';
import * as path from 'node:path';
import { repositoryRoot } from './tool-paths';
import { parseScriptHeader, ScriptHeader, ScriptParameter } from '../src/script/script-header';

const SCRIPTS = path.join(repositoryRoot, 'assets', 'scripts');

const INTRODUCTION = `# Scripts

<!-- Made from the headers of assets/scripts by "npx projen doc-samples". -->

What a job does beyond calling an action stands in a bash file. It lies in \`scripts/ci/\` of the repository, or beside the
\`action.yml\` of a composite action, and it is the same file everywhere: what CI runs is what you run.

Every value reaches a script as an environment variable. To run one on a laptop, set the variables below:

\`\`\`bash
COMMAND='vmsnap --help' bash scripts/ci/check-command.sh
\`\`\`

Outputs go to the file that \`GITHUB_OUTPUT\` names, and are left out where it is not set. Messages go to standard error. The header
of the file declares its whole interface; a step that gives an unknown parameter, or leaves out a required one, is refused at
synth.
`;

/** The page of all scripts that this library ships, made from their headers. */
export function scriptReference(): string {
  const scripts = fs.readdirSync(SCRIPTS).filter((name) => name.endsWith('.sh')).sort().map((name) => ({ name, header: read(name) }));
  const table = scripts.map(({ name, header }) => [`[${name}](#${name.replace('.', '')})`, header.summary]);
  return [INTRODUCTION, rows(['script', 'what it does'], table), ...scripts.map(({ name, header }) => section(name, header))].join('\n');
}

function read(name: string): ScriptHeader {
  const file = path.join(SCRIPTS, name);
  return parseScriptHeader(file, fs.readFileSync(file, 'utf8'));
}

function section(name: string, header: ScriptHeader): string {
  const parts = [`## ${name}`, '', header.summary, ''];
  if (header.parameters.length > 0) parts.push(rows(['parameter', 'default', 'meaning'], header.parameters.map(parameterRow)));
  const outputs = Object.entries(header.outputs).map(([output, text]) => [code(output), text]);
  if (outputs.length > 0) parts.push(rows(['output', 'meaning'], outputs));
  const exits = Object.entries(header.exits).map(([exit, text]) => [exit, text]);
  if (exits.length > 0) parts.push(rows(['exit', 'meaning'], exits));
  if (header.needs.length > 0) parts.push(`Programs it needs: ${header.needs.map(code).join(', ')}.\n`);
  if (header.calls.length > 0) parts.push(`Scripts beside it that it runs: ${header.calls.map((script) => `[${script}](#${script.replace('.', '')})`).join(', ')}.\n`);
  return parts.join('\n');
}

function parameterRow({ name, defaultValue, description, required, secret }: ScriptParameter): string[] {
  const fallback = required ? 'required' : defaultValue ? code(defaultValue) : 'empty';
  return [code(name), secret ? `${fallback}, from a secret` : fallback, description];
}

function rows(head: string[], body: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line), ''].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
