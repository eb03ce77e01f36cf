import { BranchWriter, branchWritersOf } from './branch-writers';
import type { RepositorySource } from '../../read/repository-source';
import type { CheckContext } from '../check-context';
import { SourceCheck } from '../source-check';

/** Most tools that publish a site make the branch hold exactly that site: what another job keeps there is gone. */
export class SharedBranchWriters extends SourceCheck {
  public readonly id = 'shared-branch-writers';
  public readonly description = 'No job deletes what another job keeps on the same branch.';
  public readonly covers = ['X10'];
  public readonly severity = { baseline: 'warning', hardened: 'error' } as const;

  public visitRepository(repository: RepositorySource, context: CheckContext): void {
    const writers = repository.workflows.filter(({ file }) => file.problems.length === 0).flatMap(({ jobs }) => jobs).flatMap(branchWritersOf);
    const byBranch = new Map<string, BranchWriter[]>();
    for (const writer of writers) byBranch.set(writer.branch, [...byBranch.get(writer.branch) ?? [], writer]);
    for (const [branch, those] of byBranch) {
      for (const writer of those.filter(({ wipes }) => wipes)) {
        const victim = those.find((other) => loses(writer, other));
        if (victim) this.tell(writer, victim, branch, context);
      }
    }
  }

  private tell(writer: BranchWriter, victim: BranchWriter, branch: string, context: CheckContext): void {
    const { what, at, folder } = victim;
    context.report(writer.at, `${writer.what} makes ${branch} hold nothing but its own files, and so deletes what ${what} keeps there${folder ? ` in ${folder}` : ''} (${at.path}:${at.place.line}).`,
      'Give each a folder of its own (destination_dir or target-folder), or keep other files (keep_files: true, or clean: false), and one concurrency group for both.');
  }
}

// Steps of one job are mostly choices: either the one or the other runs.
function loses(writer: BranchWriter, other: BranchWriter): boolean {
  if (other.job === writer.job || other.folder.includes('${{') || writer.folder.includes('${{')) return false;
  if (other.wipes && other.folder === writer.folder && (other.content === writer.content || other.what === writer.what)) return false;
  return writer.folder === '' || other.folder === writer.folder || other.folder.startsWith(`${writer.folder}/`);
}
