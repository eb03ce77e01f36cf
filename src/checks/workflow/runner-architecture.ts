import { RUNNER_LABELS } from '../../model/runner-labels.const';
import type { JobSource } from '../../read/job-source';
import type { MatrixLeg } from '../../read/matrix-legs';
import type { ShellCommand } from '../../read/shell-command';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Programs of cargo that link for the target. */
const LINKING = ['build', 'b', 'test', 't', 'run', 'r', 'bench', 'install', 'rustc'];
/** What says that somebody thought of the other architecture. */
const PREPARED = /linker|\bcross\b|cross-|zigbuild|cargo-zig|xwin|osxcross|qemu|binfmt|gcc-|g\+\+-|crossbuild|musl-tools|musl-gcc|mingw|\bzig\b|\.\/|llvm|clang|lld/i;
const QEMU = /qemu|binfmt|driver: *(?:cloud|kubernetes|remote)|endpoint:|append:|depot|uses: *['"]?[.$]\//i;

/**
 * A linker of x64 cannot put together a program for Arm, and an image for Arm does not run a command on x64.
 *
 * @see https://doc.rust-lang.org/rustc/platform-support.html
 * @see https://docs.docker.com/build/ci/github-actions/multi-platform/
 */
export class RunnerArchitecture extends SourceCheck {
  public readonly id = 'runner-architecture';
  public readonly description = 'What is built for another architecture has a linker or an emulator for it.';
  public readonly covers = ['R14'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    const { legs } = job;
    if (!legs || job.value.has('container')) return;
    const text = job.value.file.text.slice(job.value.offset, job.value.end);
    const isPrepared = PREPARED.test(text) || job.workflow.env.size > 0 && [...job.workflow.env.keys()].some((name) => /LINKER|^CC/.test(name));
    const hasQemu = QEMU.test(text);
    for (const step of job.steps) {
      if (!isPrepared && !linksByConfig(context)) this.lookAtCargo(step, job, legs, context);
      if (!hasQemu) this.lookAtImages(step, job, legs, context);
    }
  }

  private lookAtCargo(step: StepSource, job: JobSource, legs: readonly MatrixLeg[], context: CheckContext): void {
    for (const command of step.run?.commands ?? []) {
      if (command.name !== 'cargo' || !LINKING.includes(command.args.find(({ text }) => text?.startsWith('+') === false)?.text ?? '')) continue;
      const target = targetOf(command, step);
      const [leg, runner] = target === undefined ? [] : mismatch(job, legs, (each) => linuxArchitecture(valueIn(target, each)));
      if (!leg || !runner) continue;
      context.report(step.run!.at(command.node), `cargo links ${valueIn(target!, leg)} on ${runner}, where no linker for it is installed.`, 'Run that target on a runner of its architecture, such as ubuntu-24.04-arm; or install a linker and name it in CARGO_TARGET_…_LINKER; or build with cross or cargo zigbuild.');
    }
  }

  private lookAtImages(step: StepSource, job: JobSource, legs: readonly MatrixLeg[], context: CheckContext): void {
    const platforms = step.uses?.is('docker/build-push-action') ? step.inputs.get('platforms') : undefined;
    const given = platforms?.text;
    if (!platforms || given === undefined) return;
    const [leg, runner] = mismatch(job, legs, (each) => {
      const names = valueIn(given, each)?.split(/[\s,]+/) ?? [];
      return names.includes('linux/arm64') || names.includes('linux/arm/v7') ? (names.includes('linux/amd64') ? 'both' : 'arm64') : names.includes('linux/amd64') ? 'x64' : undefined;
    });
    if (!leg || !runner || crossBuilds(step, job, context)) return;
    const emulated = emulates(step, job);
    context.report(platforms, `The image is built for ${valueIn(given, leg)?.trim().replace(/\s+/g, ', ')} on ${runner}, and ${emulated ? 'only the emulators inside BuildKit run the other architecture, slowly and not in every case' : 'nothing emulates the other architecture'}.`, 'Build each platform on a runner of its own and join them by digest; or add docker/setup-qemu-action before it, which is slow.', emulated ? context.inBaseline('info') : undefined);
  }
}

/**
 * Whether a builder in a container is set up before, which brings emulators of its own.
 *
 * @see https://github.com/moby/buildkit/blob/master/docs/multi-platform.md
 */
function emulates({ index }: StepSource, job: JobSource): boolean {
  return job.steps.slice(0, index).some((step) => step.uses?.is('docker/setup-buildx-action') && step.input('driver') !== 'docker');
}

/** Whether the Dockerfile needs no emulator: it builds on the runner's own platform, or runs nothing, or is written by the job. */
function crossBuilds(step: StepSource, job: JobSource, context: CheckContext): boolean {
  if (job.steps.some(({ run }) => /^\s*FROM /m.test(run?.text ?? ''))) return true;
  const folder = (step.input('context') ?? '.').replace(/^\.\/?/, '').replace(/\/+$/, '');
  const text = context.repository.tree.read(step.input('file')?.replace(/^\.\//, '') ?? (folder === '' ? 'Dockerfile' : `${folder}/Dockerfile`));
  return text !== undefined && (text.includes('BUILDPLATFORM') || !/^\s*RUN /m.test(text));
}

function linksByConfig(context: CheckContext): boolean {
  const { tree } = context.repository;
  return ['.cargo/config.toml', '.cargo/config', 'Cross.toml'].some((path) => tree.read(path)?.includes(path === 'Cross.toml' ? '' : 'linker'));
}

/** The first leg whose target does not fit its runner, with the runner. */
function mismatch(job: JobSource, legs: readonly MatrixLeg[], architectureOf: (leg: MatrixLeg) => string | undefined): [MatrixLeg, string] | [] {
  for (const leg of legs) {
    const labels = job.runnerLabels.map(({ text }) => valueIn(text!, leg));
    const runner = labels.length === 1 ? labels[0] : undefined;
    const has = runner === undefined ? undefined : runner === 'ubuntu-latest' ? 'x64' : runner.startsWith('ubuntu-') && Object.hasOwn(RUNNER_LABELS, runner) ? RUNNER_LABELS[runner].architecture : undefined;
    const wanted = architectureOf(leg);
    if (has !== undefined && wanted !== undefined && wanted !== has) return [leg, runner!];
  }
  return [];
}

function linuxArchitecture(target: string | undefined): string | undefined {
  const [, cpu, libc] = /^(\w+)-unknown-linux-(\w+)$/.exec(target ?? '') ?? [];
  if (cpu === undefined || libc === undefined) return undefined;
  return { x86_64: 'x64', aarch64: 'arm64', armv7: 'arm', riscv64gc: 'riscv64', powerpc64le: 'ppc64le', s390x: 's390x' }[cpu];
}

/** The text behind `--target`, expressions and all. */
function targetOf(command: ShellCommand, step: StepSource): string | undefined {
  const { args } = command;
  const index = args.findIndex(({ raw }) => raw === '--target' || raw.startsWith('--target='));
  if (index < 0) return undefined;
  const word = args[index].raw === '--target' ? args[index + 1] : args[index];
  const text = word && step.run!.textOf(word.node).replace(/^--target=/, '').replace(/^(["'])(.*)\1$/s, '$2');
  return text;
}

/** A text once the values of a leg stand in for `${{ matrix.x }}`; undefined where something else decides. */
function valueIn(text: string, leg: MatrixLeg): string | undefined {
  const filled = text.replace(/\$\{\{\s*matrix\.([\w-]+)\s*\}\}/g, (whole, name: string) => (['string', 'number'].includes(typeof leg[name]) ? String(leg[name]) : whole));
  return /\$/.test(filled) ? undefined : filled;
}
