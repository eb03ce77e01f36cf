//! What the service measures, in the text format that Prometheus reads.

use std::fmt::Write;

use crate::error::Error;
use crate::store::Store;
use crate::sync::Progress;

/// The kind of a metric, as the text format names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number that only grows.
    Counter,
    /// A number that goes up and down.
    Gauge,
}

/// One metric with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    name: &'static str,
    help: &'static str,
    kind: Kind,
    label: Option<(&'static str, String)>,
    value: f64,
}

impl Metric {
    /// A number that only grows.
    pub fn counter(name: &'static str, help: &'static str, value: u64) -> Self {
        Metric {
            name,
            help,
            kind: Kind::Counter,
            label: None,
            value: value as f64,
        }
    }

    /// A number that goes up and down.
    pub fn gauge(name: &'static str, help: &'static str, value: f64) -> Self {
        Metric {
            name,
            help,
            kind: Kind::Gauge,
            label: None,
            value,
        }
    }

    /// The metric with a label.
    pub fn labelled(mut self, name: &'static str, value: &str) -> Self {
        self.label = Some((name, value.to_owned()));
        self
    }
}

fn escape(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

/// The metrics as text.
///
/// ```
/// use alys::metrics::{Metric, render};
///
/// let text = render(&[Metric::counter("blocks_total", "Blocks stored.", 3)]);
/// assert_eq!(text, "# HELP blocks_total Blocks stored.\n# TYPE blocks_total counter\nblocks_total 3\n");
/// ```
pub fn render(metrics: &[Metric]) -> String {
    let mut text = String::new();
    for Metric {
        name,
        help,
        kind,
        label,
        value,
    } in metrics
    {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        let label = label.as_ref().map_or_else(String::new, |(name, value)| {
            format!("{{{name}=\"{}\"}}", escape(value))
        });
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name}{label} {value}"
        );
    }
    text
}

/// What a store and the synchronization into it have to tell.
pub fn collect(store: &mut dyn Store, progress: &Progress) -> Result<Vec<Metric>, Error> {
    let migration = store.migration()?;
    let blocks = store.tip()?.map_or(0, |tip| tip.height + 1);
    Ok(vec![
        Metric::gauge("alys_migration_phase", "Phase in force, counted from 0.", {
            migration.phase() as u8 as f64
        })
        .labelled("phase", migration.phase().name()),
        Metric::counter(
            "alys_migration_total",
            "Steps that were tried.",
            migration.steps(),
        ),
        Metric::counter(
            "alys_migration_errors_total",
            "Steps that failed.",
            migration.errors(),
        ),
        Metric::counter(
            "alys_migration_rollbacks_total",
            "Steps that were taken back.",
            migration.rollbacks(),
        ),
        Metric::gauge("alys_blocks", "Blocks in the store.", blocks as f64),
        Metric::gauge(
            "alys_sync_blocks_per_second",
            "Speed of the last synchronization.",
            progress.blocks_per_second(),
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Block;
    use crate::store::MemoryStore;

    #[test]
    fn labels_are_escaped() {
        let metric = Metric::gauge("speed", "Speed.", 1.5).labelled("node", "a\"b\\c\nd");
        let text = render(&[metric]);
        assert!(
            text.ends_with("speed{node=\"a\\\"b\\\\c\\nd\"} 1.5\n"),
            "{text}"
        );
        assert!(text.contains("# TYPE speed gauge\n"));
    }

    #[test]
    fn a_store_tells_its_migration_and_blocks() {
        let mut store = MemoryStore::default();
        store.append(&Block::genesis(vec![])).unwrap();
        let mut migration = store.migration().unwrap();
        migration.advance(|_| Ok(())).unwrap();
        migration.roll_back().unwrap();
        store.save_migration(&migration).unwrap();
        let text = render(&collect(&mut store, &Progress::default()).unwrap());
        for line in [
            "alys_migration_phase{phase=\"foundation\"} 0",
            "alys_migration_total 1",
            "alys_migration_errors_total 0",
            "alys_migration_rollbacks_total 1",
            "alys_blocks 1",
            "alys_sync_blocks_per_second 0",
        ] {
            assert!(
                text.lines().any(|each| each == line),
                "no {line:?} in\n{text}"
            );
        }
    }
}
