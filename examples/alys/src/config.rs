//! Feature flags of an environment, read from a TOML file such as `config/features-testnet.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::error::Error;

/// The flags of one environment.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Features {
    /// The environment that the flags are for.
    pub environment: String,
    #[serde(default)]
    features: BTreeMap<String, Flag>,
}

/// One flag.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Flag {
    /// Whether the feature is on at all.
    pub enabled: bool,
    /// For how many of a hundred nodes it is on.
    #[serde(default = "everyone")]
    pub rollout: u8,
}

fn everyone() -> u8 {
    100
}

impl Features {
    /// Reads flags from the text of a file.
    ///
    /// ```
    /// use alys::config::Features;
    ///
    /// let features = Features::parse("environment = 'testnet'\n[features.actor-core]\nenabled = true")?;
    /// assert!(features.is_on("actor-core", "node-1"));
    /// assert!(!features.is_on("sync-improvement", "node-1"));
    /// # Ok::<(), alys::error::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Error> {
        let features: Features = toml::from_str(text)
            .map_err(|error| Error::Config(error.to_string().trim_end().to_owned()))?;
        for (name, flag) in &features.features {
            if flag.rollout > 100 {
                return Err(Error::Config(format!(
                    "features.{name}: rollout must be 0 to 100, got {}",
                    flag.rollout
                )));
            }
        }
        Ok(features)
    }

    /// Reads flags from a file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let place = path.display();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::Config(format!("{place}: {error}")))?;
        Features::parse(&text).map_err(|error| Error::Config(format!("{place}: {error}")))
    }

    /// The flags by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Flag)> {
        self.features
            .iter()
            .map(|(name, flag)| (name.as_str(), flag))
    }

    /// Whether a feature is on for a node. A node keeps its answer while the rollout grows, so no
    /// node flips back and forth; a feature that is not listed is off.
    pub fn is_on(&self, feature: &str, node: &str) -> bool {
        self.features
            .get(feature)
            .is_some_and(|flag| flag.enabled && bucket(feature, node) < u64::from(flag.rollout))
    }
}

/// A number from 0 to 99 that is always the same for a feature and a node (FNV-1a).
fn bucket(feature: &str, node: &str) -> u64 {
    let bytes = feature.bytes().chain([0]).chain(node.bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    // The low bits of FNV-1a mix less well than the high ones.
    (hash ^ (hash >> 32)) % 100
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_rollout(rollout: u8) -> Features {
        let flag = format!("[features.sync]\nenabled = true\nrollout = {rollout}");
        Features::parse(&format!("environment = 'canary'\n{flag}")).unwrap()
    }

    fn nodes_on(features: &Features) -> usize {
        (0..1000)
            .filter(|node| features.is_on("sync", &format!("node-{node}")))
            .count()
    }

    #[test]
    fn a_rollout_reaches_about_its_share_of_the_nodes() {
        assert_eq!(nodes_on(&with_rollout(0)), 0);
        assert_eq!(nodes_on(&with_rollout(100)), 1000);
        let third = nodes_on(&with_rollout(30));
        assert!((240..=360).contains(&third), "{third} of 1000");
    }

    #[test]
    fn a_feature_that_is_off_is_off_for_everyone() {
        let text = "environment = 'canary'\n[features.sync]\nenabled = false\nrollout = 100";
        assert_eq!(nodes_on(&Features::parse(text).unwrap()), 0);
    }

    #[test]
    fn mistakes_are_refused() {
        let parse = |text: &str| Features::parse(text).unwrap_err().to_string();
        assert!(parse("features = 3").contains("features"));
        assert!(parse("environment = 'a'\nspeed = 1").contains("speed"));
        let flag = "environment = 'a'\n[features.sync]\nenabled = true\nrollout = 101";
        assert_eq!(
            parse(flag),
            "features.sync: rollout must be 0 to 100, got 101"
        );
    }

    #[test]
    fn a_file_is_named_in_the_error() {
        let error = Features::load(Path::new("config/none.toml")).unwrap_err();
        assert!(
            error.to_string().starts_with("config/none.toml: "),
            "{error}"
        );
    }

    #[test]
    fn every_environment_has_flags_for_the_same_features() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let names = |environment: &str| {
            let path = root.join(format!("features-{environment}.toml"));
            let features = Features::load(&path).unwrap();
            assert_eq!(features.environment, environment);
            features
                .iter()
                .map(|(name, _)| name.to_owned())
                .collect::<Vec<_>>()
        };
        let expected = names("testnet");
        assert_eq!(expected.len(), 4);
        for environment in ["staging", "canary", "production"] {
            assert_eq!(names(environment), expected, "{environment}");
        }
    }
}
