import { Project } from 'projen';
import { ContainerImage } from './container-image';
import type { ContainerImageStageOptions } from './container-image-stage';
import { Platform } from './platform';
import { DeliveryError } from '../../model/delivery-error';
import { Expr } from '../../model/expr';
import { repositoryOf } from '../repository-name';

/** GitHub's own registry, at which the token of a job can sign in. @internal */
export const GHCR = 'ghcr.io';
/** Holds for runs that publish: a pull request and the merge queue do not. @internal */
export const PUBLISHES = Expr.or(Expr.eq(Expr.github('event_name'), 'push'), Expr.eq(Expr.github('event_name'), 'workflow_dispatch'));

/**
 * Refuses names that no registry takes, and a registry that nobody can sign in to.
 *
 * @internal
 */
export function checkNames(place: string, project: Project, options: ContainerImageStageOptions): void {
  const { name, registry, registryUser, registryToken, tags } = options;
  const refuse = (problem: string, fix: string) => new DeliveryError({ place, problem, fix });
  for (const [option, text] of Object.entries({ name, registry })) {
    if (text !== undefined && /[A-Z]/.test(text)) throw refuse(`\`${option}\` has capitals: "${text}".`, `Registries refuse an image repository with capitals. Write "${text.toLowerCase()}".`);
  }
  const reference = `${registry ?? GHCR}/${repositoryOf(project)?.toLowerCase() ?? 'owner/name'}${partOf(options)}`;
  if (!ContainerImage._isReference(reference)) {
    throw refuse(`"${reference}" is not the name of an image.`, 'Correct `registry` and `name`: lower case, with single ".", "_" or "-" between letters and digits.');
  }
  if (tags !== undefined && !/[*?+[]/.test(tags)) throw refuse(`\`tags\` names one tag alone: "${tags}".`, 'Give a pattern for the tags of all versions, such as "v*".');
  const needsUser = registry !== undefined && registry !== GHCR;
  if (needsUser && !(registryUser && registryToken)) throw refuse(`nobody can sign in to ${registry}.`, 'Give `registryUser` and `registryToken`, such as Expr.secret(\'REGISTRY_TOKEN\').');
  if (!needsUser && (registryUser || registryToken)) throw refuse('`registryUser` and `registryToken` have no effect.', 'ghcr.io takes the token of the job. Name another `registry`, or leave both out.');
}

/**
 * Refuses to build nothing, or one platform twice.
 *
 * @internal
 */
export function checkPlatforms(place: string, platforms: Platform[]): void {
  const names = platforms.map(({ architecture }) => architecture);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (names.length === 0) throw new DeliveryError({ place, problem: '`platforms` is empty.', fix: 'Name at least one, such as Platform.AMD64.' });
  if (twice) throw new DeliveryError({ place, problem: `the platform ${twice} is there twice.`, fix: 'Give each platform once.' });
}

/**
 * Refuses build arguments that are misspelt, or secrets: they stay in the image for everybody to read.
 *
 * @internal
 */
export function checkBuildArguments(place: string, given: Record<string, string | Expr>): void {
  for (const [name, value] of Object.entries(given)) {
    const isSecret = value instanceof Expr && (value.secrets.length > 0 || value.text === 'github.token');
    if (isSecret) throw new DeliveryError({ place, problem: `the build argument ${name} is a secret, which stays readable in the image.`, fix: 'Override `buildInputs` and give it as `secrets`, then mount it: RUN --mount=type=secret.' });
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || (typeof value === 'string' && value.includes('\n'))) {
      throw new DeliveryError({ place, problem: `the build argument "${name}" cannot be passed on.`, fix: 'Names have letters, digits and "_"; values have one line.' });
    }
  }
}

/**
 * The image of a stage, which that workflow signs.
 *
 * @internal
 */
export function imageOf(project: Project, options: ContainerImageStageOptions, workflowFile: string): ContainerImage {
  const isSigned = options.attest ?? true;
  const signerWorkflow = isSigned ? Expr.template(`{repository}/.github/workflows/${workflowFile}.yml`, { repository: Expr.github('repository') }) : undefined;
  const registry = options.registry ?? GHCR;
  const repository = repositoryOf(project);
  if (repository === undefined) return ContainerImage._ofRepository(registry, partOf(options), { signerWorkflow });
  return ContainerImage.of(`${registry}/${repository.toLowerCase()}${partOf(options)}`, { signerWorkflow });
}

/**
 * What stands before the version in a Git tag: the pattern up to its first wildcard.
 *
 * @internal
 */
export function tagPrefix(pattern: string): string {
  return /^[^*?+[]*/.exec(pattern)![0];
}

function partOf({ name }: ContainerImageStageOptions): string {
  return name === undefined ? '' : `/${name}`;
}
