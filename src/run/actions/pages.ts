import * as path from 'node:path';
import { Action, known } from './action-host';

/** `actions/upload-pages-artifact`: one archive of a site, as GitHub Pages takes it. */
export const uploadPages: Action = async (inputs, host) => {
  const { name = 'github-pages', path: place = '_site/' } = known(inputs, 'name', 'path', 'retention-days');
  const archive = path.join(host.environment.RUNNER_TEMP, 'artifact.tar');
  await host.run('tar', ['--dereference', '--hard-dereference', '--directory', place, '-cf', archive, '--exclude=.git', '--exclude=.github', '--exclude=.[^/]*', '.']);
  host.artifacts.store(name, archive);
};
