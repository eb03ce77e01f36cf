import type { CheckContext } from './check-context';
import { SourceCheck } from './source-check';
import type { ActionSource } from '../read/action-source';
import type { Diagnostic } from '../read/language-services';
import type { WorkflowSource } from '../read/workflow-source';
import type { YamlFile } from '../read/yaml-file';

/**
 * A rule that GitHub's own validator keeps: this class says which of its messages are meant, and how to repair them.
 *
 * A message that no check claims is told by `workflow-schema`.
 */
export abstract class ValidatorCheck extends SourceCheck {
  /** The messages that are meant. */
  public abstract readonly messages: readonly RegExp[];

  /** Whether a message is meant. */
  public claims({ message }: Diagnostic): boolean {
    return this.messages.some((pattern) => pattern.test(message));
  }

  /** What to tell of a message: the problem in our words, and the fix. Undefined where it is no mistake after all. */
  protected abstract explain(diagnostic: Diagnostic, file: YamlFile, context: CheckContext): { problem: string; fix: string } | undefined;

  public visitWorkflow(workflow: WorkflowSource, context: CheckContext): void {
    this.visitFile(workflow.file, context);
  }

  public visitAction(action: ActionSource, context: CheckContext): void {
    this.visitFile(action.file, context);
  }

  private visitFile(file: YamlFile, context: CheckContext): void {
    for (const diagnostic of context.diagnostics(file)) {
      if (!this.claims(diagnostic)) continue;
      const told = this.explain(diagnostic, file, context);
      const { line, character } = diagnostic.range.start;
      const at = { path: file.path, place: { line: line + 1, column: character + 1 }, keys: [] };
      if (told) context.report(at, told.problem, told.fix, (diagnostic.severity ?? 1) === 1 ? undefined : 'warning');
    }
  }
}
