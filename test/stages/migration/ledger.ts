// A small real Rust repository whose migration changes and deletes rows of a PostgreSQL database.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Backup, Database, DeliveryProject, Metric, MigrationPhase, MigrationStage, Pipeline, RustToolchain, TestServices } from '../../../src';
import { synthesize, Synthesized } from '../../../src/testing';

const VALIDATE = `#!/usr/bin/env bash
set -euo pipefail
test "$(psql "$DATABASE_URL" -Atc 'select count(*) from block where checked')" = 250
`;
const VALIDATE_ROLLBACK = `#!/usr/bin/env bash
set -euo pipefail
test "$(psql "$DATABASE_URL" -Atc "select count(*) from block where payload = 'block ' || id")" = 500
test "$(psql "$DATABASE_URL" -Atc "select count(*) from information_schema.columns where column_name = 'checked'")" = 0
`;
const LIBRARY = `//! Runs statements in the database of the tests.

use std::process::Command;

/// What the statements print; fails with what psql says.
pub fn sql(statements: &str) -> String {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL");
    let done = Command::new("psql").args([&url, "-AtqX", "-v", "ON_ERROR_STOP=1", "-c", statements]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}
`;
const MIGRATE = 'alter table block add column checked boolean; delete from block where id % 2 = 0; update block set checked = true, payload = upper(payload); create view good as select * from block;';
const PHASE_TEST = `use ledger::sql;

#[test]
fn migrates() {
    sql("${MIGRATE}");
    assert_eq!(sql("select count(*) from good"), "250");
    assert_eq!(std::env::var("MIGRATION_PHASE").unwrap(), "@");
}
`;
/** Its files: the tests of both phases make the same migration. */
export const FILES = {
  'Cargo.toml': '[package]\nname = "ledger"\nversion = "0.1.0"\nedition = "2024"\n\n[features]\nmigration-test = []\n',
  'Cargo.lock': 'version = 4\n\n[[package]]\nname = "ledger"\nversion = "0.1.0"\n',
  'rust-toolchain.toml': '[toolchain]\nchannel = "1.95.0"\nprofile = "minimal"\n',
  '.gitignore': '/target\n/migration-results\n',
  'src/lib.rs': LIBRARY,
  'tests/data.sql': "create table block (id serial primary key, payload text not null);\ninsert into block (payload) select 'block ' || n from generate_series(1, 500) as n;\n",
  'tests/migration_foundation_test.rs': PHASE_TEST.replace('@', 'foundation'),
  'tests/migration_actor_core_test.rs': PHASE_TEST.replace('@', 'actor-core'),
  'tests/migration/validate.sh': VALIDATE,
  'tests/migration/validate_rollback.sh': VALIDATE_ROLLBACK,
};

/** A repository that tests its migration, and asks that Prometheus in its second phase. */
export function ledger(server: string): Synthesized {
  const validate = 'tests/migration/validate.sh';
  return synthesize((outdir) => {
    for (const name of ['validate.sh', 'validate_rollback.sh']) fs.chmodSync(path.join(outdir, 'tests/migration', name), 0o755);
    const project = new DeliveryProject({ name: 'ledger', outdir });
    const delivery = new Pipeline(project, 'Delivery', { toolchain: new RustToolchain(project) });
    new MigrationStage(delivery, 'Migration', {
      phases: [
        MigrationPhase.named('foundation', { validate }),
        MigrationPhase.named('actor-core', { validate, requires: [Metric.value('ledger_rollbacks_total').equalTo(0)] }),
      ],
      features: ['migration-test'],
      services: TestServices.database(Database.postgres({ database: 'ledger_test' })),
      prepare: 'psql "$DATABASE_URL" --quiet --set=ON_ERROR_STOP=1 --file=tests/data.sql',
      backup: Backup.postgres(),
      validateRollback: 'tests/migration/validate_rollback.sh',
      metrics: { server, attempts: 1, queryTimeoutSeconds: 5 },
    });
    return project;
  }, { files: FILES });
}
