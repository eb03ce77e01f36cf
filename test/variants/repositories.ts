// Repositories that differ from the examples. Each is synthesized with the real library; `lint.test.ts` and the
// invariants run over all of them, and the tests beside this file say what is special about one.
import { cdk, javascript, Project, typescript } from 'projen';
import {
  BenchmarkResults, BenchmarkStage, CompatibilityStage, Coverage, Database, DeliveryProject, Environment, Expr, KvmIntegrationStage, NodeCiPipeline, NodeTestStage,
  NpmPackageStage, NpmReleasePipeline, PackageManager, Pipeline, PublishTarget, PullRequestValidationStage, RustBuildStage, RustCiPipeline, RustCoverageStage, RustLintStage,
  RustSecurityStage, RustTarget, RustTestStage, Runner, SecurityScanStage, ValidationPart,
} from '../../src';
import { synthesize, Synthesized } from '../../src/testing';
import { synthesizeExample } from '../helpers/example';

/** A repository: what lies in its folder, and what it composes. */
export interface Variant {
  readonly files?: Record<string, string>;
  readonly compose: (outdir: string) => Project;
}

export const SCRIPTS = {
  'build': 'node build.js',
  'lint': 'eslint .',
  'check-format': 'prettier --check .',
  'test:unit': 'node --test',
  'test:coverage': 'c8 node --test',
  'test:integration': 'node --test integration',
};

/** A `package.json` with the usual scripts. */
export function packageJson(more: Record<string, unknown> = {}): string {
  return `${JSON.stringify({ name: 'tool', version: '1.0.0', license: 'MIT', scripts: SCRIPTS, ...more }, undefined, 2)}\n`;
}

/** A Node repository with a lock file of npm. */
export const NODE_FILES = { 'package.json': packageJson(), 'package-lock.json': '{}\n' };
/** A Rust repository with one crate. */
export const RUST_FILES = { 'Cargo.toml': '[package]\nname = "tool"\nversion = "1.0.0"\n', 'Cargo.lock': 'version = 4\n' };

/** A project for a repository that exists already. */
export function repository(outdir: string): DeliveryProject {
  return new DeliveryProject({ name: 'tool', repository: 'acme/tool', outdir });
}

function composed(build: (project: DeliveryProject) => void): (outdir: string) => Project {
  return (outdir) => {
    const project = repository(outdir);
    build(project);
    return project;
  };
}

const coverage = () => Coverage.codecov({ project: 80, patch: 80 });

