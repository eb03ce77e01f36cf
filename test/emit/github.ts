import { parse } from 'yaml';
import { actionYaml } from '../../src/emit/action-yaml';
import { PinResolver } from '../../src/emit/step-yaml';
import { workflowYaml } from '../../src/emit/workflow-yaml';
import { CompositeActionModel, Job, JobOptions, Step, Trigger, Workflow, WorkflowOptions } from '../../src/model';
import { validateGithubFile } from '../helpers/github-validator';

export const COMMIT = 'c0ffee'.padEnd(40, '0');

/** Every action at one commit: the catalogue is tested elsewhere. */
export const pins: PinResolver = { pin: (call) => ({ uses: `${call.action}@${COMMIT}`, version: 'v1.2.3' }) };

/** The files of the same repository that steps and jobs refer to. */
const FILES: Record<string, string> = {
  '.github/actions/act/action.yml': 'name: Act\ndescription: Acts.\ninputs:\n  what:\n    description: What.\nruns:\n  using: composite\n  steps:\n    - run: echo\n      shell: bash\n',
  '.github/workflows/called.yml': 'on:\n  workflow_call:\n    inputs:\n      dry-run:\n        type: boolean\n      times:\n        type: number\n    secrets:\n      key:\n        required: true\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo\n',
};

/** What came out, once GitHub's validator has nothing to say about it. */
export interface Emitted {
  readonly text: string;
  readonly data: any;
}

/** Renders a workflow; fails with GitHub's own words when it is not valid. */
export function emit(made: Workflow, marker?: string): Emitted {
  return checked(made.path, workflowYaml(made, pins, marker));
}

/** Renders a composite action; fails with GitHub's own words when it is not valid. */
export function emitAction(action: CompositeActionModel): Emitted {
  return checked(`${action.folder}/action.yml`, actionYaml(action, pins));
}

/** A workflow with these jobs, started by a push. */
export function workflow(options: WorkflowOptions, ...jobs: Job[]): Workflow {
  const made = new Workflow('x', { triggers: [Trigger.push()], ...options });
  for (const each of jobs) made.addJob(each);
  return made;
}

/** A job with these steps; one that says hello when none are given. */
export function job(options: JobOptions = {}, ...steps: Step[]): Job {
  const made = new Job('build', options);
  if (!options.calls) made.addStep(...(steps.length > 0 ? steps : [Step.command('echo hello')]));
  return made;
}

/** The one job of the rendered workflow. */
export function emitJob(options: JobOptions = {}, ...steps: Step[]): any {
  return emit(workflow({}, job(options, ...steps))).data.jobs.build;
}

function checked(path: string, text: string): Emitted {
  const findings = validateGithubFile(path, text, {
    files: (file) => FILES[file],
    actions: ({ owner, name }) => ({ name: `${owner}/${name}`, description: 'Any.' }),
  });
  const told = findings.map(({ line, severity, message }) => `${line}: ${severity} ${message}`);
  if (told.length > 0) throw new Error(`${path} is not valid:\n${told.join('\n')}\n\n${text}`);
  return { text, data: parse(text) };
}
