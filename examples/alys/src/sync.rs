//! Brings blocks from elsewhere into a store.

use std::time::{Duration, Instant};

use crate::block::Block;
use crate::error::Error;
use crate::store::Store;

/// What a synchronization did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Blocks that were added.
    pub added: u64,
    /// Blocks that were there already.
    pub known: u64,
    /// How long it took.
    pub took: Duration,
}

impl Progress {
    /// Blocks added in a second; nothing added is no speed.
    ///
    /// ```
    /// use std::time::Duration;
    /// use alys::sync::Progress;
    ///
    /// let progress = Progress { added: 50, took: Duration::from_millis(250), ..Default::default() };
    /// assert_eq!(progress.blocks_per_second(), 200.0);
    /// ```
    pub fn blocks_per_second(&self) -> f64 {
        if self.added == 0 {
            return 0.0;
        }
        self.added as f64 / self.took.as_secs_f64().max(f64::EPSILON)
    }
}

/// Adds blocks in order. Those the store has already are compared and left, so a synchronization that
/// broke off can start again; the first block that does not fit ends it.
pub fn import(
    store: &mut dyn Store,
    blocks: impl IntoIterator<Item = Block>,
) -> Result<Progress, Error> {
    let start = Instant::now();
    let mut progress = Progress::default();
    for block in blocks {
        match store.block(block.height)? {
            None => {
                store.append(&block)?;
                progress.added += 1;
            }
            Some(known) if known == block => progress.known += 1,
            Some(_) => {
                return Err(Error::Chain(format!(
                    "another block {} is stored",
                    block.height
                )));
            }
        }
    }
    progress.took = start.elapsed();
    Ok(progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    fn chain(length: usize) -> Vec<Block> {
        let first = Block::genesis(vec![]);
        std::iter::successors(Some(first), |block| Some(block.child(vec![1])))
            .take(length)
            .collect()
    }

    #[test]
    fn a_second_import_adds_only_what_is_new() {
        let mut store = MemoryStore::default();
        let first = import(&mut store, chain(3)).unwrap();
        assert_eq!((first.added, first.known), (3, 0));
        assert!(first.blocks_per_second() > 0.0);
        let second = import(&mut store, chain(5)).unwrap();
        assert_eq!((second.added, second.known), (2, 3));
        assert_eq!(store.verify().unwrap(), 5);
    }

    #[test]
    fn a_fork_is_refused() {
        let mut store = MemoryStore::default();
        import(&mut store, chain(2)).unwrap();
        let fork = Block::genesis(vec![9]);
        let error = import(&mut store, [fork]).unwrap_err();
        assert_eq!(error.to_string(), "another block 0 is stored");
    }

    #[test]
    fn a_gap_is_refused() {
        let mut store = MemoryStore::default();
        let error = import(&mut store, chain(3).split_off(1)).unwrap_err();
        assert_eq!(error.to_string(), "expected block 0, got 1");
    }
}
