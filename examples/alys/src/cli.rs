//! What the commands do.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::command::{Command, HELP};
use crate::config::Features;
use crate::error::Error;
use crate::http::{App, Server};
use crate::migration::{Migration, Phase};
use crate::postgres_store::PostgresStore;
use crate::probe::probe;
use crate::store::{MemoryStore, Store};
use crate::sync::Progress;

/// How long a probed service may take until each of its answers is right.
const PROBE_WITHIN: Duration = Duration::from_secs(30);

/// Does what the command line asks for. What it prints goes to `out`.
pub fn run(command: Command, database: Option<&str>, out: &mut dyn Write) -> Result<(), Error> {
    match command {
        Command::Help => write!(out, "{HELP}")?,
        Command::Version => writeln!(out, "alys {}", env!("CARGO_PKG_VERSION"))?,
        Command::Serve { listen, features } => serve(&listen, features.as_deref(), database, out)?,
        Command::Migrate { to } => migrate(&mut connect(database)?, to, out)?,
        Command::MigrationStatus => report(&connect(database)?.migration()?, out)?,
        Command::Verify => {
            let blocks = connect(database)?.verify()?;
            writeln!(out, "{blocks} blocks, all of them fit")?;
        }
        Command::Probe { url, environment } => {
            probe(&url, environment.as_deref(), PROBE_WITHIN, out)?;
        }
    }
    Ok(())
}

fn connect(database: Option<&str>) -> Result<PostgresStore, Error> {
    let url = database.ok_or_else(|| Error::Config("DATABASE_URL is not set".into()))?;
    PostgresStore::connect(url)
}

fn serve(
    listen: &str,
    features: Option<&str>,
    database: Option<&str>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let features = features
        .map(|path| Features::load(Path::new(path)))
        .transpose()?;
    let store: Box<dyn Store> = match database {
        Some(url) => Box::new(PostgresStore::connect(url)?),
        None => Box::new(MemoryStore::default()),
    };
    let server = Server::bind(listen, App::new(store, features, Progress::default()))?;
    writeln!(out, "listening on {}", server.address()?)?;
    out.flush()?;
    server.run(None)
}

fn report(migration: &Migration, out: &mut dyn Write) -> Result<(), Error> {
    writeln!(
        out,
        "phase {}, steps {}, errors {}, rollbacks {}",
        migration.phase(),
        migration.steps(),
        migration.errors(),
        migration.rollbacks()
    )?;
    Ok(())
}

/// Takes one step after the other. Each is saved before the next one starts, and a step forwards is
/// taken only over a chain that fits together.
pub fn migrate(store: &mut dyn Store, to: Phase, out: &mut dyn Write) -> Result<(), Error> {
    let mut migration = store.migration()?;
    while migration.phase() != to {
        let step = if migration.phase() < to {
            migration.advance(|_| store.verify().map(drop))
        } else {
            migration.roll_back()
        };
        // A refused step is saved as well: its error has to be counted.
        store.save_migration(&migration)?;
        writeln!(out, "{}", step?)?;
    }
    report(&migration, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Block;

    fn parse(line: &str) -> Result<Command, Error> {
        Command::parse(line.split_whitespace().map(String::from))
    }

    fn printed(command: Command) -> String {
        let mut out = Vec::new();
        run(command, None, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn help_and_version_are_printed() {
        assert_eq!(printed(parse("--help").unwrap()), HELP);
        assert_eq!(
            printed(parse("-V").unwrap()),
            format!("alys {}\n", env!("CARGO_PKG_VERSION"))
        );
    }

    #[test]
    fn commands_over_the_database_need_its_url() {
        for line in ["verify", "migrate --status", "migrate --to complete"] {
            let error = run(parse(line).unwrap(), None, &mut Vec::new()).unwrap_err();
            assert_eq!(error.to_string(), "DATABASE_URL is not set", "{line}");
        }
    }

    #[test]
    fn a_server_does_not_start_with_flags_it_cannot_read() {
        let command = parse("serve --features none.toml --listen 127.0.0.1:0").unwrap();
        let error = run(command, None, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().starts_with("none.toml: "), "{error}");
    }

    #[test]
    fn a_migration_goes_forwards_and_back() {
        let mut store = MemoryStore::default();
        let mut out = Vec::new();
        migrate(&mut store, Phase::SyncImprovement, &mut out).unwrap();
        migrate(&mut store, Phase::Foundation, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "actor-core\nsync-improvement\nphase sync-improvement, steps 2, errors 0, rollbacks 0\n\
             actor-core\nfoundation\nphase foundation, steps 2, errors 0, rollbacks 2\n"
        );
    }

    /// A store whose chain lost a block.
    struct Damaged(MemoryStore);

    impl Store for Damaged {
        fn append(&mut self, block: &Block) -> Result<(), Error> {
            self.0.append(block)
        }
        fn tip(&mut self) -> Result<Option<Block>, Error> {
            self.0.tip()
        }
        fn block(&mut self, height: u64) -> Result<Option<Block>, Error> {
            if height == 1 {
                Ok(None)
            } else {
                self.0.block(height)
            }
        }
        fn migration(&mut self) -> Result<Migration, Error> {
            self.0.migration()
        }
        fn save_migration(&mut self, migration: &Migration) -> Result<(), Error> {
            self.0.save_migration(migration)
        }
    }

    #[test]
    fn a_damaged_chain_stops_the_migration_and_is_counted() {
        let mut store = Damaged(MemoryStore::default());
        let genesis = Block::genesis(vec![]);
        store.append(&genesis).unwrap();
        store.append(&genesis.child(vec![])).unwrap();
        let error = migrate(&mut store, Phase::Complete, &mut Vec::new()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "actor-core cannot start: block 1 is missing below the tip"
        );
        let saved = store.migration().unwrap();
        assert_eq!((saved.phase(), saved.errors()), (Phase::Foundation, 1));
    }
}
