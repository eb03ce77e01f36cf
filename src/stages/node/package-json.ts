import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from 'projen';
import { DeliveryError } from '../../model/delivery-error';

const RUN = /^\s*(?:npm|pnpm|yarn|bun)\s+run\s+(?:--?[\w-]+\s+)*([\w:.-]+)/;
// Steps of a task, as `npm run a && npm run b`.
const CHAIN = /&&|\|\||;|\n/;

/** What a composition needs to know of the repository's `package.json`. @internal */
export class PackageJson {
  private readonly folder: string;
  private readonly project: Project;

  public constructor(project: Project, directory: string) {
    this.project = project;
    this.folder = join(project.outdir, directory);
  }

  /** Refuses a command that runs a script which does not exist. */
  public checkCommand(command: string, place: string): void {
    for (const part of command.split(CHAIN)) {
      const script = RUN.exec(part)?.[1];
      if (script === undefined) continue;
      const scripts = this.scripts(place);
      if (scripts.includes(script)) continue;
      throw new DeliveryError({
        place,
        problem: `"${part.trim()}" runs a script that package.json lacks.`,
        fix: `Its scripts are: ${scripts.join(', ') || 'none'}. Add "${script}", or give the command that does it here.`,
      });
    }
  }

  /** Refuses a repository whose install would fail for want of a lock file. */
  public checkLockFile(names: string[], installCommand: string, place: string): void {
    if (this.managedByProjen || names.some((name) => existsSync(join(this.folder, name)))) return;
    throw new DeliveryError({
      place,
      problem: `"${installCommand}" needs ${names.join(' or ')}, and there is none.`,
      fix: 'Install once and commit the lock file, or name the package manager the repository uses with `packageManager`.',
    });
  }

  // Its scripts are the project's tasks, and its lock file comes with the first install.
  private get managedByProjen(): boolean {
    return 'package' in this.project;
  }

  private scripts(place: string): string[] {
    const path = join(this.folder, 'package.json');
    const tasks = this.managedByProjen ? this.project.tasks.all.map((task) => task.name) : [];
    if (!existsSync(path)) {
      if (tasks.length > 0) return tasks;
      throw new DeliveryError({ place, problem: `there is no package.json in ${this.folder}.`, fix: 'Create it, or name its folder with `packageDirectory`.' });
    }
    return [...new Set([...tasks, ...Object.keys(readScripts(path, place))])];
  }
}

function readScripts(path: string, place: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).scripts ?? {};
  } catch (error) {
    throw new DeliveryError({ place, problem: `${path} cannot be read: ${(error as Error).message}.`, fix: 'Repair the JSON.' });
  }
}
