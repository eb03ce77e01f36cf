// A Node repository with another package manager: installed from its own lock file, enabled before anything calls it.
import { parse } from 'yaml';
import { repositoryNamed } from './repositories';
import { calls, jobsOf, PlacedJob, repositoryOf } from '../pipelines/repository';

const MANAGERS = [
  { name: 'npm', program: 'npm', install: 'npm ci', ecosystem: 'npm', cache: 'npm' },
  { name: 'pnpm', program: 'pnpm', install: 'pnpm install --frozen-lockfile', ecosystem: 'npm', cache: 'pnpm' },
  { name: 'yarn', program: 'yarn', install: 'yarn install --immutable', ecosystem: 'npm', cache: 'yarn' },
  { name: 'yarn-classic', program: 'yarn', install: 'yarn install --frozen-lockfile --non-interactive', ecosystem: 'npm', cache: 'yarn' },
  { name: 'bun', program: 'bun', install: 'bun install --frozen-lockfile', ecosystem: 'bun', cache: undefined },
];

/** Names of the steps up to the one of that name. */
function stepsBefore({ job }: PlacedJob, matches: (step: Record<string, any>) => boolean): string[] {
  return job.steps.slice(0, job.steps.findIndex(matches)).map((step: Record<string, any>) => step.name);
}

describe.each(MANAGERS)('$name', ({ name, program, install, ecosystem, cache }) => {
  const jobs = () => jobsOf(repositoryOf(repositoryNamed(name)));
  const installing = () => jobs().filter(({ job }) => job.steps.some((step: Record<string, any>) => step.name === 'Install dependencies'));

  test('dependencies come from the lock file alone', () => {
    const commands = installing().map(({ job }) => job.steps.find((step: Record<string, any>) => step.name === 'Install dependencies').run);
    expect([...new Set(commands)]).toEqual([install]);
    expect(commands.length).toBeGreaterThan(3);
  });

  test('every job that calls the program has it, also without the dependencies', () => {
    if (program === 'npm') return expect(jobs().flatMap(({ job }) => job.steps).filter((step) => /^Enable/.test(step.name))).toEqual([]);
    const callers = jobs().filter(({ job }) => job.steps.some((step: Record<string, any>) => step.run?.startsWith(`${program} `) || step.env?.PACKAGE_MANAGER === program));
    const enabled = program === 'bun' ? 'Set up Bun' : `Enable ${program}`;
    expect(callers.map(({ id }) => id).sort()).toEqual(['build', 'lint', 'package', 'security', 'unit-tests']);
    for (const caller of callers) {
      const before = stepsBefore(caller, (step) => step.run?.startsWith(`${program} `) || (step.env?.PACKAGE_MANAGER === program && step.name !== enabled));
      expect(before).toContain(enabled);
    }
  });

  test('scripts of package.json run by it', () => {
    const runs = jobs().flatMap(({ job }) => job.steps).map((step) => step.run ?? '').filter((run) => / run /.test(run));
    expect([...new Set(runs.map((run) => run.split(' ')[0]))]).toEqual([program]);
  });

  test('its cache is kept by setup-node where setup-node knows it', () => {
    for (const { job } of installing()) {
      const { with: inputs } = job.steps.find((step: Record<string, any>) => calls(step, 'actions/setup-node'));
      expect(inputs.cache).toBe(cache);
      expect(inputs['package-manager-cache']).toBe(cache === undefined ? false : undefined);
    }
  });

  test('Dependabot reads its lock file', () => {
    const { updates } = parse(repositoryNamed(name).text('.github/dependabot.yml'));
    expect(updates.map((update: Record<string, any>) => update['package-ecosystem'])).toEqual(['github-actions', ecosystem]);
  });
});
