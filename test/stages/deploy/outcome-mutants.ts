// Ways to write the conditions of a delivery wrong, each with a law that it breaks.

export interface Mutant {
  readonly wrong: string;
  /** Job whose text is changed. @default - the whole workflow */
  readonly job?: string;
  readonly from: RegExp;
  readonly to: string;
}

type WithLaw = Mutant & { readonly law: string };

/** The text of a workflow with the mistake in it. */
export function mutated(text: string, { wrong, job, from, to }: Mutant): string {
  const start = job === undefined ? 0 : text.indexOf(`\n  ${job}:\n`);
  if (start < 0) throw new Error(`there is no job ${job}`);
  const next = /\n\n {2}[\w-]+:\n/.exec(text.slice(start + 1));
  const end = job === undefined || next === null ? text.length : start + 1 + next.index;
  const part = text.slice(start, end);
  if (!from.test(part)) throw new Error(`"${wrong}" does not fit: ${from} is not in ${job ?? 'the workflow'}`);
  return text.slice(0, start) + part.replace(from, to) + text.slice(end);
}

const step = (name: string) => `(- name: ${name}\\n(?: {8}id: .*\\n)? {8}if: )`;
const conditionOf = (name: string, more = '.*') => new RegExp(`${step(name)}(${more})`);
const CHECKED = 'the checks come before every change';
const ORDER = 'each environment has its own steps, in order';
const WAY_BACK = 'the way back is taken when something went wrong, and only then';
const RECOVERY = 'recovery is tried where the way back did not work';
const HALF = 'half a deployment is left only where every way back failed';
const CLOSED = 'a record that was begun is closed';
const RECORD = 'a record tells of success only where the version is in service';
const GREEN = 'a run is green only where the version is in service';
const TRUE = 'every word is true';
const WORD = 'every word is one of the script';
const PROVED = 'the version that is back is proved';
const BESIDE = 'notifications stand beside';
const FAILED_GATE = 'nothing goes forward after a failed test or gate';
const CHANNELS = 'every channel is told';

