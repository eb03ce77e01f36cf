import * as fs from 'node:fs';
import * as path from 'node:path';
import type { JobMachine } from './job-work';
import { ActionSource } from '../read/action-source';
import type { UsesSource } from '../read/uses-source';
import { YamlFile } from '../read/yaml-file';

/** An action that lies in a folder of this machine. */
export interface FoundAction {
  readonly action: ActionSource;
  readonly folder: string;
}

/** Finds the actions that a step calls: those of the repository, and those whose folder somebody named. */
export class ActionFinder {
  public constructor(private readonly machine: Pick<JobMachine, 'folders' | 'definition' | 'actionFolders'>) {}

  /** The action, or undefined where nothing lies there. */
  public find(uses: UsesSource): FoundAction | undefined {
    const folder = this.folderOf(uses);
    if (folder === undefined) return undefined;
    const file = ['action.yml', 'action.yaml'].map((name) => path.join(folder, name)).find((each) => fs.existsSync(each));
    return file === undefined ? undefined : { action: new ActionSource(YamlFile.of(file, fs.readFileSync(file, 'utf8'))), folder };
  }

  /** Where an action should lie; undefined for one of others that nobody named. */
  public folderOf(uses: UsesSource): string | undefined {
    // `$/` is the repository of the workflow at its own commit, whatever is checked out in the workspace.
    if (uses.kind === 'local') return path.join(uses.text.startsWith('$') ? this.machine.definition() : this.machine.folders.workspace, uses.target);
    if (uses.kind !== 'repository') return undefined;
    const { [uses.action]: exact, [uses.repository]: root } = this.machine.actionFolders ?? {};
    return exact ?? (root && path.join(root, uses.action.slice(uses.repository.length)));
  }
}
