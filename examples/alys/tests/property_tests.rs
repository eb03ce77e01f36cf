//! What holds for every input. `PROPTEST_CASES` says how many are tried.

use alys::block::{Block, Hash};
use alys::config::Features;
use alys::metrics::{Metric, render};
use alys::migration::{Migration, Phase};
use alys::store::{MemoryStore, Store};
use alys::sync::import;
use proptest::collection::vec;
use proptest::prelude::*;

fn chain(payloads: Vec<Vec<u8>>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for payload in payloads {
        let block = blocks.last().map_or_else(
            || Block::genesis(payload.clone()),
            |last| last.child(payload.clone()),
        );
        blocks.push(block);
    }
    blocks
}

fn payloads() -> impl Strategy<Value = Vec<Vec<u8>>> {
    vec(vec(any::<u8>(), 0..20), 0..20)
}

proptest! {
    #[test]
    fn a_chain_is_stored_as_it_came(payloads in payloads()) {
        let blocks = chain(payloads);
        let mut store = MemoryStore::default();
        let progress = import(&mut store, blocks.clone()).unwrap();
        prop_assert_eq!(progress.added, blocks.len() as u64);
        prop_assert_eq!(store.verify().unwrap(), blocks.len() as u64);
        prop_assert_eq!(store.tip().unwrap(), blocks.last().cloned());
    }

    #[test]
    fn importing_again_changes_nothing(payloads in payloads(), at in any::<prop::sample::Index>()) {
        let blocks = chain(payloads);
        let mut store = MemoryStore::default();
        let broken_off = if blocks.is_empty() { 0 } else { at.index(blocks.len()) };
        import(&mut store, blocks[..broken_off].to_vec()).unwrap();
        import(&mut store, blocks.clone()).unwrap();
        let again = import(&mut store, blocks.clone()).unwrap();
        prop_assert_eq!((again.added, again.known), (0, blocks.len() as u64));
    }

    #[test]
    fn a_changed_block_never_fits(
        payloads in vec(vec(any::<u8>(), 1..20), 2..20),
        at in any::<prop::sample::Index>(),
    ) {
        let mut blocks = chain(payloads);
        // The last block has none after it that would notice.
        let at = at.index(blocks.len() - 1);
        blocks[at].payload[0] ^= 1;
        prop_assert!(import(&mut MemoryStore::default(), blocks).is_err());
    }

    #[test]
    fn a_hash_is_written_and_read(bytes in any::<[u8; 32]>()) {
        let hash = Hash::from_bytes(&bytes).unwrap();
        prop_assert_eq!(hash.as_bytes(), &bytes[..]);
        prop_assert_eq!(hash.to_string().len(), 64);
    }

    #[test]
    fn any_walk_counts_what_it_did(steps in vec(0..3_u8, 0..60)) {
        let mut migration = Migration::default();
        let (mut forwards, mut backwards, mut failed) = (0, 0, 0);
        for step in steps {
            let before = migration.phase();
            match step {
                0 => forwards += u64::from(migration.advance(|_| Ok(())).is_ok()),
                1 => backwards += u64::from(migration.roll_back().is_ok()),
                _ => {
                    let refusal = || alys::error::Error::Chain("refused".into());
                    prop_assert!(migration.advance(|_| Err(refusal())).is_err());
                    failed += u64::from(before != Phase::Complete);
                    prop_assert_eq!(migration.phase(), before);
                }
            }
        }
        prop_assert_eq!(migration.phase() as u64, forwards - backwards);
        prop_assert_eq!(migration.steps(), forwards + failed);
        prop_assert_eq!(migration.errors(), failed);
        prop_assert_eq!(migration.rollbacks(), backwards);
    }

    #[test]
    fn a_growing_rollout_takes_nobody_out(node in ".{0,20}", small in 0..=100_u8, more in 0..=100_u8) {
        let with = |rollout: u8| {
            let flag = format!("[features.sync]\nenabled = true\nrollout = {rollout}");
            Features::parse(&format!("environment = 'testnet'\n{flag}")).unwrap()
        };
        let large = small.saturating_add(more).min(100);
        if with(small).is_on("sync", &node) {
            prop_assert!(with(large).is_on("sync", &node));
        }
    }

    #[test]
    fn a_label_stays_on_its_line(value in any::<String>(), number in any::<i32>()) {
        let metric = Metric::gauge("speed", "Speed.", f64::from(number)).labelled("node", &value);
        let text = render(&[metric]);
        prop_assert_eq!(text.matches('\n').count(), 3);
        let ending = format!("\"}} {number}\n");
        prop_assert!(text.ends_with(&ending));
    }
}
