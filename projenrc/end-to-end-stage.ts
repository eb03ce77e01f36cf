import { checkoutStep, Job, Stage, Step, Timeout } from '../src';

/** Executes the synthesized pipelines of the examples for real. */
export class EndToEndStage extends Stage {
  protected buildJobs(): Job[] {
    const job = this.newJob(this.slug, { name: 'End-to-End Stories', timeout: Timeout.minutes(90) });
    job.addStep(
      checkoutStep(),
      ...this.pipeline.toolchain.steps(),
      Step.command('npm run compile', { id: 'compile', name: 'Compile' }),
      // The stories install Debian packages and start daemons.
      Step.command('sudo --preserve-env env "PATH=$PATH" npx projen e2e', { id: 'e2e', name: 'Run the stories' }),
    );
    return [job];
  }
}
