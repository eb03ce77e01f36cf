// What the tests of the release scripts share: a registry, a packed package, and runs of the scripts against it with the real npm.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { NpmRegistry } from './npm-registry';
import { Rehearsal, RunOptions, ScriptRun, SCRIPTS } from '../helpers/stand-ins';

export const PACKAGE = '@acme/tool';
export const TOKEN = 'npm_token-of-test';

/** A run with the names of the outputs it told, in their order. */
export type ReleaseRun = ScriptRun & { readonly told: string[] };

/** A rehearsal with the script that the others ask, and with an npm that does not try for minutes. */
export class Release extends Rehearsal {
  public constructor(public readonly registry: NpmRegistry) {
    super();
    registry.clear();
    fs.copyFileSync(path.join(SCRIPTS, 'npm-version-state.sh'), path.join(this.folder, 'npm-version-state.sh'));
  }

  /** Packs a package into `package`, as npm-pack.sh leaves it. */
  public pack(version: string, manifest: object = {}, files: Record<string, string> = {}): void {
    const content = { name: PACKAGE, version, license: 'MIT', bin: { tool: 'cli.js' }, ...manifest };
    fs.rmSync(path.join(this.work, 'source'), { recursive: true, force: true });
    fs.rmSync(path.join(this.work, 'package'), { recursive: true, force: true });
    this.write('source/package/package.json', JSON.stringify(content));
    this.write('source/package/cli.js', `#!/usr/bin/env node\nconsole.log('tool ${version}');\n`, 0o755);
    Object.entries(files).forEach(([name, text]) => this.write(`source/package/${name}`, text));
    this.write('package/tool.tgz', '');
    this.command('tar', '-C', 'source', '-czf', 'package/tool.tgz', 'package');
    this.command('bash', '-c', 'cd package && sha256sum tool.tgz > SHA256SUMS');
  }

  /** Runs a script for a version; without npm's own attempts, which take minutes. */
  public release(script: string, version: string, parameters: Record<string, string> = {}, options?: RunOptions): ReleaseRun {
    const run = this.run(script, {
      PACKAGE, VERSION: version, REGISTRY: this.registry.url, NPM_TOKEN: TOKEN, TIMEOUT: '0', INTERVAL: '0', npm_config_fetch_retries: '0', ...parameters,
    }, options);
    return { ...run, told: Object.keys(run.outputs) };
  }

  public publish(version: string, parameters: Record<string, string> = {}, options?: RunOptions): ReleaseRun {
    return this.release('npm-publish.sh', version, { DIST_TAG: version.includes('-') ? 'next' : 'latest', PROVENANCE: 'false', ...parameters }, options);
  }

  /** Packs and publishes, and is sure of it. */
  public published(version: string, parameters: Record<string, string> = {}, manifest: object = {}): ReleaseRun {
    this.pack(version, manifest);
    const run = this.publish(version, parameters);
    if (run.status !== 0) {
      throw new Error(run.stderr);
    }
    return run;
  }

  /** A stand-in for npm that notes its call and goes on with the real one. */
  public watchNpm(before: string = ''): this {
    const real = this.command('bash', '-c', 'type -P npm').trim();
    return this.standIn('npm', `${before}\nexec '${real}' "$@"`) as this;
  }
}
