// Actions whose effect is elsewhere: a story makes sure that what they are given is right, and keeps their inputs.
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Action, ActionHost, known } from '../../../src/run/actions/action-host';

const keepInputs: Action = async (inputs, host) => host.say(`Only kept: ${JSON.stringify(inputs)}`);

/** By the name of the action in lower case. */
export const STORY_ACTIONS: Record<string, Action> = {
  'actions/attest': attest,
  'actions/deploy-pages': deployPages,
  'github/codeql-action/upload-sarif': uploadSarif,
  'codecov/codecov-action': uploadCoverage,
  'actions/dependency-review-action': keepInputs,
  'anchore/scan-action': keepInputs,
  'docker/login-action': keepInputs,
};

// Nothing is signed: Sigstore is not reachable. What would be attested has to be the files that the list names.
async function attest(inputs: Readonly<Record<string, string>>, host: ActionHost): Promise<Record<string, string>> {
  const { 'subject-checksums': list } = known(inputs, 'subject-checksums');
  requireIdentity(host);
  const lines = fs.readFileSync(path.join(host.workspace, list), 'utf8').split('\n').filter(Boolean);
  const subjects = lines.map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line)?.slice(1) ?? []);
  if (subjects.length === 0) throw new Error(`${list} names nothing`);
  for (const [digest, name] of subjects) {
    const found = crypto.createHash('sha256').update(fs.readFileSync(path.join(host.workspace, path.dirname(list), name ?? ''))).digest('hex');
    if (found !== digest) throw new Error(`${name} is ${found}, not ${digest}`);
    host.say(`Attested ${name} sha256:${digest}`);
  }
  return { 'attestation-id': subjects.map(([digest]) => digest).join(',') };
}

// Only looks at what would be deployed: Pages takes one archive of an artifact, from whoever can prove who it is.
async function deployPages(inputs: Readonly<Record<string, string>>, host: ActionHost): Promise<Record<string, string>> {
  const { artifact_name: name = 'github-pages' } = known(inputs, 'artifact_name');
  requireIdentity(host);
  const list = await host.run('tar', ['-tf', path.join(host.artifacts.find(name), 'artifact.tar')]);
  if (!list.split('\n').includes('./index.html')) throw new Error(`${name} has no index.html`);
  const [owner, repository] = host.environment.GITHUB_REPOSITORY.split('/');
  return { page_url: `https://${owner}.github.io/${repository}/` };
}

function requireIdentity({ environment }: ActionHost): void {
  if (!environment.ACTIONS_ID_TOKEN_REQUEST_URL) throw new Error('the job cannot prove who it is: it has no permission id-token: write');
}

async function uploadSarif(inputs: Readonly<Record<string, string>>, host: ActionHost): Promise<void> {
  const given = known(inputs, 'sarif_file', 'category');
  const sarif = JSON.parse(fs.readFileSync(path.join(host.workspace, given.sarif_file), 'utf8'));
  if (sarif.version !== '2.1.0' || !Array.isArray(sarif.runs)) throw new Error(`${given.sarif_file} is no SARIF 2.1.0 file`);
  host.say(`${sarif.runs.length} runs would be uploaded.`);
}

async function uploadCoverage(inputs: Readonly<Record<string, string>>, host: ActionHost): Promise<void> {
  const found = fs.readdirSync(path.join(host.workspace, inputs.directory)).filter((name) => name === 'lcov.info');
  if (found.length === 0) throw new Error(`no coverage in ${inputs.directory}`);
  host.say(`${found.join(', ')} would be uploaded.`);
}
