import { Construct, IConstruct } from 'constructs';
import { Ci } from '../../ci/ci';
import { writeYaml } from '../../emit/yaml-writer';
import { CodecovOptions } from '../coverage/coverage';

/**
 * `codecov.yml`: what Codecov requires of a pull request.
 *
 * @see https://docs.codecov.com/docs/codecovyml-reference
 */
export class CodecovConfig extends Construct {
  private readonly options: CodecovOptions;

  public constructor(scope: IConstruct, id: string, options: CodecovOptions = {}) {
    super(scope, id);
    this.options = options;
    const ci = Ci.of(this);
    ci.addSource({ produce: () => ci._addFile('codecov.yml', { render: (marker) => this.render(marker) }) });
  }

  private render(marker: string | undefined): string {
    const { project, patch, allowedDrop } = this.options;
    const status = (target: number | undefined, threshold?: number) => target === undefined
      ? undefined
      : { default: { target: `${target}%`, threshold: threshold === undefined ? undefined : `${threshold}%`, if_ci_failed: 'error' } };
    return writeYaml({
      codecov: { require_ci_to_pass: true },
      coverage: {
        precision: 2,
        round: 'down',
        status: { project: status(project, allowedDrop ?? 0) ?? false, patch: status(patch) ?? false },
      },
      comment: { layout: 'condensed_header, diff, flags, files', require_changes: true },
    }, marker);
  }
}
