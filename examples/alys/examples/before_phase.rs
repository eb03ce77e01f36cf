//! Brings the database of `DATABASE_URL` to where it is before the phase of `MIGRATION_PHASE`: test
//! data of the migration tests.

use std::error::Error;
use std::{env, io, iter};

use alys::block::Block;
use alys::cli::migrate;
use alys::migration::{Migration, Phase};
use alys::postgres_store::PostgresStore;
use alys::store::Store;
use alys::sync::import;
use postgres::{Client, NoTls};

const BLOCKS: usize = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL")?;
    let phase: Phase = env::var("MIGRATION_PHASE")?.parse()?;
    let mut store = PostgresStore::connect(&url)?;
    let first = Block::genesis(b"first".to_vec());
    let chain = iter::successors(Some(first), |block| {
        Some(block.child(format!("block {}", block.height + 1).into_bytes()))
    });
    import(&mut store, chain.take(BLOCKS))?;
    match phase.previous() {
        Some(previous) => {
            store.save_migration(&Migration::default())?;
            migrate(&mut store, previous, &mut io::stdout())?;
        }
        // A node from before the migration has blocks and nothing else.
        None => Client::connect(&url, NoTls)?.batch_execute("DROP TABLE migration")?,
    }
    Ok(())
}
