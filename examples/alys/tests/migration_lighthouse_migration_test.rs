//! Lighthouse migration: the execution layer is replaced, and what was written before stays readable.

#[allow(dead_code, reason = "the tests of other phases use the rest")]
mod phase;

use alys::cli::migrate;
use alys::migration::{Migration, Phase};
use alys::postgres_store::PostgresStore;
use alys::store::Store;
use alys::sync::import;

#[test]
fn blocks_of_before_and_after_are_one_chain() {
    let mut store = phase::enter(Phase::LighthouseMigration);
    let tip = store.tip().unwrap().unwrap();
    let news = phase::children(&tip, 10);
    import(&mut store, news.clone()).unwrap();
    let mut later = PostgresStore::connect(&phase::server()).unwrap();
    assert_eq!(later.block(tip.height).unwrap(), Some(tip));
    assert_eq!(later.tip().unwrap().as_ref(), news.last());
    later.verify().unwrap();
}

#[test]
fn the_way_back_keeps_blocks_that_came_since() {
    let schema = phase::Scratch::new();
    let mut store = schema.store(Phase::LighthouseMigration, 5);
    let tip = store.tip().unwrap().unwrap();
    import(&mut store, phase::children(&tip, 5)).unwrap();
    migrate(&mut store, Phase::SyncImprovement, &mut Vec::new()).unwrap();
    assert_eq!(store.verify().unwrap(), 10);
    migrate(&mut store, Phase::LighthouseMigration, &mut Vec::new()).unwrap();
    let counted = Migration::restore(Phase::LighthouseMigration, 4, 0, 1);
    assert_eq!(store.migration().unwrap(), counted);
    assert_eq!(store.verify().unwrap(), 10);
}
