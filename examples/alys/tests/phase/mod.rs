//! What the tests of single phases share. The database of `DATABASE_URL` is in the phase before, with
//! the chain of `examples/before_phase.rs`; one test of each phase takes the step in it, the others
//! work in a schema of their own.

use std::sync::atomic::{AtomicU32, Ordering};

use alys::block::Block;
use alys::cli::migrate;
use alys::migration::{Migration, Phase};
use alys::postgres_store::PostgresStore;
use alys::store::Store;
use postgres::{Client, NoTls};

/// Where the database is.
pub fn server() -> String {
    std::env::var("DATABASE_URL").expect("DATABASE_URL must name a PostgreSQL for these tests")
}

/// Runs statements in the database.
pub fn execute(url: &str, statements: &str) {
    let mut client = Client::connect(url, NoTls).expect("the PostgreSQL of DATABASE_URL");
    client.batch_execute(statements).unwrap();
}

/// Takes the step into a phase: nothing but the migration changes, and the step is counted.
pub fn enter(phase: Phase) -> PostgresStore {
    let mut store = PostgresStore::connect(&server()).unwrap();
    let before = store.migration().unwrap();
    let (blocks, tip) = (store.verify().unwrap(), store.tip().unwrap());
    assert_eq!(
        before.phase().next(),
        Some(phase),
        "run examples/before_phase.rs first"
    );
    assert!(blocks > 0, "run examples/before_phase.rs first");
    migrate(&mut store, phase, &mut Vec::new()).unwrap();
    let after = Migration::restore(
        phase,
        before.steps() + 1,
        before.errors(),
        before.rollbacks(),
    );
    assert_eq!(store.migration().unwrap(), after);
    assert_eq!(
        (store.verify().unwrap(), store.tip().unwrap()),
        (blocks, tip)
    );
    store
}

/// Blocks that follow one that is stored.
pub fn children(of: &Block, count: usize) -> Vec<Block> {
    let next = |block: &Block| Some(block.child(b"later".to_vec()));
    std::iter::successors(next(of), next).take(count).collect()
}

/// A schema of its own for one test, dropped with it.
pub struct Scratch {
    /// Where it is.
    pub url: String,
    name: String,
}

impl Scratch {
    /// An empty schema.
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("alys_phase_{}_{number}", std::process::id());
        execute(&server(), &format!("CREATE SCHEMA {name}"));
        let base = server();
        let separator = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{separator}options=-c%20search_path%3D{name}");
        Scratch { url, name }
    }

    /// A store in it, in a phase and with a chain of that many blocks.
    pub fn store(&self, phase: Phase, blocks: usize) -> PostgresStore {
        let mut store = PostgresStore::connect(&self.url).unwrap();
        let first = Block::genesis(b"first".to_vec());
        let rest = children(&first, blocks - 1);
        alys::sync::import(&mut store, std::iter::once(first).chain(rest)).unwrap();
        migrate(&mut store, phase, &mut Vec::new()).unwrap();
        store
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        execute(&server(), &format!("DROP SCHEMA {} CASCADE", self.name));
    }
}
