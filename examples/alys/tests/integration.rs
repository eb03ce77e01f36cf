//! The store, the migration and the program over a real PostgreSQL, named by `DATABASE_URL`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use alys::block::Block;
use alys::cli::migrate;
use alys::migration::Phase;
use alys::postgres_store::PostgresStore;
use alys::store::Store;
use alys::sync::import;
use postgres::{Client, NoTls};

/// A schema of its own for one test, dropped with it.
struct Database {
    url: String,
    schema: String,
}

impl Database {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let schema = format!("alys_test_{}_{number}", std::process::id());
        admin(&format!("CREATE SCHEMA {schema}"));
        let base = server();
        let separator = if base.contains('?') { '&' } else { '?' };
        let url = format!("{base}{separator}options=-c%20search_path%3D{schema}");
        Database { url, schema }
    }

    fn store(&self) -> PostgresStore {
        PostgresStore::connect(&self.url).unwrap()
    }

    fn execute(&self, statement: &str) {
        let mut client = Client::connect(&self.url, NoTls).unwrap();
        client.batch_execute(statement).unwrap();
    }

    fn alys(&self, arguments: &[&str]) -> Output {
        program()
            .args(arguments)
            .env("DATABASE_URL", &self.url)
            .output()
            .unwrap()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        admin(&format!("DROP SCHEMA {} CASCADE", self.schema));
    }
}

fn server() -> String {
    std::env::var("DATABASE_URL").expect("DATABASE_URL must name a PostgreSQL for these tests")
}

fn admin(statement: &str) {
    let mut client = Client::connect(&server(), NoTls).expect("the PostgreSQL of DATABASE_URL");
    client.batch_execute(statement).unwrap();
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_alys"))
}

fn chain(length: usize) -> Vec<Block> {
    let first = Block::genesis(b"first".to_vec());
    std::iter::successors(Some(first), |block| Some(block.child(vec![7; 100])))
        .take(length)
        .collect()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn blocks_outlive_the_connection() {
    let database = Database::new();
    let blocks = chain(20);
    assert_eq!(
        import(&mut database.store(), blocks.clone()).unwrap().added,
        20
    );
    let mut later = database.store();
    assert_eq!(later.verify().unwrap(), 20);
    assert_eq!(later.tip().unwrap().as_ref(), blocks.last());
    assert_eq!(later.block(3).unwrap().as_ref(), Some(&blocks[3]));
    assert_eq!(import(&mut later, blocks).unwrap().known, 20);
}

#[test]
fn a_refused_block_is_not_stored() {
    let database = Database::new();
    let mut store = database.store();
    assert_eq!(store.tip().unwrap(), None);
    store.append(&chain(1)[0]).unwrap();
    let gap = chain(3).remove(2);
    assert_eq!(
        store.append(&gap).unwrap_err().to_string(),
        "expected block 1, got 2"
    );
    assert_eq!(store.verify().unwrap(), 1);
}

#[test]
fn of_two_writers_one_wins() {
    let database = Database::new();
    database.store().append(&chain(1)[0]).unwrap();
    let next = chain(2).remove(1);
    let results: Vec<_> = thread::scope(|scope| {
        let append = || database.store().append(&next).is_ok();
        let writers: Vec<_> = (0..4).map(|_| scope.spawn(append)).collect();
        writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect()
    });
    assert_eq!(results.iter().filter(|won| **won).count(), 1, "{results:?}");
    assert_eq!(database.store().verify().unwrap(), 2);
}

#[test]
fn nodes_may_start_together() {
    let database = Database::new();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| database.store().migration().unwrap());
        }
    });
}

