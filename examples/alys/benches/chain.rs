//! What grows with the chain: hashing, importing and verifying blocks.

use std::hint::black_box;

use alys::block::Block;
use alys::store::{MemoryStore, Store};
use alys::sync::import;
use criterion::{Criterion, criterion_group, criterion_main};

const BLOCKS: usize = 200;

fn chain() -> Vec<Block> {
    let genesis = Block::genesis(vec![0; 256]);
    std::iter::successors(Some(genesis), |last| Some(last.child(vec![1; 256])))
        .take(BLOCKS)
        .collect()
}

fn blocks(criterion: &mut Criterion) {
    let blocks = chain();
    criterion.bench_function("hash a block", |bencher| {
        bencher.iter(|| black_box(&blocks[1]).hash());
    });
    criterion.bench_function("import 200 blocks", |bencher| {
        bencher.iter(|| import(&mut MemoryStore::default(), blocks.clone()));
    });
    let mut store = MemoryStore::default();
    import(&mut store, blocks.clone()).expect("the chain fits");
    criterion.bench_function("verify 200 blocks", |bencher| {
        bencher.iter(|| store.verify());
    });
}

criterion_group!(chain_of_blocks, blocks);
criterion_main!(chain_of_blocks);
