import type { CheckContext } from './check-context';
import type { Severity } from './severity';
import { SourceCheck } from './source-check';
import type { ActionSource } from '../read/action-source';
import type { Diagnostic } from '../read/language-services';
import type { Located } from '../read/located';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlFile } from '../read/yaml-file';

/** What to tell of a message. */
export interface Told {
  /** What is wrong, with the value. One sentence. */
  readonly problem: string;
  /** What is allowed and how to repair it. */
  readonly fix: string;
  /** Where it is, if that is known better than the validator does. */
  readonly at?: Located;
  /** A lesser severity than the check's own. */
  readonly atMost?: Severity;
}

/**
 * A rule that GitHub's own validator keeps: this class says which of its messages are meant, and how to repair them.
 *
 * A message that no check claims is told by `workflow-schema`.
 */
export abstract class ValidatorCheck extends SourceCheck {
  /** The messages that are meant. */
  public abstract readonly messages: readonly RegExp[];

  /** Whether a message is meant; some say the same of many places, so that the place decides. */
  public claims({ message }: Diagnostic, _file: YamlFile): boolean {
    return this.messages.some((pattern) => pattern.test(message));
  }

  /** What to tell of a message: the problem in our words, and the fix. Undefined where it is no mistake after all. */
  protected abstract explain(diagnostic: Diagnostic, file: YamlFile, context: CheckContext): Told | undefined;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.visitFile(workflow.file, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    this.visitFile(action.file, context);
  }

  private visitFile(file: YamlFile, context: CheckContext): void {
    for (const diagnostic of context.diagnostics(file)) {
      if (!this.claims(diagnostic, file)) continue;
      const told = this.explain(diagnostic, file, context);
      if (!told) continue;
      const { line, character } = diagnostic.range.start;
      const at = told.at ?? { path: file.path, place: { line: line + 1, column: character + 1 }, keys: [] };
      context.report(at, told.problem, told.fix, told.atMost ?? ((diagnostic.severity ?? 1) === 1 ? undefined : 'warning'));
    }
  }
}
