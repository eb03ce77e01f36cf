import * as fs from 'node:fs';
import * as path from 'node:path';
import { quoted } from '../../../src/run/guard';
import { findProgram } from '../../helpers/stand-ins';

/** The real npm, but for provenance: that is signed by Sigstore, which cannot be reached. */
export class NpmProgram {
  private readonly record: string;

  /** Puts `npm` into a folder that a story puts first on PATH. */
  public constructor(public readonly folder: string, npm: string | undefined = findProgram('npm')) {
    if (npm === undefined) throw new Error('npm is not on this machine');
    fs.mkdirSync(folder, { recursive: true });
    this.record = path.join(folder, 'provenance.txt');
    fs.writeFileSync(path.join(folder, 'npm'), [
      '#!/usr/bin/env bash',
      'set -euo pipefail',
      'asked="${npm_config_provenance:-${NPM_CONFIG_PROVENANCE:-}}" kept=() publishes=""',
      'unset npm_config_provenance NPM_CONFIG_PROVENANCE',
      'for argument in "$@"; do',
      '  case "${argument}" in',
      '    --provenance | --provenance=true) asked=true ;;',
      '    --provenance=false | --no-provenance) asked=false ;;',
      '    publish) publishes=true; kept+=("${argument}") ;;',
      '    *) kept+=("${argument}") ;;',
      '  esac',
      'done',
      'if [[ -n "${publishes}" ]]; then',
      `  printf '%s\\n' "\${asked:-unset}" >> ${quoted(this.record)}`,
      // Said outright: otherwise npm turns it on by itself for a public package of a public repository.
      '  kept+=(--provenance=false)',
      'fi',
      `exec ${quoted(npm)} \${kept[@]+"\${kept[@]}"}`,
      '',
    ].join('\n'), { mode: 0o755 });
  }

  /** Whether each publish asked for provenance: `true`, `false` or `unset`. */
  public get provenance(): string[] {
    return fs.existsSync(this.record) ? fs.readFileSync(this.record, 'utf8').trim().split('\n') : [];
  }
}
