import { execFileSync } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findProgram } from '../../../helpers/stand-ins';
import { inCi } from '../debian';

/** Where programs are kept between runs: building them takes minutes. */
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'projen-delivery', 'kubernetes');

/** Version of the API server, its controllers and kubectl. */
export const KUBERNETES_VERSION = readVersion('kubernetes', 'k8s.io/kubernetes');

// A program of Go does not know its own version: releases tell it at the build, and so does this.
const VERSIONS: Record<string, string> = {
  kubernetes: `-X k8s.io/component-base/version.gitVersion=${KUBERNETES_VERSION}`,
  etcd: '',
  helm3: `-X helm.sh/helm/v3/internal/version.version=${readVersion('helm3', 'helm.sh/helm/v3')}`,
  helm4: `-X helm.sh/helm/v4/internal/version.version=${readVersion('helm4', 'helm.sh/helm/v4')}`,
};

/** Folders of the programs of a cluster, each to be put on PATH. */
export interface KubernetesTools {
  /** kube-apiserver, kube-controller-manager, kubectl. */
  readonly kubernetes: string;
  /** The program of etcd, which is named `server`. */
  readonly etcd: string;
  readonly helm3: string;
  readonly helm4: string;
}

/** The programs, in the versions of the Go modules beside this file; undefined if one was not built yet. */
export function findKubernetesTools(): KubernetesTools | undefined {
  if (findProgram('go') === undefined) return undefined;
  const folders = Object.keys(VERSIONS).map((name): [string, string] => [name, folderOf(name)]);
  return folders.every(([, folder]) => fs.existsSync(folder)) ? Object.fromEntries(folders) as unknown as KubernetesTools : undefined;
}

/** As `findKubernetesTools`, and builds what is missing where a run may do that. */
export function kubernetesTools(): KubernetesTools | undefined {
  if (inCi) Object.keys(VERSIONS).filter((name) => !fs.existsSync(folderOf(name))).forEach(build);
  return findKubernetesTools();
}

/** `describe` where a cluster can be started and `describe.skip` where not; with CI set that is an error. */
export function withKubernetes(): typeof describe | typeof describe.skip {
  if (kubernetesTools()) return describe;
  if (inCi) throw new Error('the programs of Kubernetes are missing: they are built with Go');
  return describe.skip;
}

// Its own folder first: a build that was cut off must not look like programs.
function build(name: string): void {
  const folder = folderOf(name);
  const temporary = `${folder}.building-${process.pid}`;
  fs.mkdirSync(temporary, { recursive: true });
  try {
    console.info(`Building ${name} from Go modules; this takes minutes, once.`);
    execFileSync('nice', ['go', 'build', ...flags(name), '-o', `${temporary}/`, 'tool'], {
      cwd: moduleOf(name), env: environment(), stdio: ['ignore', 'inherit', 'inherit'],
    });
    fs.renameSync(temporary, folder);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
}

// Whatever decides what comes of a build is in the name of its folder.
function folderOf(name: string): string {
  const inputs = ['go.mod', 'go.sum'].map((file) => fs.readFileSync(path.join(moduleOf(name), file)));
  const go = execFileSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd: moduleOf(name), env: environment() });
  const hash = crypto.createHash('sha256');
  for (const input of [...inputs, flags(name).join(' '), go]) hash.update(input).update('\0');
  return path.join(CACHE, `${name}-${hash.digest('hex')}`);
}

function flags(name: string): string[] {
  return ['-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags', `-s -w ${VERSIONS[name]}`.trim()];
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
}

function moduleOf(name: string): string {
  return path.join(__dirname, 'go', name);
}

function readVersion(name: string, module: string): string {
  const found = new RegExp(`^\\s*(?:require )?${module} (v\\S+)`, 'm').exec(fs.readFileSync(path.join(moduleOf(name), 'go.mod'), 'utf8'));
  if (!found) throw new Error(`${name}/go.mod does not require ${module}`);
  return found[1];
}
