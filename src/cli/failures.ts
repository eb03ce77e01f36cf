import { posix } from 'node:path';
import { isOverflow, unreadable } from './unreadable';
import type { CheckGuard } from '../checks/run-source-checks';
import type { SourceFinding } from '../checks/source-finding';
import type { Diagnostic } from '../read/language-services';
import type { RepositorySource } from '../read/repository-source';
import { YamlFile } from '../read/yaml-file';

/** A check that failed at a file: a mistake of ours, not of the file. */
export interface Failure {
  readonly check: string;
  readonly path: string;
  readonly message: string;
}

/** What became of the checks beside their findings: one that fails loses nothing of the others. */
export class Failures implements CheckGuard {
  public readonly failures: Failure[] = [];
  /** Files that are nested too deeply for a check. */
  public readonly unreadable: SourceFinding[] = [];
  private readonly validated = new WeakMap<YamlFile, readonly Diagnostic[]>();
  private readonly told = new Set<string>();

  public constructor(private readonly repository: RepositorySource, public readonly onFile: (path: string) => void) {}

  /** A failure is told once for a check and a file. */
  public onFailure(check: string, path: string, error: unknown): void {
    const key = isOverflow(error) ? path : `${check}\n${path}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    if (isOverflow(error)) this.unreadable.push(unreadable(path, `${path} is nested too deeply for the check ${check}.`, 'Take apart what is nested deepest; the other checks went on.'));
    else this.failures.push({ check, path, message: error instanceof Error ? error.message : String(error) });
  }

  /** What GitHub's validator says; nothing where it fails, which is told once. */
  public diagnostics(file: YamlFile, validate: (file: YamlFile) => readonly Diagnostic[]): readonly Diagnostic[] {
    let known = this.validated.get(file);
    if (!known) this.validated.set(file, known = this.attempt(file, validate));
    return known;
  }

  private attempt(file: YamlFile, validate: (file: YamlFile) => readonly Diagnostic[]): readonly Diagnostic[] {
    // The validator tells actions from workflows by their names.
    const isAction = !/(^|\/)action\.ya?ml$/.test(file.path) && this.repository.actions.some((action) => action.file === file);
    try {
      return validate(isAction ? YamlFile.of(posix.join(posix.dirname(file.path), 'action.yml'), file.text) : file);
    } catch (error) {
      this.onFailure("GitHub's validator", file.path, error);
      return [];
    }
  }
}
