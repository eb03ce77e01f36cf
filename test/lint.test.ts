/**
 * Invariant: whatever is synthesized, for the examples, for every variant and for this repository, passes GitHub's own validator, actionlint,
 * zizmor, shellcheck and the schemas of Dependabot and Codecov. An exception is waived by name, with its reason.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { ActionCatalog } from '../src';
import { ActionMetadata, ActionReference, validateGithubFile } from './helpers/github-validator';
import { requireTool, runActionlint, runShellcheck, runZizmor, ToolFinding, ToolName } from './helpers/tools';
import { readWaivers, waive, Waiver } from './helpers/waivers';
import { REPOSITORIES, repositoryNamed } from './variants/repositories';

const SCHEMAS = { '.github/dependabot.yml': 'dependabot-2.0.json', 'codecov.yml': 'codecov.json' };
const LINTERS: Record<string, (folder: string) => ToolFinding[]> = {
  actionlint: runActionlint,
  zizmor: (folder) => runZizmor(folder, { persona: 'pedantic', offline: true }),
  shellcheck: (folder) => runShellcheck(scripts(folder)).map((finding) => ({ ...finding, path: path.relative(folder, finding.path) })),
};

/** The files that this repository's own composition wrote. */
const OWN = 'this repository';
const ROOT = path.resolve(__dirname, '..');
const ALL = [...REPOSITORIES, OWN];

const used = new Set<string>();
const folders = new Map<string, string>();

function repositoryOf(name: string): { generated: string[]; has(file: string): boolean; text(file: string): string } {
  if (name !== OWN) return repositoryNamed(name);
  return {
    generated: Object.keys(JSON.parse(fs.readFileSync(path.join(ROOT, '.projen', 'delivery.json'), 'utf8')).files),
    has: (file) => fs.existsSync(path.join(ROOT, file)),
    text: (file) => fs.readFileSync(path.join(ROOT, file), 'utf8'),
  };
}

// The generated files alone: what else lies in a repository is its owner's affair.
function generatedFolder(name: string): string {
  const known = folders.get(name);
  if (known) return known;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lint-'));
  const repository = repositoryOf(name);
  for (const file of repository.generated) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), repository.text(file));
  }
  folders.set(name, folder);
  return folder;
}

function scripts(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sh')).sort().map((file) => path.join(folder, file));
}

function metadata({ owner, name, path: below }: ActionReference): ActionMetadata | undefined {
  const action = [owner, name, ...(below ? [below] : [])].join('/');
  const entry = ActionCatalog.standard().find(action);
  return entry && { name: action, description: action, inputs: entry.inputs };
}

function githubFindings(name: string): string[] {
  const repository = repositoryOf(name);
  const files = (file: string) => (repository.has(file) ? repository.text(file) : undefined);
  return repository.generated
    .filter((file) => /^\.github\/(workflows|actions)\/.*\.yml$/.test(file))
    .flatMap((file) => validateGithubFile(file, repository.text(file), { actions: metadata, files }))
    .map((finding) => `${finding.path}:${finding.line} ${finding.message}`);
}

function schemaErrors(file: keyof typeof SCHEMAS, text: string): string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(__dirname, 'data', 'schemas', SCHEMAS[file]), 'utf8')));
  validate(parse(text));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function waiverKey(waiver: Waiver): string {
  return JSON.stringify(waiver);
}

afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

describe.each(ALL)('%s', (name) => {
  test('GitHub accepts every workflow and action', () => {
    expect(githubFindings(name)).toEqual([]);
  });

  test('what Dependabot and Codecov read fits their schemas', () => {
    const repository = repositoryOf(name);
    const present = (Object.keys(SCHEMAS) as (keyof typeof SCHEMAS)[]).filter((file) => repository.generated.includes(file));
    expect(present.flatMap((file) => schemaErrors(file, repository.text(file)))).toEqual([]);
  });
});

describe.each(Object.keys(LINTERS) as ToolName[])('%s', (tool) => {
  requireTool(tool)('reads all that is synthesized', () => {
    test.each(ALL)('%s has no finding that is not waived', (name) => {
      const findings = LINTERS[tool](generatedFolder(name));
      const { left, unused } = waive([tool], findings);
      const idle = unused.map(waiverKey);
      for (const waiver of readWaivers().filter((other) => other.tool === tool).map(waiverKey)) if (!idle.includes(waiver)) used.add(waiver);
      expect(left).toEqual([]);
    });

    test('every waiver is used', () => {
      expect(readWaivers().filter((waiver) => waiver.tool === tool && !used.has(waiverKey(waiver)))).toEqual([]);
    });
  });
});

describe('each of them reports what is wrong', () => {
  test('GitHub\'s validator an unknown input of a catalogued action and of a local one', () => {
    const repository = repositoryNamed('vmsnap');
    const text = repository.text('.github/workflows/ci.yml');
    const files = (file: string) => repository.text(file);
    const validate = (changed: string) => validateGithubFile('.github/workflows/ci.yml', changed, { actions: metadata, files }).map((finding) => finding.message);
    expect(validate(text.replace('persist-credentials:', 'persist-credential:'))).toEqual([expect.stringContaining('persist-credential')]);
    expect(validate(text.replace('packages: virtinst', 'package: virtinst'))).toEqual([expect.stringContaining('package')]);
    expect(validate(text.replace('uses: actions/checkout@', 'uses: actions/check-out@'))).toEqual([expect.stringContaining('actions/check-out')]);
  });

  test('the schemas a wrong key', () => {
    const repository = repositoryNamed('vmsnap');
    expect(schemaErrors('.github/dependabot.yml', repository.text('.github/dependabot.yml').replace('interval: weekly', 'interval: sometimes'))).not.toEqual([]);
    expect(schemaErrors('codecov.yml', repository.text('codecov.yml').replace('precision: 2', 'precision: many'))).not.toEqual([]);
  });
});
