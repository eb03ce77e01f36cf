//! Governance integration: a feature is nowhere on for more nodes than the one it needs.

#[allow(dead_code, reason = "the tests of other phases use the rest")]
mod phase;

use std::path::Path;

use alys::config::Features;
use alys::migration::Phase;
use alys::store::Store;
use alys::sync::import;

/// Features in the order of the phases that bring them.
const ORDER: [&str; 4] = [
    "actor-core",
    "sync-improvement",
    "lighthouse-migration",
    "governance-integration",
];

fn flags(environment: &str) -> Features {
    let file = format!("config/features-{environment}.toml");
    Features::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

#[test]
fn the_network_goes_on_under_governance() {
    let mut store = phase::enter(Phase::GovernanceIntegration);
    let blocks = store.verify().unwrap();
    let news = phase::children(&store.tip().unwrap().unwrap(), 10);
    assert_eq!(import(&mut store, news).unwrap().added, 10);
    assert_eq!(store.verify().unwrap(), blocks + 10);
}

#[test]
fn no_feature_reaches_more_nodes_than_the_one_before() {
    for environment in ["testnet", "staging", "canary", "production"] {
        let flags = flags(environment);
        let share = |name: &str| {
            let (_, flag) = flags.iter().find(|(known, _)| *known == name).unwrap();
            if flag.enabled { flag.rollout } else { 0 }
        };
        let shares = ORDER.map(share);
        assert!(
            shares.is_sorted_by(|one, next| one >= next),
            "{environment}: {shares:?}"
        );
    }
}

#[test]
fn production_has_no_feature_that_testnet_lacks() {
    let (production, testnet) = (flags("production"), flags("testnet"));
    for (name, flag) in production.iter() {
        let (_, before) = testnet.iter().find(|(known, _)| *known == name).unwrap();
        assert!(
            !flag.enabled || before.enabled && before.rollout >= flag.rollout,
            "{name}"
        );
    }
}
