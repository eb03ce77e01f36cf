import { keepArtifact } from '../../ci/keep-artifact';
import { runUrl } from '../../ci/run-url';
import { Expr } from '../../model/expr';
import { Step } from '../../model/step';
import { ScriptAsset } from '../../script/script-asset';

/** Folder of everything that is kept of a phase. */
const FOLDER = 'migration-results';
/** Steps whose end the report tells, in their order. */
const REPORTED: Record<string, string> = {
  'services': 'Start services',
  'prepare': 'Prepare test data',
  'backup': 'Back up',
  'test': 'Test migration',
  'validate': 'Validate migration',
  'metrics': 'Check metrics',
  'restore': 'Restore the backup',
  'validate-rollback': 'Validate rollback',
};

/** What is kept of the test of a phase: backup, JUnit results, metrics, logs and a report, all in one folder. @internal */
export class MigrationResults {
  public constructor(private readonly job: string) {}

  /** Path of a file or folder in it, from the root of the repository. */
  public path(name: string): string {
    return `${FOLDER}/${name}`;
  }

  /** The same for a step that runs in another folder. */
  public absolutePath(name: string): Expr {
    return Expr.template(`{workspace}/${this.path(name)}`, { workspace: Expr.github('workspace') });
  }

  /** The report about a phase, made of how its steps ended: also after a failure. */
  public steps(phase: string, work: Step[]): Step[] {
    const told = work.filter(({ id }) => REPORTED[id] !== undefined);
    const lines = told.map(({ id }) => `${REPORTED[id]}={${id}}`).join('\n');
    const has = (id: string) => told.some((step) => step.id === id);
    return [ScriptAsset._shipped('migration-report').step({
      PHASE: phase,
      STEPS: Expr.template(lines, Object.fromEntries(told.map(({ id }) => [id, Expr.stepOutcome(id)]))),
      DESTINATION: FOLDER,
      BACKUP: this.path('backup'),
      JUNIT: this.path('tests.xml'),
      ...(has('metrics') ? { METRICS: this.path('metrics.json') } : {}),
      REVISION: Expr.github('sha'),
      RUN_URL: runUrl(),
    }, { id: 'report', name: 'Report', condition: Expr.notCancelled() })];
  }

  /** Keeps all of it, also after a failure. */
  public uploadStep(): Step {
    const artifact = { name: `${this.job}-results`, path: `${FOLDER}/`, retentionDays: 14 };
    return keepArtifact(artifact, { id: 'upload-results', name: 'Keep report and backup', condition: Expr.notCancelled() });
  }
}
