// Random releases and benchmarks: which registries in which order, who publishes and commits, how versions are called; what is
// measured, how it is read and where its history is.
import * as fc from 'fast-check';
import { Project } from 'projen';
import {
  BenchmarkResults, BenchmarkStage, Cron, Environment, Expr, NodeVersionFile, NpmReleasePipeline, PackageAccess, Pipeline, PublishTarget, Runner, Timeout,
} from '../../src';

const mostly = <T>(right: readonly T[], wrong: readonly T[]) => fc.oneof({ weight: 60, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** A release as data. */
export const release = fc.record({
  /** Whether it waits for the first pipeline, where that can be waited for. */
  tested: fc.boolean(),
  canary: maybe(fc.constantFrom('github' as const, 'own' as const)),
  production: fc.constantFrom('npm' as const, 'npm by token' as const, 'own' as const, 'github' as const),
  development: maybe(mostly(['dev', 'next'], ['main'])),
  restricted: mostly([false, true], [false]),
  reviewed: fc.boolean(),
  onlyFrom: fc.boolean(),
  app: fc.boolean(),
  attest: maybe(fc.boolean()),
  tagPrefix: maybe(mostly(['v', 'tool@', 'release/'], ['1', 'v..', '-'])),
  preid: maybe(mostly(['rc', 'beta'], ['0', 'a.b'])),
  prereleaseTag: maybe(mostly(['next', 'edge'], ['latest', 'x'])),
  changelog: maybe(mostly(['CHANGELOG.md', 'docs/CHANGES.md'], ['../x'])),
  command: maybe(mostly(['tool --help', 'tool check "a b"'], [' '])),
  testCommands: maybe(mostly<string[]>([['npm run test:unit'], ['make check', 'npm run lint']], [[], ['npm run none']])),
  buildCommand: maybe(mostly(['make all', 'npm run build'], ['npm run none'])),
  documentation: maybe(mostly(['docs/generated', 'site'], ['../site'])),
  runner: mostly([undefined, Runner.UBUNTU_26_04, Runner.UBUNTU_24_04_ARM], [Runner.selfHosted(['linux', 'x64'])]),
  minutes: maybe(fc.constantFrom(5, 60)),
  fileName: maybe(mostly(['publish', 'release'], ['a b'])),
});

/** A benchmark as data. */
export const benchmark = fc.record({
  id: mostly(['Speed', 'TestTime'], ['speed test']),
  results: fc.constantFrom('duration', 'smaller', 'bigger', 'hyperfine', 'vitest', 'mitata', 'criterion'),
  file: mostly(['bench.json', 'out/bench.json'], ['../bench.json']),
  command: mostly(['make bench', 'npm run build', 'cargo bench --bench speed -- --quick'], ['', 'cargo bench -- --quick']),
  prepare: maybe(mostly<string[]>([['make'], ['npm ci', 'npm run build'], []], [['']])),
  threshold: maybe(mostly([5, 10, 100], [0, -1])),
  repetitions: maybe(mostly([10, 100], [9, 10.5])),
  historyBranch: maybe(mostly(['speed', 'history/speed'], ['main', 'a b'])),
  comment: maybe(fc.boolean()),
  schedule: maybe(mostly(['17 4 * * 1'], ['0 0 * * *'])),
  paths: maybe(fc.constantFrom('src/**', '**').map((glob) => [glob, '!docs/**'])),
  minutes: maybe(fc.constantFrom(10, 90)),
});

export type RandomRelease = typeof release extends fc.Arbitrary<infer R> ? R : never;
export type RandomBenchmark = typeof benchmark extends fc.Arbitrary<infer B> ? B : never;

/** The version of Node for those that no pipeline writes it for. */
export function addNodeVersion(project: Project): void {
  new NodeVersionFile(project, 'NodeVersion', { version: '24' });
}

/** Builds the releases that the data says. */
export function addRelease(project: Project, given: RandomRelease, tested?: Pipeline): void {
  const { app, documentation, minutes, command, tagPrefix, preid, prereleaseTag, changelog, attest, runner, fileName, development, testCommands, buildCommand } = given;
  new NpmReleasePipeline(project, 'Release', {
    tested: given.tested ? tested : undefined,
    canary: given.canary && target(given.canary, 'https://canary.example.com', given),
    production: target(given.production, 'https://npm.example.com/releases', given),
    development: development === undefined ? undefined : PublishTarget.githubPackages(),
    developmentBranch: development,
    app: app ? { clientId: Expr.variable('APP_ID'), privateKey: Expr.secret('APP_KEY') } : undefined,
    documentationCommand: documentation && 'make docs',
    documentationDirectory: documentation,
    timeout: minutes === undefined ? undefined : Timeout.minutes(minutes),
    command,
    tagPrefix,
    preid,
    prereleaseTag,
    changelog,
    attest,
    runner,
    fileName,
    testCommands,
    buildCommand,
  });
}

function target(kind: string, url: string, given: RandomRelease): PublishTarget {
  const token = Expr.secret('REGISTRY_TOKEN');
  const own = Environment.named(kind === 'github' ? 'staging' : 'production', { url: 'https://tool.example.com' });
  const reviewed = given.reviewed ? own.approvedBy('acme/maintainers') : own;
  const environment = given.onlyFrom ? reviewed.onlyFrom({ branches: ['main'], tags: ['v*'] }) : reviewed;
  const access = given.restricted ? PackageAccess.RESTRICTED : undefined;
  if (kind === 'github') return PublishTarget.githubPackages({ environment, access });
  if (kind === 'own') return PublishTarget.registry(url, { environment, access, token, rollbackToken: given.reviewed ? Expr.secret('BACK') : undefined });
  return PublishTarget.npm({ environment, access, token: kind === 'npm' ? undefined : token });
}

/** Builds the benchmark that the data says. */
export function addBenchmark(project: Project, given: RandomBenchmark, toolchains: string[]): void {
  const { id, command, prepare, threshold, repetitions, historyBranch, comment, schedule, paths, minutes } = given;
  new BenchmarkStage(new Pipeline(project, 'Speeds'), id, {
    results: results(given, toolchains),
    schedule: schedule === undefined ? undefined : Cron.of(schedule),
    timeout: minutes === undefined ? undefined : Timeout.minutes(minutes),
    command,
    prepare,
    threshold,
    repetitions,
    historyBranch,
    comment,
    paths,
  });
}

// What measures with a toolchain needs one that is there.
function results({ results: kind, file }: RandomBenchmark, toolchains: string[]): BenchmarkResults {
  if (kind === 'criterion' && toolchains.includes('rust')) return BenchmarkResults.criterion();
  if (kind === 'vitest' && toolchains.includes('node')) return BenchmarkResults.vitest(file);
  if (kind === 'mitata' && toolchains.includes('node')) return BenchmarkResults.mitata(file);
  if (kind === 'hyperfine') return BenchmarkResults.hyperfine(file);
  if (kind === 'smaller') return BenchmarkResults.customSmallerIsBetter(file);
  return kind === 'bigger' ? BenchmarkResults.customBiggerIsBetter(file) : BenchmarkResults.duration();
}