export const OF_DEPLOYMENT: WithLaw[] = [
  { wrong: 'a step forward whatever the gate said', law: FAILED_GATE, job: 'deploy', from: conditionOf('Roll out to 50 %'), to: '$1always() && ($2)' },
  { wrong: 'promoted although something failed', law: 'nothing goes forward after a failure', job: 'deploy', from: conditionOf('Promote', '.*production.*'), to: '$1always() && ($2)' },
  { wrong: 'promoted although it was cancelled', law: 'nothing goes forward after a failure', job: 'deploy', from: conditionOf('Promote', '.*production.*'), to: '$1(success() || cancelled()) && ($2)' },
  { wrong: 'a gate that may fail', law: FAILED_GATE, job: 'deploy', from: /(- name: Check metrics at 10 %\n)/, to: '$1        continue-on-error: true\n' },
  { wrong: 'a test that may fail', law: FAILED_GATE, job: 'deploy', from: /(- name: Smoke test at 100 %\n)(?=[^-]*production)/, to: '$1        continue-on-error: true\n' },
  { wrong: 'a test of what was never started', law: ORDER, job: 'deploy', from: conditionOf('Smoke test at 50 %'), to: '$1always() && ($2)' },
  { wrong: 'the other environments', law: ORDER, job: 'deploy', from: conditionOf('Roll out to 10 %', ".*'production'.*"), to: "$1inputs.environment != 'production'" },
  { wrong: 'no promotion', law: 'a deployment that succeeded went all the way', job: 'deploy', from: conditionOf('Promote', '.*production.*'), to: '$1false' },
  { wrong: 'a record that need not be there', law: 'a rollout begins with the look and the record', job: 'deploy', from: /(- name: Record the deployment\n)/, to: '$1        continue-on-error: true\n' },
  { wrong: 'no way back when cancelled', law: WAY_BACK, job: 'deploy', from: /failure\(\) \|\| cancelled\(\)/, to: 'failure()' },
  { wrong: 'no way back after a failure', law: WAY_BACK, job: 'deploy', from: /failure\(\) \|\| cancelled\(\)/, to: 'cancelled()' },
  { wrong: 'back without a look', law: WAY_BACK, job: 'deploy', from: / && steps\.look\.outcome == 'success'/, to: '' },
  { wrong: 'back after a success', law: WAY_BACK, job: 'deploy', from: /\(failure\(\) \|\| cancelled\(\)\) &&/, to: 'always() &&' },
  { wrong: 'no proof of what is back', law: PROVED, job: 'deploy', from: /always\(\) && steps\.roll-back\.outputs/, to: 'steps.roll-back.outputs' },
  { wrong: 'no proof of what was recovered', law: PROVED, job: 'recovery', from: /outcome == 'rolled-back'/, to: "outcome != 'rolled-back'" },
  { wrong: 'a record that stays open', law: CLOSED, job: 'deploy', from: /(id: finish\n) {8}if: always\(\)\n/, to: '$1' },
  { wrong: 'a record that always tells of success', law: RECORD, job: 'deploy', from: /\$\{\{ job\.status \}\}/, to: 'success' },
  { wrong: 'a recovery that tells of success', law: RECORD, job: 'recovery', from: /STATUS: failure/, to: 'STATUS: success' },
  { wrong: 'no checks needed', law: CHECKED, job: 'deploy', from: /needs: pre-deployment\n/, to: 'needs: []\n' },
  { wrong: 'deployed whatever the checks said', law: CHECKED, job: 'deploy', from: /(needs: pre-deployment\n)/, to: '$1    if: always()\n' },
  { wrong: 'deployed unless cancelled', law: CHECKED, job: 'deploy', from: /(needs: pre-deployment\n)/, to: '$1    if: "!cancelled()"\n' },
  { wrong: 'a change among the checks', law: CHECKED, job: 'pre-deployment', from: /check-environment\.sh/, to: 'helm-rollback.sh' },
  { wrong: 'nothing looked for after a failure', law: RECOVERY, job: 'unfinished', from: /always\(\) && /, to: '' },
  { wrong: 'nothing looked for after a cancellation', law: RECOVERY, job: 'unfinished', from: /\(needs\.deploy\.result == 'failure' \|\| needs\.deploy\.result == 'cancelled'\)/, to: "needs.deploy.result == 'failure'" },
  { wrong: 'looked for where it was recorded', law: RECOVERY, job: 'unfinished', from: /finish != 'success'/, to: "finish == 'success'" },
  { wrong: 'a failed way back is not looked at', law: RECOVERY, job: 'unfinished', from: / \|\| needs\.deploy\.outputs\.roll-back == 'failure'/, to: '' },
  { wrong: 'no recovery of what was found', law: RECOVERY, job: 'recovery', from: /state != ''/, to: "state == ''" },
  { wrong: 'no recovery after a failure', law: RECOVERY, job: 'recovery', from: /always\(\) && needs/, to: 'needs' },
  { wrong: 'recovery of what never began', law: 'nothing is recovered that never began', job: 'recovery', from: / && needs\.unfinished\.outputs\.state != ''/, to: '' },
  { wrong: 'recovery without a look', law: 'nothing is recovered that never began', job: 'recovery', from: /needs\.unfinished\.result == 'success' && needs\.unfinished\.outputs\.state != ''/, to: 'true' },
  { wrong: 'a recovery that does nothing', law: HALF, job: 'recovery', from: /(- name: Roll back\n)/, to: '$1        if: false\n' },
  { wrong: 'a deployment that may fail', law: GREEN, job: 'deploy', from: /(\n {4}needs: pre-deployment\n)/, to: '$1    continue-on-error: true\n' },
  { wrong: 'failures are not told', law: 'every end is told', job: 'notify-result', from: /\n {4}if: always\(\)/, to: '' },
  { wrong: 'starts are told after a failure', law: 'every start is told', job: 'notify-start', from: /(\n {4}needs: pre-deployment)/, to: '$1\n    if: failure()' },
  { wrong: 'a message that counts', law: BESIDE, job: 'notify-result', from: /\n {4}continue-on-error: true/, to: '' },
  { wrong: 'a deployment that waits for a message', law: BESIDE, job: 'deploy', from: /needs: pre-deployment/, to: 'needs: [pre-deployment, notify-start]' },
  { wrong: 'one channel that fails silences the next', law: CHANNELS, job: 'notify-result', from: /(- name: Notify Discord\n) {8}if: .*\n/, to: '$1' },
  { wrong: 'any recovery is a way back', law: TRUE, job: 'notify-result', from: /needs\.recovery\.outputs\.roll-back-outcome == 'rolled-back'/, to: "needs.recovery.result == 'success'" },
  { wrong: 'a recovery that was cut off is a cancellation', law: TRUE, job: 'notify-result', from: / \|\| needs\.recovery\.result == 'cancelled'/, to: '' },
  { wrong: 'back, but not good', law: TRUE, job: 'notify-result', from: / && needs\.deploy\.outputs\.verify != 'failure'/, to: '' },
  { wrong: 'the word of a job that is not needed', law: TRUE, job: 'notify-result', from: /needs: \[(.*), recovery\]/, to: 'needs: [$1]' },
  { wrong: 'no word', law: WORD, job: 'notify-result', from: / \|\| 'failure' \}\}/, to: " || '' }}" },
];

