//! Sync improvement: nodes import at the same time, stop anywhere, go on, and end with the same chain.

#[allow(dead_code, reason = "the tests of other phases use the rest")]
mod phase;

use std::thread;

use alys::migration::Phase;
use alys::postgres_store::PostgresStore;
use alys::store::Store;
use alys::sync::import;

#[test]
fn an_import_that_broke_off_goes_on() {
    let mut store = phase::enter(Phase::SyncImprovement);
    let (blocks, tip) = (store.verify().unwrap(), store.tip().unwrap().unwrap());
    let news = phase::children(&tip, 200);
    assert_eq!(import(&mut store, news[..80].to_vec()).unwrap().added, 80);
    let rest = import(&mut store, news.clone()).unwrap();
    assert_eq!((rest.known, rest.added), (80, 120));
    assert!(rest.blocks_per_second() > 0.0);
    assert_eq!(store.tip().unwrap().as_ref(), news.last());
    assert_eq!(store.verify().unwrap(), blocks + 200);
}

#[test]
fn imports_at_the_same_time_end_with_one_chain() {
    let schema = phase::Scratch::new();
    let mut store = schema.store(Phase::SyncImprovement, 5);
    let news = phase::children(&store.tip().unwrap().unwrap(), 50);
    // Who comes second with a block is refused and starts again, as a node does.
    let until_done = || {
        let mut store = PostgresStore::connect(&schema.url).unwrap();
        while import(&mut store, news.clone()).is_err() {}
    };
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(until_done);
        }
    });
    assert_eq!(store.verify().unwrap(), 55);
    assert_eq!(store.tip().unwrap().as_ref(), news.last());
}

#[test]
fn a_fork_is_refused() {
    let schema = phase::Scratch::new();
    let mut store = schema.store(Phase::SyncImprovement, 5);
    let mut fork = store.block(3).unwrap().unwrap();
    fork.payload = b"another".to_vec();
    let error = import(&mut store, [fork]).unwrap_err();
    assert_eq!(error.to_string(), "another block 3 is stored");
    assert_eq!(store.verify().unwrap(), 5);
}
