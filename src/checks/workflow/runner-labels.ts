import { RETIRED_RUNNERS } from './retired-runners.const';
import { writtenLabels } from './runner-values';
import { RUNNER_LABELS } from '../../model/runner-labels.const';
import type { JobSource } from '../../read/job-source';
import type { YamlValue } from '../../read/yaml-value';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** So long after the announced day nobody has the image any more; before that GitHub may have moved the day. */
const SURE_DAYS = 60;
/** So long before the day it is told. */
const NOTICE_DAYS = 90;
const DAY = 86_400_000;
const CURRENT: Record<string, string> = { ubuntu: 'ubuntu-24.04', windows: 'windows-2025', macos: 'macos-15' };

/**
 * A job whose label no runner has waits a day and fails; one that floats runs on another system one morning.
 *
 * @see https://github.com/actions/runner-images
 */
export class RunnerLabels extends SourceCheck {
  public readonly id = 'runner-labels';
  public readonly description = 'Jobs name a runner that GitHub has, by its version.';
  public readonly covers = ['R14'];
  public readonly severity = { baseline: 'error' } as const;
  public readonly actionlint = 'runner-label';

  public visitJob(job: JobSource, context: CheckContext): void {
    const labels = writtenLabels(job);
    // A runner of one's own can have any label.
    if ([...job.runnerLabels, ...labels].some(({ text }) => text?.toLowerCase() === 'self-hosted')) return;
    for (const label of labels) this.look(label, context);
    this.compare(job, context);
  }

  private look(label: YamlValue, context: CheckContext): void {
    const name = label.text!.toLowerCase();
    const family = name.split('-')[0];
    const instead = CURRENT[family] ?? 'ubuntu-24.04';
    const fact = Object.hasOwn(RUNNER_LABELS, name) ? RUNNER_LABELS[name] : undefined;
    const ends = fact?.retires ?? (Object.hasOwn(RETIRED_RUNNERS, name) ? RETIRED_RUNNERS[name] : undefined);
    if (/^(?:ubuntu|windows|macos)-latest(?:-x?large)?$/.test(name)) {
      context.report(label, `"${label.text}" is another system whenever GitHub moves it.`, `Name the version, such as ${instead}, and raise it when you have tested the next one.`, context.inBaseline('info') ?? 'warning');
    } else if (ends !== undefined) {
      const late = (context.today.getTime() - new Date(ends).getTime()) / DAY;
      if (late >= 0) context.report(label, `GitHub has no runner "${label.text}" since ${ends}: the job never starts.`, `Use ${instead}, or another label of https://github.com/actions/runner-images.`, late > SURE_DAYS ? undefined : 'warning');
      else if (-late < NOTICE_DAYS) context.report(label, `The runner "${label.text}" ends on ${ends}.`, `Move to ${instead} before.`, 'info');
    } else if (!fact && /^(?:ubuntu|macos|windows)-\d+(?:\.\d+)?(?:-arm|-intel)?$/.test(name)) {
      context.report(label, `GitHub has no runner "${label.text}".`, `Use ${instead}, or another label of https://github.com/actions/runner-images. If it is a larger runner of yours, this is no mistake.`, 'warning');
    }
  }

  /** A runner has to have all labels of the list. */
  private compare(job: JobSource, context: CheckContext): void {
    const hosted = job.runnerLabels.filter(({ text }) => isHosted(text!.toLowerCase()));
    const [first, other] = [...new Map(hosted.map((label) => [label.text!.toLowerCase(), label])).values()];
    if (!other) return;
    context.report(other, `No runner of GitHub has both "${first.text}" and "${other.text}": the job never starts.`, 'Keep one label; for several systems write a matrix.', 'warning');
  }
}

function isHosted(label: string): boolean {
  return Object.hasOwn(RUNNER_LABELS, label) || /^(?:ubuntu|windows|macos)-latest$/.test(label);
}