export const OF_ROLLBACK: WithLaw[] = [
  { wrong: 'back without access to the cluster', law: 'a rollback needs the cluster and nothing else', job: 'rollback', from: /(id: roll-back\n)/, to: '$1        if: always()\n' },
  { wrong: 'an emergency that waits', law: 'an emergency waits for nothing', job: 'rollback', from: /inputs\.emergency && '0'/, to: "!inputs.emergency && '0'" },
  { wrong: 'an emergency that is proved', law: 'the version that is back is proved, but not in an emergency', job: 'rollback', from: / && !inputs\.emergency/, to: '' },
  { wrong: 'no proof after a cancellation', law: 'the version that is back is proved, but not in an emergency', job: 'rollback', from: conditionOf('Verify the version that is back', 'always'), to: '$1success' },
  { wrong: 'no record when the proof fails', law: 'a rollback is recorded, whatever comes after it', job: 'rollback', from: conditionOf('Record the rollback', 'always'), to: '$1success' },
  { wrong: 'a record of nothing', law: 'a rollback is recorded, whatever comes after it', job: 'rollback', from: conditionOf('Record the rollback'), to: '$1always()' },
  { wrong: 'a record that is left open when its start failed', law: CLOSED, job: 'rollback', from: conditionOf('Record the result'), to: "$1always() && steps.record.outcome == 'success'" },
  { wrong: 'a proof that may fail', law: RECORD, job: 'rollback', from: /(- name: Verify the version that is back\n)/, to: '$1        continue-on-error: true\n' },
  { wrong: 'a record that is never made', law: 'a rollback is recorded and proved', job: 'rollback', from: conditionOf('Record the rollback'), to: '$1false' },
  { wrong: 'a rollback that may fail', law: GREEN, job: 'rollback', from: /(\n {4}timeout-minutes: 30\n)/, to: '$1    continue-on-error: true\n' },
  { wrong: 'a failed rollback is told as one that worked', law: TRUE, job: 'notify-result', from: /'rollback-failed'/, to: "'rolled-back'" },
  { wrong: 'a rollback that stopped half way is told as cancelled', law: TRUE, job: 'notify-result', from: / && needs\.rollback\.outputs\.roll-back != 'cancelled'/, to: '' },
  { wrong: 'a message with an environment', law: BESIDE, job: 'notify-result', from: /(\n {4}continue-on-error: true)/, to: '$1\n    environment: production' },
];

export const OF_BOTH: WithLaw[] = [
  { wrong: 'a group of its own', law: 'what changes one environment waits for each other', from: /group: deploy-/, to: 'group: other-' },
  { wrong: 'one group for all environments', law: 'environments do not wait for each other', from: /group: deploy-.*/, to: 'group: deploy' },
  { wrong: 'the newest run cancels', law: 'nothing is cancelled or forgotten by what comes after it', from: /queue: max/, to: 'cancel-in-progress: true' },
];
