import type { JobSource } from '../../read/job-source';
import type { StepSource } from '../../read/step-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';
import { plainArguments } from './shell-words';

/** A package that is built once more to be published is not the one that was tested. */
export class RebuiltPackage extends SourceCheck {
  public readonly id = 'rebuilt-package';
  public readonly description = 'What is published is what an earlier job has built and tested, not a second build.';
  public readonly covers = ['X02'];
  public readonly severity = { baseline: 'info', hardened: 'warning', release: 'error' } as const;

  public visitJob(job: JobSource, context: CheckContext): void {
    if (job.steps.some((step) => step.uses?.action === 'actions/download-artifact')) return;
    const build = job.steps.find((step) => command(step, BUILD));
    const publish = job.steps.find((step) => command(step, PUBLISH));
    const earlier = build && publish && job.ancestors.find((each) => each.steps.some((step) => command(step, BUILD)));
    const node = publish && command(publish, PUBLISH);
    if (!earlier || !node || !publish?.run) return;
    context.report(publish.run.at(node.node), `Job "${job.id}" publishes a package that it has built itself, not the one that job "${earlier.id}" has built before.`,
      `Let job "${earlier.id}" run "npm pack" and upload the file, download it here, and run "npm publish <file>".`);
  }
}

const BUILD = /^run build( |$)/;
// A file or folder that is named may be the package of the other job.
const PUBLISH = /^publish( --?\S+| (public|restricted|next|latest))*$/;

function command(step: StepSource, pattern: RegExp) {
  const { run } = step;
  return run?.commands.find((each) => /^(npm|pnpm|yarn)$/.test(each.name) && !each.args.some(({ raw }) => raw === '--dry-run') && pattern.test(plainArguments(each, run).map((word) => word ?? '?').join(' ')));
}
