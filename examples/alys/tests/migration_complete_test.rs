//! Complete: there is nowhere to go but back, and the way back is open to the first phase.

#[allow(dead_code, reason = "the tests of other phases use the rest")]
mod phase;

use std::process::Command;

use alys::cli::migrate;
use alys::migration::{Migration, Phase};
use alys::store::Store;

#[test]
fn the_program_has_nothing_left_to_do() {
    let mut store = phase::enter(Phase::Complete);
    let before = store.migration().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_alys"))
        .args(["migrate", "--to", "complete"])
        .env("DATABASE_URL", phase::server())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "phase complete, steps 5, errors 0, rollbacks 0\n"
    );
    assert_eq!(store.migration().unwrap(), before);
}

#[test]
fn every_step_can_be_taken_back() {
    let schema = phase::Scratch::new();
    let mut store = schema.store(Phase::Complete, 5);
    let mut out = Vec::new();
    migrate(&mut store, Phase::Foundation, &mut out).unwrap();
    let way: String = Phase::ALL[..5]
        .iter()
        .rev()
        .map(|phase| format!("{phase}\n"))
        .collect();
    assert!(String::from_utf8(out).unwrap().starts_with(&way));
    assert_eq!(
        store.migration().unwrap(),
        Migration::restore(Phase::Foundation, 5, 0, 5)
    );
    assert_eq!(store.verify().unwrap(), 5);
}
