import type { Severity } from './severity';
import type { Diagnostic } from '../read/language-services';
import type { Located } from '../read/located';
import type { RepositorySource } from '../read/repository-source';
import type { YamlFile } from '../read/yaml-file';

/** What a check is given beside the thing it looks at. */
export interface CheckContext {
  /** Everything that is looked at in this run. */
  readonly repository: RepositorySource;
  /** Today, for what retires or expires. */
  readonly today: Date;
  /** What GitHub's own validator says of a file. */
  diagnostics(file: YamlFile): readonly Diagnostic[];
  /** A lesser severity for the baseline pack alone, to be given as `atMost`: the stricter packs keep the check's own. */
  inBaseline(severity: Severity): Severity | undefined;
  /**
   * Reports one finding.
   *
   * @param problem what is wrong, with the value; one sentence
   * @param fix what is allowed and how to repair it
   * @param atMost a lesser severity than the check's own, where this case is less certain or less bad
   */
  report(at: Located, problem: string, fix: string, atMost?: Severity): void;
}
