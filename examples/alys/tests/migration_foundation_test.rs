//! Foundation: what every later phase stands on is there: counters in the database, flags, metrics.

#[allow(dead_code, reason = "the tests of other phases use the rest")]
mod phase;

use std::path::Path;

use alys::config::Features;
use alys::metrics::{collect, render};
use alys::migration::{Migration, Phase};
use alys::postgres_store::PostgresStore;
use alys::store::Store;
use alys::sync::Progress;

#[test]
fn a_node_from_before_the_migration_joins_it() {
    let mut store = PostgresStore::connect(&phase::server()).unwrap();
    let blocks = store.verify().unwrap();
    assert!(blocks > 0, "run examples/before_phase.rs first");
    assert_eq!(store.migration().unwrap(), Migration::default());
    store.save_migration(&Migration::default()).unwrap();
    assert_eq!(store.migration().unwrap().phase(), Phase::Foundation);
    assert_eq!(store.verify().unwrap(), blocks);
}

#[test]
fn the_gates_find_their_counters_from_the_start() {
    let schema = phase::Scratch::new();
    let mut store = PostgresStore::connect(&schema.url).unwrap();
    let text = render(&collect(&mut store, &Progress::default()).unwrap());
    for counter in ["", "_errors", "_rollbacks"] {
        assert!(
            text.contains(&format!("\nalys_migration{counter}_total 0\n")),
            "{text}"
        );
    }
}

#[test]
fn every_environment_has_its_flags() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
    for environment in ["testnet", "staging", "canary", "production"] {
        let flags = Features::load(&folder.join(format!("features-{environment}.toml"))).unwrap();
        assert_eq!(flags.environment, environment);
        assert_eq!(flags.iter().count(), 4, "{environment}");
    }
}