function packageManager(manager: PackageManager, lockFile: string, field?: string): Variant {
  return {
    files: { 'package.json': packageJson({ packageManager: field }), [lockFile]: 'lock\n' },
    compose: composed((project) => new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', packageManager: manager, coverage: coverage() })),
  };
}

const workspace: Variant = {
  files: {
    'package.json': packageJson({ private: true, workspaces: ['packages/*'] }),
    'packages/tool/package.json': packageJson({ name: '@acme/tool' }),
    'packages/tool/package-lock.json': '{}\n',
    'packages/app/package.json': packageJson({ name: '@acme/app' }),
    'packages/app/package-lock.json': '{}\n',
  },
  compose: composed((project) => {
    const tool = new NodeCiPipeline(project, 'Tool', { nodeVersion: '24', packageDirectory: 'packages/tool', fileName: 'tool', coverage: coverage() });
    new KvmIntegrationStage(tool, 'Integration', { command: 'npm run test:integration' });
    new CompatibilityStage(tool, 'Compatibility', { runners: [Runner.UBUNTU_24_04], command: 'tool --help' });
    new NodeCiPipeline(project, 'App', { packageDirectory: 'packages/app', fileName: 'app' });
  }),
};

const rustWorkspace: Variant = {
  files: {
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "3"\n',
    'Cargo.lock': 'version = 4\n',
    'crates/core/Cargo.toml': '[package]\nname = "core"\nversion = "1.0.0"\n',
    'crates/cli/Cargo.toml': '[package]\nname = "cli"\nversion = "1.0.0"\n',
  },
  compose: composed((project) => new RustCiPipeline(project, 'Ci', { rustVersion: '1.95.0', dependencies: {}, semgrepRules: [] })),
};

const rustSubdirectory: Variant = {
  files: { 'server/Cargo.toml': RUST_FILES['Cargo.toml'], 'server/Cargo.lock': RUST_FILES['Cargo.lock'] },
  compose: composed((project) => new RustCiPipeline(project, 'Ci', {
    rustVersion: '1.95.0',
    directory: 'server',
    integrationTests: { targets: ['integration'], database: Database.postgres() },
    coverage: coverage(),
    dependencies: {},
  })),
};

const nodeAndRust: Variant = {
  files: { ...NODE_FILES, ...RUST_FILES },
  compose: composed((project) => {
    new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' });
    new RustCiPipeline(project, 'Rust', { rustVersion: '1.95.0', dependencies: {} });
  }),
};

const stagesAlone: Variant = {
  files: { ...NODE_FILES, ...RUST_FILES, '.nvmrc': '24\n', 'rust-toolchain.toml': '[toolchain]\nchannel = "1.95.0"\n' },
  compose: composed((project) => {
    new KvmIntegrationStage(new Pipeline(project, 'Kvm', { workflowName: 'Machines' }), 'Integration', { command: 'make integration' });
    const node = new Pipeline(project, 'Node', { workflowName: 'Node' });
    new NodeTestStage(node, 'Tests', { versions: ['22', '24'], coverage: coverage() });
    new NpmPackageStage(node, 'Package');
    new CompatibilityStage(node, 'Compatibility', { runners: [Runner.UBUNTU_24_04], command: 'tool --help' });
    new PullRequestValidationStage(node, 'Validation', { workflow: 'ci', without: [ValidationPart.DEPENDENCIES] });
    new SecurityScanStage(node, 'Security');
    const rust = new Pipeline(project, 'Rust', { workflowName: 'Rust' });
    new RustLintStage(rust, 'Lint');
    new RustTestStage(rust, 'Tests', { property: { targets: ['properties'] } });
    new RustCoverageStage(rust, 'Coverage');
    new RustSecurityStage(rust, 'Security');
    new RustBuildStage(rust, 'Build', { targets: [RustTarget.X86_64_LINUX] });
  }),
};

const tool = { name: '@acme/tool', repository: 'acme/tool', bin: { tool: 'cli.js' } };

/** A package in a folder, by pnpm, with its own tags, an App that commits and a registry of the company. */
const releaseInFolder: Variant = {
  files: { 'package.json': packageJson({ private: true }), 'packages/tool/package.json': packageJson({ ...tool, packageManager: 'pnpm@10.30.0' }), 'packages/tool/pnpm-lock.yaml': 'lock\n' },
  compose: composed((project) => new NpmReleasePipeline(project, 'Publish', {
    tested: new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', packageDirectory: 'packages/tool', packageManager: PackageManager.PNPM }),
    production: PublishTarget.registry('https://npm.example.com', { token: Expr.secret('REGISTRY_TOKEN'), environment: Environment.named('registry').approvedBy('acme/maintainers') }),
    app: { clientId: Expr.variable('APP_ID'), privateKey: Expr.secret('APP_KEY') },
    tagPrefix: 'tool@',
    preid: 'beta',
    prereleaseTag: 'beta',
    documentationCommand: 'pnpm run build',
    documentationDirectory: 'packages/tool/site',
  })),
};

/** A package of npm alone, of a repository without other pipelines. */
const releaseAlone: Variant = {
  files: { 'package.json': packageJson({ ...tool, bin: undefined }), 'package-lock.json': '{}\n', '.nvmrc': '24\n' },
  compose: composed((project) => new NpmReleasePipeline(project, 'Release', { attest: false })),
};

const benchmarks: Variant = {
  files: { ...NODE_FILES, '.nvmrc': '24\n', 'server/Cargo.toml': RUST_FILES['Cargo.toml'], 'server/Cargo.lock': RUST_FILES['Cargo.lock'] },
  compose: composed((project) => {
    const rust = new RustCiPipeline(project, 'Ci', { rustVersion: '1.95.0', directory: 'server', dependencies: {} });
    new BenchmarkStage(new Pipeline(project, 'Server', { toolchain: rust.toolchain }), 'ServerSpeed', { command: 'cargo bench --locked', results: BenchmarkResults.criterion() });
    new BenchmarkStage(new Pipeline(project, 'Web'), 'WebSpeed', {
      command: 'npm run build', results: BenchmarkResults.vitest('bench.json'), historyBranch: 'history/web', paths: ['src/**'], comment: false,
    });
  }),
};

const PROJEN_OPTIONS = { name: 'tool', defaultReleaseBranch: 'main', projenrcTs: true, minNodeVersion: '22.0.0' };
const OURS_ALONE = { buildWorkflow: false, release: false, depsUpgrade: false, githubOptions: { pullRequestLint: false, mergify: false } };
const TASKS = { lintCommand: 'npx projen eslint', without: [ValidationPart.FORMAT], buildCommand: 'npx projen build', testCommand: 'npx projen test' };

function typescriptProject(more: Partial<typescript.TypeScriptProjectOptions>): Variant {
  return {
    compose: (outdir) => {
      const project = new typescript.TypeScriptProject({ ...PROJEN_OPTIONS, packageManager: javascript.NodePackageManager.NPM, outdir, ...more });
      new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', ...TASKS });
      return project;
    },
  };
}

const jsii: Variant = {
  compose: (outdir) => {
    const project = new cdk.JsiiProject({
      ...PROJEN_OPTIONS,
      ...OURS_ALONE,
      packageManager: javascript.NodePackageManager.NPM,
      author: 'Ann',
      authorAddress: 'ann@example.com',
      repositoryUrl: 'https://github.com/acme/tool.git',
      jsiiVersion: '~6.0.0',
      outdir,
    });
    new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', ...TASKS });
    return project;
  },
};

/** Every variant by its name. */
export const VARIANTS: Record<string, Variant> = {
  'npm': {
    files: NODE_FILES,
    compose: composed((project) => new NodeCiPipeline(project, 'Ci', { nodeVersion: '24' })),
  },
  'pnpm': packageManager(PackageManager.PNPM, 'pnpm-lock.yaml', 'pnpm@10.30.0'),
  'yarn': packageManager(PackageManager.YARN, 'yarn.lock', 'yarn@4.12.0'),
  'yarn-classic': packageManager(PackageManager.YARN_CLASSIC, 'yarn.lock', 'yarn@1.22.22'),
  'bun': packageManager(PackageManager.BUN, 'bun.lock', 'bun@1.3.4'),
  workspace,
  'trunk': {
    files: NODE_FILES,
    compose: composed((project) => new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', branches: ['trunk', 'release/**'] })),
  },
  'private': {
    files: NODE_FILES,
    compose: composed((project) => new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', package: false, codeScanning: false, dependabot: false })),
  },
  'esm': {
    files: { ...NODE_FILES, 'package.json': packageJson({ type: 'module' }) },
    compose: composed((project) => new NodeCiPipeline(project, 'Ci', { nodeVersion: '24', testVersions: ['22', '24'], coverage: coverage() })),
  },
  'rust-workspace': rustWorkspace,
  'rust-subdirectory': rustSubdirectory,
  'node-and-rust': nodeAndRust,
  'stages-alone': stagesAlone,
  'release-in-folder': releaseInFolder,
  'release-alone': releaseAlone,
  benchmarks,
  'typescript-project': typescriptProject(OURS_ALONE),
  'typescript-project-beside': typescriptProject({}),
  'jsii-project': jsii,
};

/** The examples, which the invariants hold for as well. */
export const EXAMPLES = ['vmsnap', 'alys'];
/** Names of all of them. */
export const REPOSITORIES = [...EXAMPLES, ...Object.keys(VARIANTS)];

const known = new Map<string, Synthesized>();

/** A variant, synthesized into a folder of its own. */
export function synthesizeVariant(name: string): Synthesized {
  const { compose, files } = VARIANTS[name];
  return synthesize(compose, { files });
}

/** An example or a variant, synthesized once for all tests of a file that only read it. */
export function repositoryNamed(name: string): Synthesized {
  const found = known.get(name) ?? (EXAMPLES.includes(name) ? synthesizeExample(name) : synthesizeVariant(name));
  known.set(name, found);
  return found;
}
