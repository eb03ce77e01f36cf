import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ORIGIN = 'https://github.com/RustSec/advisory-db';

/**
 * A repository of advisories about crates, in the form of RustSec's database, in a folder.
 * @see https://github.com/RustSec/advisory-db/blob/main/CONTRIBUTING.md
 */
export class AdvisoryDatabase {
  /** Lets cargo-deny read this one where it asks for RustSec's, and keep its copy of it elsewhere. */
  public readonly environment: Readonly<Record<string, string>>;

  private readonly folder: string;

  /** In an empty folder. */
  public constructor(place: string) {
    this.folder = path.join(place, 'advisory-db');
    fs.mkdirSync(this.folder);
    this.git('init', '--quiet', '--initial-branch', 'main');
    this.environment = {
      CARGO_HOME: cargoHome(path.join(place, 'cargo-home')),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `url.file://${this.folder}.insteadOf`,
      GIT_CONFIG_VALUE_0: ORIGIN,
    };
  }

  /** Adds an advisory against all versions of a crate. */
  public add(id: string, crate: string): void {
    const file = path.join(this.folder, 'crates', crate, `${id}.md`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const facts = ['[advisory]', `id = "${id}"`, `package = "${crate}"`, 'date = "2026-01-01"', '', '[versions]', 'patched = []'];
    fs.writeFileSync(file, ['```toml', ...facts, '```', '', `# ${crate} is vulnerable`, '', 'Told by a test.', ''].join('\n'));
    this.git('add', '--all');
    this.git('-c', 'user.name=Tester', '-c', 'user.email=tester@example.com', 'commit', '--quiet', '--message', id);
  }

  private git(...args: string[]): void {
    execFileSync('git', args, { cwd: this.folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

/** As the one of this machine, without its copies of databases. */
function cargoHome(folder: string): string {
  const own = process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo');
  fs.mkdirSync(folder);
  for (const name of fs.readdirSync(own).filter((each) => !each.startsWith('advisory-db'))) fs.symlinkSync(path.join(own, name), path.join(folder, name));
  return folder;
}
