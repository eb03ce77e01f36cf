//! Blocks and the rule that chains them.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::error::Error;

/// The SHA-256 of a block.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What the first block has for a parent.
    pub const ZERO: Hash = Hash([0; 32]);

    /// The bytes of the hash.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// A hash from stored bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let length = bytes.len();
        let bytes = bytes
            .try_into()
            .map_err(|_| Error::Chain(format!("a hash has 32 bytes, got {length}")))?;
        Ok(Hash(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// How many blocks come before it.
    pub height: u64,
    /// Hash of the block before it.
    pub parent: Hash,
    /// What it carries.
    pub payload: Vec<u8>,
}

impl Block {
    /// The first block of a chain.
    pub fn genesis(payload: Vec<u8>) -> Self {
        Block {
            height: 0,
            parent: Hash::ZERO,
            payload,
        }
    }

    /// The block that follows this one.
    ///
    /// ```
    /// use alys::block::Block;
    ///
    /// let genesis = Block::genesis(vec![]);
    /// let next = genesis.child(b"payload".to_vec());
    /// assert_eq!(next.height, 1);
    /// assert_eq!(next.parent, genesis.hash());
    /// ```
    pub fn child(&self, payload: Vec<u8>) -> Self {
        Block {
            height: self.height + 1,
            parent: self.hash(),
            payload,
        }
    }

    /// The hash that the next block names as its parent.
    pub fn hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(self.height.to_be_bytes());
        hasher.update(self.parent.0);
        hasher.update(&self.payload);
        Hash(hasher.finalize().into())
    }

    /// Whether the block may follow `tip`, the last one stored.
    pub fn follows(&self, tip: Option<&Block>) -> Result<(), Error> {
        let (height, parent) = match tip {
            Some(tip) => (tip.height + 1, tip.hash()),
            None => (0, Hash::ZERO),
        };
        if self.height != height {
            return Err(Error::Chain(format!(
                "expected block {height}, got {}",
                self.height
            )));
        }
        if self.parent != parent {
            return Err(Error::Chain(format!(
                "block {height} names the parent {}, the store has {parent}",
                self.parent
            )));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_depends_on_every_part() {
        let block = Block::genesis(b"a".to_vec());
        let other_payload = Block {
            payload: b"b".to_vec(),
            ..block.clone()
        };
        let other_height = Block {
            height: 1,
            ..block.clone()
        };
        let other_parent = Block {
            parent: block.hash(),
            ..block.clone()
        };
        for other in [other_payload, other_height, other_parent] {
            assert_ne!(block.hash(), other.hash());
        }
    }

    #[test]
    fn the_hash_never_changes_between_versions() {
        assert_eq!(
            Block::genesis(b"alys".to_vec()).hash().to_string(),
            "083d9e644b528b970a4a88ebc5c981489285048e5e63f4599286d91e428f6050"
        );
    }

    #[test]
    fn a_block_follows_its_parent_alone() {
        let genesis = Block::genesis(vec![]);
        let child = genesis.child(vec![1]);
        assert!(genesis.follows(None).is_ok());
        assert!(child.follows(Some(&genesis)).is_ok());
        assert!(
            child
                .follows(None)
                .unwrap_err()
                .to_string()
                .contains("expected block 0, got 1")
        );
        let stranger = Block::genesis(vec![9]).child(vec![1]);
        assert!(
            stranger
                .follows(Some(&genesis))
                .unwrap_err()
                .to_string()
                .contains("parent")
        );
    }

    #[test]
    fn a_hash_is_read_back_from_its_bytes() {
        let hash = Block::genesis(vec![]).hash();
        assert_eq!(Hash::from_bytes(hash.as_bytes()).unwrap(), hash);
        assert!(
            Hash::from_bytes(&[1, 2, 3])
                .unwrap_err()
                .to_string()
                .contains("got 3")
        );
        assert_eq!(
            format!("{:?}", Hash::ZERO),
            format!("Hash({})", "0".repeat(64))
        );
    }
}
