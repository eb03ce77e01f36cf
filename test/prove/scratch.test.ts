import * as path from 'node:path';
import { Event, Law, prove, standingLaws } from '../../src/testing';
import { repositoryOf } from '../../src/simulate/simulate';
const alys = path.resolve(__dirname, '..', '..', 'examples', 'alys');
const vmsnap = path.resolve(__dirname, '..', '..', 'examples', 'vmsnap');
function go(name: string, folder: string, events: Event[], laws: Law[]) {
  for (const law of laws) {
    const t = performance.now();
    let text = '';
    try {
      const proof = prove(folder, ...events).within({ budget: 3000 }).that(law).check();
      text = `${proof.holds} ${proof.cases} complete ${proof.isComplete} ${proof.tried.map((x) => x.cases + (x.isComplete ? '' : '*')).join(',')}` + (proof.holds ? '' : String(proof));
    } catch (e) { text = String(e); }
    process.stdout.write(`${name} ${law.name} ${(performance.now() - t).toFixed(0)} ms ${text}\n`);
  }
}
test('x', () => {
  go('alys', alys, [], [Law.alwaysRuns('gate')]);
  go('alys deploy', alys, [Event.dispatch('deploy', { environment: 'production', version: '1.4.0' })], [Law.onlyAfterSuccessOf('deploy', 'pre-deployment'), Law.onlyAfterSuccessOf('recovery', 'unfinished'), Law.alwaysRuns('notify-result')]);
  go('vmsnap', vmsnap, [], [Law.alwaysRuns('gate')]);
  go('vmsnap rel', vmsnap, [Event.dispatch('release', { bump: 'patch' })], [ Law.onlyAfterSuccessOf('tag', 'plan', 'tested'), Law.onlyAfterSuccessOf('publish-canary', 'test', 'package'),Law.onlyAfterSuccessOf('publish-production', 'test', 'package'), Law.onlyAfterSuccessOf('deploy-documentation', 'build-documentation', 'publish-production', 'verify-production')]);
  go('alys', alys, [], standingLaws(repositoryOf(alys)));
  go('vmsnap', vmsnap, [], standingLaws(repositoryOf(vmsnap)));
});
