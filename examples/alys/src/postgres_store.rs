//! The store of a node that runs for longer than its process.

use postgres::{Client, NoTls, Row};

use crate::block::{Block, Hash};
use crate::error::Error;
use crate::migration::Migration;
use crate::store::Store;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS block (
        height  BIGINT PRIMARY KEY CHECK (height >= 0),
        parent  BYTEA NOT NULL CHECK (length(parent) = 32),
        payload BYTEA NOT NULL
    );
    CREATE TABLE IF NOT EXISTS migration (
        single    BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (single),
        phase     TEXT NOT NULL,
        steps     BIGINT NOT NULL,
        errors    BIGINT NOT NULL,
        rollbacks BIGINT NOT NULL
    );";

const TIP: &str = "SELECT height, parent, payload FROM block ORDER BY height DESC LIMIT 1";
const BLOCK: &str = "SELECT height, parent, payload FROM block WHERE height = $1";
const APPEND: &str = "INSERT INTO block (height, parent, payload) VALUES ($1, $2, $3)";
const MIGRATION: &str = "SELECT phase, steps, errors, rollbacks FROM migration";
const SAVE: &str = "
    INSERT INTO migration (phase, steps, errors, rollbacks) VALUES ($1, $2, $3, $4)
    ON CONFLICT (single) DO UPDATE
    SET phase = $1, steps = $2, errors = $3, rollbacks = $4";

/// A store in a PostgreSQL database.
pub struct PostgresStore {
    client: Client,
}

impl PostgresStore {
    /// Connects, and creates the tables that are not there yet.
    pub fn connect(url: &str) -> Result<Self, Error> {
        let mut client = Client::connect(url, NoTls)?;
        // Two nodes that start together would both create the tables.
        let mut transaction = client.transaction()?;
        transaction.batch_execute("SELECT pg_advisory_xact_lock(4141)")?;
        transaction.batch_execute(SCHEMA)?;
        transaction.commit()?;
        Ok(PostgresStore { client })
    }
}

/// PostgreSQL has no unsigned numbers.
fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::Chain(format!("{number} is too large to store")))
}

fn unsigned(row: &Row, column: &str) -> Result<u64, Error> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| Error::Chain(format!("{column} is negative: {number}")))
}

fn block(row: &Row) -> Result<Block, Error> {
    Ok(Block {
        height: unsigned(row, "height")?,
        parent: Hash::from_bytes(row.try_get("parent")?)?,
        payload: row.try_get("payload")?,
    })
}

impl Store for PostgresStore {
    fn append(&mut self, new: &Block) -> Result<(), Error> {
        let mut transaction = self.client.transaction()?;
        let tip = transaction
            .query_opt(TIP, &[])?
            .as_ref()
            .map(block)
            .transpose()?;
        new.follows(tip.as_ref())?;
        let parent = new.parent.as_bytes();
        transaction.execute(APPEND, &[&signed(new.height)?, &parent, &new.payload])?;
        Ok(transaction.commit()?)
    }

    fn tip(&mut self) -> Result<Option<Block>, Error> {
        self.client
            .query_opt(TIP, &[])?
            .as_ref()
            .map(block)
            .transpose()
    }

    fn block(&mut self, height: u64) -> Result<Option<Block>, Error> {
        let height = signed(height)?;
        self.client
            .query_opt(BLOCK, &[&height])?
            .as_ref()
            .map(block)
            .transpose()
    }

    fn migration(&mut self) -> Result<Migration, Error> {
        let Some(row) = self.client.query_opt(MIGRATION, &[])? else {
            return Ok(Migration::default());
        };
        let phase: &str = row.try_get("phase")?;
        Ok(Migration::restore(
            phase.parse()?,
            unsigned(&row, "steps")?,
            unsigned(&row, "errors")?,
            unsigned(&row, "rollbacks")?,
        ))
    }

    fn save_migration(&mut self, migration: &Migration) -> Result<(), Error> {
        let steps = signed(migration.steps())?;
        let errors = signed(migration.errors())?;
        let rollbacks = signed(migration.rollbacks())?;
        let phase = migration.phase().name();
        self.client
            .execute(SAVE, &[&phase, &steps, &errors, &rollbacks])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_not_there_is_told() {
        // Port 1 of the loopback is not listened on.
        let error = PostgresStore::connect("postgres://nobody@127.0.0.1:1/none")
            .err()
            .unwrap();
        assert!(error.to_string().starts_with("database: "), "{error}");
    }

    #[test]
    fn numbers_beyond_the_column_are_refused() {
        assert_eq!(signed(7).unwrap(), 7);
        assert!(
            signed(u64::MAX)
                .unwrap_err()
                .to_string()
                .contains("too large")
        );
    }
}
