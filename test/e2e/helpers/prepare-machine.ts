/**
 * In CI, before the tests (`npx projen machine`) and before all stories: brings every program that they need, one after the other.
 * Stories that run at the same time would wait for each other, or build the same program twice. A story that runs by itself
 * brings its own.
 */
import type { Config } from 'jest';
import { cargoTool } from './cargo-tools';
import { inCi, installPackages } from './debian';
import { kubernetesTools } from './kubernetes/tools';
import { nodeToolCache } from './node-versions';
import { findPostgres } from '../../../src/run/services/postgres';
import { CARGO_DENY_VERSION, LLVM_COV_VERSION, NEXTEST_VERSION } from '../../../src/stages/tool-versions';
import { findProgram } from '../../helpers/stand-ins';
import { yqFolder } from '../../helpers/yq';

/** Debian packages, by a program of theirs. */
const PACKAGES: Record<string, string> = {
  'git': 'git',
  'jq': 'jq',
  'curl': 'curl',
  'gh': 'gh',
  'openssl': 'openssl',
  'sudo': 'sudo',
  'skopeo': 'skopeo',
  'buildah': 'buildah',
  'docker-registry': 'docker-registry',
  'prometheus': 'prometheus',
  'pipx': 'pipx',
};

export default function prepareMachine({ testPathPatterns }: Config & { testPathPatterns: { patterns: string[] } }): void {
  if (inCi && testPathPatterns.patterns.length === 0) bringPrograms();
}

function bringPrograms(): void {
  const missing = Object.entries(PACKAGES).filter(([program]) => findProgram(program) === undefined).map(([, name]) => name);
  installPackages([...missing, ...(findPostgres() ? [] : ['postgresql'])]);
  kubernetesTools();
  yqFolder();
  nodeToolCache();
  cargoTool('cargo-nextest', NEXTEST_VERSION);
  cargoTool('cargo-llvm-cov', LLVM_COV_VERSION);
  cargoTool('cargo-deny', CARGO_DENY_VERSION);
}

if (require.main === module) {
  if (!inCi) console.error('Nothing is installed on a machine where CI is not set.');
  else bringPrograms();
}
