import { AnchoreScan } from '../../catalog/actions/anchore-scan';
import { DockerBuildPush, DockerBuildPushInputs } from '../../catalog/actions/docker-build-push';
import { DockerSetupBuildx } from '../../catalog/actions/docker-setup-buildx';
import { Expr } from '../../model/expr';
import { Step, StepOptions } from '../../model/step';
import { Severity } from '../security/severity';
import { GRYPE_VERSION } from '../tool-versions';

/** What the lists of materials are called. @internal */
export const MATERIALS = 'materials';

const LABELS = [
  'org.opencontainers.image.source={server}/{repository}',
  'org.opencontainers.image.revision={revision}',
  'org.opencontainers.image.version={version}',
].join('\n');

/** @internal */
export function builderStep(): Step {
  return Step.uses(DockerSetupBuildx.call(), { id: 'builder', name: 'Set up Buildx' });
}

/** @internal */
export function buildStep(inputs: DockerBuildPushInputs): Step {
  return Step.uses(DockerBuildPush.call(inputs), { id: 'build', name: 'Build image' });
}

/** A scan that fails at the severity; vulnerabilities that nobody can fix yet do not count. @internal */
export function imageScanStep(image: string | Expr, severity: Severity, options: StepOptions): Step {
  return Step.uses(AnchoreScan.call({
    image,
    failBuild: true,
    severityCutoff: severity === Severity.MODERATE ? 'medium' : severity,
    onlyFixed: true,
    outputFormat: 'table',
    grypeVersion: GRYPE_VERSION,
  }), options);
}

/** What tells a person, and the deployment, where an image comes from. @internal */
export function imageLabels(version: Expr): Expr {
  return Expr.template(LABELS, { server: Expr.github('server_url'), repository: Expr.github('repository'), revision: Expr.github('sha'), version });
}

/** A cache for branches alone: whatever a branch put into it stays out of a release. @internal */
export function cacheOfBranch(scope: string): DockerBuildPushInputs {
  const cache = (mode: string) => Expr.unchecked(`github.ref_type == 'branch' && format('type=gha${mode},scope=${scope}-{0}', matrix.architecture) || ''`, 'Expr has no function format');
  return { cacheFrom: cache(''), cacheTo: cache(',mode=max') };
}

/** Output with the digest of a platform. @internal */
export function digestOf(architecture: string): string {
  return `digest-${architecture}`;
}

/** File with what is in the image of a platform. @internal */
export function materialsOf(architecture: string): string {
  return `${MATERIALS}-${architecture}.cdx.json`;
}
