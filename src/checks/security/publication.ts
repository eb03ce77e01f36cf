import { LOCAL_CLUSTER, LOCAL_CLUSTER_ACTION, PUBLICATION_ACTIONS, PUBLICATION_COMMANDS, PublicationKind } from './publication-commands.const';
import type { JobSource } from '../../read/job-source';
import type { Located } from '../../read/located';
import type { ShellCommand } from '../../read/shell-command';
import type { StepSource } from '../../read/step-source';

/** A step that publishes or deploys. */
export interface Publication {
  readonly kind: PublicationKind;
  /** What does it, such as `npm publish` or `docker/build-push-action`. */
  readonly what: string;
  readonly step: StepSource;
  readonly at: Located;
  readonly command?: ShellCommand;
}

const HELP = /^(--help|-h)$/;
const RUNNERS = /^(npx|pnpx|bunx|sudo|time|command|exec)$/;
const LOCAL_REGISTRY = /^(?:(?:docker\.io\/)?(?:library\/)?|ghcr\.io\/distribution\/(?:distribution\/)?)(?:registry|distribution)(?::|@|$)/;
const known = new WeakMap<JobSource, readonly Publication[]>();

/** What a job publishes and deploys, as far as its own steps show it. A cluster or registry of the job's own is none. */
export function publicationsOf(job: JobSource): readonly Publication[] {
  let found = known.get(job);
  if (!found) known.set(job, found = withoutLocal(job, job.steps.flatMap(ofStep)));
  return found;
}

/** The words of a command without what starts it (`npx`, `sudo`), options among them. */
export function wordsOf(command: ShellCommand): string[] {
  const words = command.words.map((word) => word.text ?? word.raw);
  while (RUNNERS.test(words[0] ?? '')) {
    words.shift();
    while (words[0]?.startsWith('-')) words.shift();
  }
  if (/^python3?$/.test(words[0] ?? '') && words[1] === '-m') words.splice(0, 2);
  return words.map((word, index) => (index === 0 ? word.replace(/^.*\//, '').replace(/@[\w.^~-]+$/, '') : word));
}

function ofStep(step: StepSource): Publication[] {
  return step.uses ? ofAction(step) : (step.run?.commands ?? []).flatMap((command) => ofCommand(command, step));
}

function ofAction(step: StepSource): Publication[] {
  const { uses } = step;
  const fact = uses && PUBLICATION_ACTIONS.find(({ action }) => uses.action === action);
  if (!uses || !fact || (fact.when && !fact.when.is.test(step.input(fact.when.input) ?? ''))) return [];
  return [{ kind: fact.kind, what: uses.text.split('@')[0], step, at: uses.at }];
}

function ofCommand(command: ShellCommand, step: StepSource): Publication[] {
  const [name = '', ...args] = wordsOf(command);
  if (args.some((arg) => HELP.test(arg))) return [];
  const words = args.filter((arg) => !arg.startsWith('-')).join(' ');
  const fact = PUBLICATION_COMMANDS.find((each) => each.name.test(name) && each.words.test(words));
  const at = () => step.run!.at(command.node);
  if (fact) return fact.harmless && args.some((arg) => fact.harmless!.test(arg)) ? [] : [{ kind: fact.kind, what: `${name} ${words.split(' ').slice(0, name === 'dotnet' || name === 'gh' ? 2 : 1).join(' ')}`.trim(), step, at: at(), command }];
  if (/^(docker|buildx)$/.test(name) && /^(buildx )?(build|bake)\b/.test(words) && args.includes('--push')) return [{ kind: 'registry', what: 'docker build --push', step, at: at(), command }];
  if (name === 'git' && pushesTags(args)) return [{ kind: 'release', what: 'git push of a tag', step, at: at(), command }];
  return [];
}

/** Whether a `git push` sends tags: by option, by `refs/tags`, or a name that begins like a version. */
export function pushesTags(args: readonly string[]): boolean {
  const at = args.indexOf('push');
  if (at < 0 || args.some((arg) => /^(--dry-run|-n|--delete|-d)$/.test(arg))) return false;
  const rest = args.slice(at + 1);
  const names = rest.filter((arg) => !arg.startsWith('-')).slice(1);
  return rest.some((arg) => /^(--tags|--follow-tags)$/.test(arg)) || names.some((name) => /^["']?(refs\/tags\/|v(\d|\$|_))/.test(name));
}

/** Whether a registry of images runs beside the job and ends with it. */
export function hasOwnRegistry(job: JobSource): boolean {
  return job.value.get('services')?.entries().some((service) => LOCAL_REGISTRY.test((service.isMap ? service.get('image') : service)?.text ?? '')) ?? false;
}

function withoutLocal(job: JobSource, found: Publication[]): Publication[] {
  if (found.length === 0) return found;
  const local = job.steps.some((step) => LOCAL_CLUSTER_ACTION.test(step.uses?.action ?? '') || step.run?.commands.some(({ name }) => LOCAL_CLUSTER.test(name)));
  const registry = hasOwnRegistry(job);
  return found.filter(({ kind, what, command }) => !(local && kind === 'deployment') && !(registry && kind === 'registry' && what.startsWith('docker')) && !command?.words.some(({ raw }) => /\blocalhost[:/]|127\.0\.0\.1/.test(raw)));
}
