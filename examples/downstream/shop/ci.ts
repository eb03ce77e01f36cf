import { AcmeNodeCi, AcmeProject, ReportedTestStage } from 'acme-delivery';
import { JsonPatch } from 'projen';
import {
  checkoutStep, Ci, Cron, Job, Permissions, Step, Timeout, Trigger, Weekday, Workflow,
} from 'projen-delivery';

/** Everything that the repository `shop` composes; its `.projenrc.ts` is `compose('.').synth()`. */
export function compose(outdir: string): AcmeProject {
  const project = new AcmeProject({ name: 'shop', repository: 'acme/shop', outdir });

  // #region value
  const ci = new AcmeNodeCi(project, 'Ci', {
    branches: ['main', 'next'],
    licences: ['MIT', 'ISC'],
    package: false,
  });
  // #endregion

  // #region slot
  ci.stage('Validation').slot('before:lint').add(
    Step.command('npm run generate', { id: 'generate', name: 'Generate the API client' }),
  );
  // #endregion

  // #region job
  const docs = new Job('docs', { name: 'Documentation', timeout: Timeout.minutes(10), permissions: Permissions.readContents() });
  docs.addStep(
    checkoutStep(),
    ...ci.toolchain.steps(),
    Step.command('npm run docs', { id: 'docs', name: 'Build the documentation' }),
  );
  ci.stage('Validation').addJob(docs);
  // #endregion

  // #region replace
  ci.replaceStage('Tests', new ReportedTestStage(ci, 'ReportedTests', { versions: ['22', '24', '26'] }));
  // #endregion

  // #region reach
  ci.stage('Licences').job().addNeed(ci.stage('Security').job('security'));
  // #endregion

  // #region workflow
  const refresh = new Workflow('refresh-prices', {
    name: 'Refresh Prices',
    triggers: [Trigger.schedule(Cron.weekly(Weekday.TUESDAY)), Trigger.workflowDispatch()],
  });
  const prices = refresh.addJob(new Job('prices', { name: 'Prices', permissions: Permissions.readContents() }));
  prices.addStep(checkoutStep(), Step.command('./tools/check-prices', { id: 'check', name: 'Check the price list' }));
  Ci.of(project).addWorkflow(refresh);
  // #endregion

  // #region patch
  Ci.of(project).patchFile('.github/dependabot.yml', JsonPatch.replace('/updates/0/open-pull-requests-limit', 2));
  // #endregion

  return project;
}
