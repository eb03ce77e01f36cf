//! Actor core: many write at once, and the chain stays one chain.

#[allow(dead_code, reason = "the tests of other phases use the rest")]
mod phase;

use std::thread;

use alys::cli::migrate;
use alys::migration::{Migration, Phase};
use alys::postgres_store::PostgresStore;
use alys::store::Store;

const WRITERS: usize = 8;

#[test]
fn of_many_writers_one_appends_each_block() {
    let mut store = phase::enter(Phase::ActorCore);
    let (blocks, tip) = (store.verify().unwrap(), store.tip().unwrap().unwrap());
    for next in phase::children(&tip, 3) {
        let append = || {
            PostgresStore::connect(&phase::server())
                .unwrap()
                .append(&next)
                .is_ok()
        };
        let appended = thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(append)).collect();
            writers
                .into_iter()
                .map(|writer| writer.join().unwrap())
                .filter(|won| *won)
                .count()
        });
        assert_eq!(appended, 1);
    }
    assert_eq!(store.verify().unwrap(), blocks + 3);
}

#[test]
fn the_actors_do_not_start_over_a_damaged_chain() {
    let schema = phase::Scratch::new();
    let mut store = schema.store(Phase::Foundation, 10);
    phase::execute(
        &schema.url,
        "UPDATE block SET payload = 'changed' WHERE height = 4",
    );
    let error = migrate(&mut store, Phase::ActorCore, &mut Vec::new())
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("actor-core cannot start: block 5 names the parent"),
        "{error}"
    );
    assert_eq!(
        store.migration().unwrap(),
        Migration::restore(Phase::Foundation, 1, 1, 0)
    );
}
