import * as fs from 'node:fs';
import * as path from 'node:path';
import { ActionHost, Inputs, known } from './action-host';
import type { ArtifactFile } from '../artifact-store';
import { commonFolder, glob } from '../glob';

const STRANGE = /[":<>|*?\r\n\\/]/;
/** What would reach for another run or repository. */
const ELSEWHERE = ['github-token', 'repository', 'run-id', 'artifact-ids'];

/**
 * `actions/upload-artifact`: files by patterns, into the artifacts of the run.
 *
 * @see https://github.com/actions/upload-artifact
 */
export async function uploadArtifact(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const given = known(inputs, 'name', 'path', 'if-no-files-found', 'retention-days', 'compression-level', 'overwrite', 'include-hidden-files', 'archive');
  const files = filesOf(given, host);
  const name = given.archive === 'false' && files.length === 1 ? path.basename(files[0].from) : given.name || 'artifact';
  if (STRANGE.test(name)) throw new Error(`The artifact name is not valid: ${name}. It may not contain " : < > | * ? \\ / or line breaks`);
  if (given.archive === 'false' && files.length > 1) throw new Error('with archive: false only one file can be uploaded');
  if (files.length === 0) {
    nothing(given, host);
    return {};
  }
  const count = host.artifacts.put(name, files, given.overwrite === 'true');
  host.say(`Artifact ${name}: ${count} ${count === 1 ? 'file' : 'files'}.`);
  return { 'artifact-id': String(host.artifacts.names.indexOf(name) + 1), 'artifact-url': `file://${host.artifacts.find(name)}` };
}

function filesOf(given: Inputs, host: ActionHost): ArtifactFile[] {
  if (!given.path) throw new Error('Input required and not supplied: path');
  const { files, from } = glob(given.path, host.workspace, { withoutHidden: given['include-hidden-files'] !== 'true' });
  // Names begin where all patterns still agree.
  const single = from.length === 1 && files.length === 1 && from[0] === files[0];
  const root = single ? path.dirname(files[0]) : from.length > 1 ? commonFolder(from) : from[0];
  return files.map((file) => ({ from: file, to: path.relative(root, file) }));
}

function nothing(given: Inputs, host: ActionHost): void {
  const message = `No files were found with the provided path: ${given.path}. No artifacts will be uploaded.`;
  if (given['if-no-files-found'] === 'error') throw new Error(message);
  if (given['if-no-files-found'] !== 'ignore') host.say(`::warning::${message}`);
}

/**
 * `actions/download-artifact`: one artifact, those of a pattern, or all, each into a folder of its own unless they are merged.
 *
 * @see https://github.com/actions/download-artifact
 */
export async function downloadArtifact(inputs: Inputs, host: ActionHost): Promise<Record<string, string>> {
  const given = known(inputs, 'name', 'path', 'pattern', 'merge-multiple', 'skip-decompress', 'digest-mismatch', ...ELSEWHERE);
  const elsewhere = ELSEWHERE.filter((name) => given[name] && !(name === 'run-id' && given[name] === host.environment.GITHUB_RUN_ID));
  if (elsewhere.some((name) => name !== 'github-token')) throw new Error(`artifacts of other runs are not here: the input ${elsewhere.join(', ')} reaches for one`);
  const target = path.resolve(host.workspace, (given.path || '.').replace(/^~(?=\/|$)/, host.environment.HOME));
  if (given.name) {
    copy(host, given.name, target);
  } else {
    const isAsked = matcher(given.pattern);
    const names = host.artifacts.names.filter(isAsked);
    for (const name of names) copy(host, name, given['merge-multiple'] === 'true' ? target : path.join(target, name));
    host.say(`${names.length} ${names.length === 1 ? 'artifact' : 'artifacts'} downloaded.`);
  }
  return { 'download-path': target };
}

function copy(host: ActionHost, name: string, target: string): void {
  const folder = host.artifacts.find(name);
  fs.mkdirSync(target, { recursive: true });
  fs.cpSync(folder, target, { recursive: true });
  host.say(`Artifact ${name}: ${host.artifacts.files(name).join(', ')}`);
}

function matcher(pattern: string | undefined): (name: string) => boolean {
  if (!pattern) return () => true;
  const alternatives = pattern.replace(/[.+^$()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*').replaceAll('?', '[^/]').replace(/\{([^{}]*)\}/g, (_, list: string) => `(?:${list.replaceAll(',', '|')})`);
  const expression = new RegExp(`^${alternatives}$`);
  return (name) => expression.test(name);
}
