import { UploadSarif } from '../../catalog/actions/upload-sarif';
import { Expr } from '../../model/expr';
import { Step } from '../../model/step';

/**
 * Sends a report to code scanning: also after findings, which fail the scan; not when the scan wrote nothing; not from
 * forks, whose token cannot.
 *
 * @internal
 */
export function uploadSarifStep(report: string, category: string, name: string): Step {
  return Step.uses(UploadSarif.call({ sarifFile: report, category }), {
    id: 'upload-sarif',
    name,
    condition: Expr.and(Expr.notCancelled(), Expr.ne(Expr.hashFiles(report), ''), Expr.notFromFork()),
  });
}
