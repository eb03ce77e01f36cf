//! Where blocks and the state of the migration are kept.

use crate::block::Block;
use crate::error::Error;
use crate::migration::Migration;

/// A chain of blocks and the migration it is in.
pub trait Store: Send {
    /// Adds the block that follows the tip.
    fn append(&mut self, block: &Block) -> Result<(), Error>;

    /// The last block, if there is one.
    fn tip(&mut self) -> Result<Option<Block>, Error>;

    /// The block at a height, if it is stored.
    fn block(&mut self, height: u64) -> Result<Option<Block>, Error>;

    /// The migration as it was saved last; a new store is in the first phase.
    fn migration(&mut self) -> Result<Migration, Error>;

    /// Keeps the state of the migration.
    fn save_migration(&mut self, migration: &Migration) -> Result<(), Error>;

    /// Walks the chain and tells whether every block follows the one before; returns how many.
    fn verify(&mut self) -> Result<u64, Error> {
        let mut before: Option<Block> = None;
        let mut height = 0;
        while let Some(block) = self.block(height)? {
            block.follows(before.as_ref())?;
            before = Some(block);
            height += 1;
        }
        let tip = self.tip()?.map(|block| block.height);
        if tip != before.map(|block| block.height) {
            return Err(Error::Chain(format!(
                "block {height} is missing below the tip"
            )));
        }
        Ok(height)
    }
}

/// A store that is gone with the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    blocks: Vec<Block>,
    migration: Migration,
}

impl Store for MemoryStore {
    fn append(&mut self, block: &Block) -> Result<(), Error> {
        block.follows(self.blocks.last())?;
        self.blocks.push(block.clone());
        Ok(())
    }

    fn tip(&mut self) -> Result<Option<Block>, Error> {
        Ok(self.blocks.last().cloned())
    }

    fn block(&mut self, height: u64) -> Result<Option<Block>, Error> {
        let at = usize::try_from(height).ok();
        Ok(at.and_then(|at| self.blocks.get(at)).cloned())
    }

    fn migration(&mut self) -> Result<Migration, Error> {
        Ok(self.migration.clone())
    }

    fn save_migration(&mut self, migration: &Migration) -> Result<(), Error> {
        self.migration = migration.clone();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migration::Phase;

    fn chain(length: u8) -> MemoryStore {
        let mut store = MemoryStore::default();
        let mut block = Block::genesis(vec![0]);
        for number in 1..=length {
            store.append(&block).unwrap();
            block = block.child(vec![number]);
        }
        store
    }

    #[test]
    fn an_empty_store_has_no_tip() {
        let mut store = MemoryStore::default();
        assert_eq!(store.tip().unwrap(), None);
        assert_eq!(store.verify().unwrap(), 0);
    }

    #[test]
    fn blocks_are_found_by_height() {
        let mut store = chain(3);
        assert_eq!(store.block(1).unwrap().unwrap().payload, vec![1]);
        assert_eq!(store.block(3).unwrap(), None);
        assert_eq!(store.tip().unwrap().unwrap().height, 2);
        assert_eq!(store.verify().unwrap(), 3);
    }

    #[test]
    fn a_refused_block_leaves_the_chain_as_it_was() {
        let mut store = chain(2);
        assert!(store.append(&Block::genesis(vec![7])).is_err());
        assert_eq!(store.verify().unwrap(), 2);
    }

    #[test]
    fn a_changed_block_is_noticed() {
        let mut store = chain(3);
        store.blocks[1].payload = vec![42];
        assert!(
            store
                .verify()
                .unwrap_err()
                .to_string()
                .contains("block 2 names the parent")
        );
    }

    #[test]
    fn the_migration_is_kept() {
        let mut store = MemoryStore::default();
        let mut migration = store.migration().unwrap();
        migration.advance(|_| Ok(())).unwrap();
        store.save_migration(&migration).unwrap();
        assert_eq!(store.migration().unwrap().phase(), Phase::ActorCore);
    }
}
