//! Core of the alys service: a chain of blocks in a store, and the state of the migration that moves
//! the service to its next architecture phase by phase.
//!
//! ```
//! use alys::block::Block;
//! use alys::store::{MemoryStore, Store};
//!
//! let mut store = MemoryStore::default();
//! let genesis = Block::genesis(b"first".to_vec());
//! store.append(&genesis)?;
//! store.append(&genesis.child(b"second".to_vec()))?;
//! assert_eq!(store.tip()?.map(|block| block.height), Some(1));
//! # Ok::<(), alys::error::Error>(())
//! ```

pub mod block;
pub mod cli;
pub mod command;
pub mod config;
pub mod error;
pub mod http;
pub mod metrics;
pub mod migration;
pub mod postgres_store;
pub mod probe;
pub mod store;
pub mod sync;