#[test]
fn a_damaged_chain_stops_the_migration_and_is_counted() {
    let database = Database::new();
    import(&mut database.store(), chain(5)).unwrap();
    database.execute("UPDATE block SET payload = 'changed' WHERE height = 2");
    let error = migrate(&mut database.store(), Phase::Complete, &mut Vec::new()).unwrap_err();
    assert!(
        error.to_string().contains("block 3 names the parent"),
        "{error}"
    );
    let saved = database.store().migration().unwrap();
    assert_eq!(
        (saved.phase(), saved.steps(), saved.errors()),
        (Phase::Foundation, 1, 1)
    );
}

#[test]
fn a_phase_that_is_unknown_is_told() {
    let database = Database::new();
    let mut store = database.store();
    migrate(&mut store, Phase::ActorCore, &mut Vec::new()).unwrap();
    database.execute("UPDATE migration SET phase = 'tomorrow'");
    assert!(
        store
            .migration()
            .unwrap_err()
            .to_string()
            .contains("\"tomorrow\"")
    );
}

#[test]
fn the_program_migrates_and_rolls_back() {
    let database = Database::new();
    import(&mut database.store(), chain(3)).unwrap();
    let forwards = database.alys(&["migrate", "--to", "lighthouse-migration"]);
    assert!(forwards.status.success(), "{}", text(&forwards.stderr));
    assert!(text(&forwards.stdout).starts_with("actor-core\nsync-improvement\nlighthouse"));
    let backwards = database.alys(&["migrate", "--to", "actor-core"]);
    assert!(backwards.status.success(), "{}", text(&backwards.stderr));
    let status = database.alys(&["migrate", "--status"]);
    assert_eq!(
        text(&status.stdout),
        "phase actor-core, steps 3, errors 0, rollbacks 2\n"
    );
    let verify = database.alys(&["verify"]);
    assert_eq!(text(&verify.stdout), "3 blocks, all of them fit\n");
}

#[test]
fn the_program_fails_over_a_damaged_chain() {
    let database = Database::new();
    import(&mut database.store(), chain(3)).unwrap();
    database.execute("DELETE FROM block WHERE height = 1");
    let verify = database.alys(&["verify"]);
    assert_eq!(verify.status.code(), Some(1));
    assert_eq!(
        text(&verify.stderr),
        "alys: block 1 is missing below the tip\n"
    );
}

#[test]
fn the_program_without_a_database_says_what_is_missing() {
    let output = program()
        .args(["verify"])
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "alys: DATABASE_URL is not set\n");
    assert_eq!(program().output().unwrap().status.code(), Some(2));
}

/// A running `alys serve`, ended with the test.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(database: &Database) -> Self {
        let features = concat!(env!("CARGO_MANIFEST_DIR"), "/config/features-testnet.toml");
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--features", features])
            .env("DATABASE_URL", &database.url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("listening on ")
            .expect("an address")
            .to_owned();
        Service { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn the_service_tells_what_the_database_holds() {
    let database = Database::new();
    import(&mut database.store(), chain(4)).unwrap();
    let service = Service::start(&database);
    assert!(service.get("/health").starts_with("HTTP/1.1 200 OK"));
    assert!(service.get("/ready").ends_with("ready\n"));
    assert!(
        service
            .get("/features")
            .contains("environment testnet\nactor-core 100%\n")
    );
    assert!(service.get("/metrics").contains("\nalys_blocks 4\n"));
    migrate(&mut database.store(), Phase::ActorCore, &mut Vec::new()).unwrap();
    let metrics = service.get("/metrics");
    assert!(metrics.contains("\nalys_migration_total 1\n"), "{metrics}");
    assert!(metrics.contains("{phase=\"actor-core\"} 1\n"), "{metrics}");
}

#[test]
fn the_service_is_not_ready_once_its_tables_are_gone() {
    let database = Database::new();
    let service = Service::start(&database);
    database.execute("DROP TABLE block");
    let answer = service.get("/ready");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(
        answer.contains("relation \"block\" does not exist"),
        "{answer}"
    );
    assert!(service.get("/health").starts_with("HTTP/1.1 200 OK"));
}
