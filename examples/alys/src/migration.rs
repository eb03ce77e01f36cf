//! The phases of the migration and the steps between them.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A stage of the migration. The order is that of the way there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Backups, metrics and feature flags are in place.
    #[default]
    Foundation,
    /// The actor system runs the service.
    ActorCore,
    /// Blocks are synchronized in parallel.
    SyncImprovement,
    /// The execution layer is the new one.
    LighthouseMigration,
    /// Governance decides over the network.
    GovernanceIntegration,
    /// Nothing of the old architecture is left.
    Complete,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Phase; 6] = [
        Phase::Foundation,
        Phase::ActorCore,
        Phase::SyncImprovement,
        Phase::LighthouseMigration,
        Phase::GovernanceIntegration,
        Phase::Complete,
    ];

    /// The name used on the command line, in files and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Foundation => "foundation",
            Phase::ActorCore => "actor-core",
            Phase::SyncImprovement => "sync-improvement",
            Phase::LighthouseMigration => "lighthouse-migration",
            Phase::GovernanceIntegration => "governance-integration",
            Phase::Complete => "complete",
        }
    }

    /// The phase after this one; the last has none.
    ///
    /// ```
    /// use alys::migration::Phase;
    ///
    /// assert_eq!(Phase::Foundation.next(), Some(Phase::ActorCore));
    /// assert_eq!(Phase::Complete.next(), None);
    /// ```
    pub fn next(self) -> Option<Phase> {
        Phase::ALL.get(self as usize + 1).copied()
    }

    /// The phase before this one; the first has none.
    pub fn previous(self) -> Option<Phase> {
        (self as usize).checked_sub(1).map(|at| Phase::ALL[at])
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Phase {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Phase::ALL
            .into_iter()
            .find(|phase| phase.name() == name)
            .ok_or_else(|| {
                let known = Phase::ALL.map(Phase::name).join(", ");
                Error::Migration(format!("no phase {name:?}; phases are {known}"))
            })
    }
}

/// Where the migration stands and what it went through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migration {
    phase: Phase,
    steps: u64,
    errors: u64,
    rollbacks: u64,
}

impl Migration {
    /// A migration as it was saved.
    pub fn restore(phase: Phase, steps: u64, errors: u64, rollbacks: u64) -> Self {
        Migration {
            phase,
            steps,
            errors,
            rollbacks,
        }
    }

    /// The phase that is in force.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Steps that were tried, whether they succeeded or not.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Steps that failed.
    pub fn errors(&self) -> u64 {
        self.errors
    }

    /// Steps that were taken back.
    pub fn rollbacks(&self) -> u64 {
        self.rollbacks
    }

    /// Goes to the next phase if `check` allows it. A refused step is counted and changes no phase.
    ///
    /// ```
    /// use alys::migration::{Migration, Phase};
    ///
    /// let mut migration = Migration::default();
    /// assert_eq!(migration.advance(|_| Ok(()))?, Phase::ActorCore);
    /// # Ok::<(), alys::error::Error>(())
    /// ```
    pub fn advance(
        &mut self,
        check: impl FnOnce(Phase) -> Result<(), Error>,
    ) -> Result<Phase, Error> {
        let next = self
            .phase
            .next()
            .ok_or_else(|| Error::Migration("the migration is complete".into()))?;
        self.steps += 1;
        if let Err(error) = check(next) {
            self.errors += 1;
            return Err(Error::Migration(format!("{next} cannot start: {error}")));
        }
        self.phase = next;
        Ok(next)
    }

    /// Goes back to the phase before. The first phase has nothing to go back to.
    pub fn roll_back(&mut self) -> Result<Phase, Error> {
        let previous = self
            .phase
            .previous()
            .ok_or_else(|| Error::Migration(format!("{} is the first phase", self.phase)))?;
        self.phase = previous;
        self.rollbacks += 1;
        Ok(previous)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_read_by_their_names() {
        for phase in Phase::ALL {
            assert_eq!(phase.to_string().parse::<Phase>().unwrap(), phase);
        }
        let message = "unknown".parse::<Phase>().unwrap_err().to_string();
        assert!(message.contains("foundation, actor-core"), "{message}");
    }

    #[test]
    fn every_phase_but_the_ends_has_neighbours() {
        for pair in Phase::ALL.windows(2) {
            assert_eq!(pair[0].next(), Some(pair[1]));
            assert_eq!(pair[1].previous(), Some(pair[0]));
        }
        assert_eq!(Phase::Foundation.previous(), None);
    }

    #[test]
    fn the_way_ends_at_complete() {
        let mut migration = Migration::default();
        for phase in &Phase::ALL[1..] {
            assert_eq!(migration.advance(|_| Ok(())).unwrap(), *phase);
        }
        assert!(migration.advance(|_| Ok(())).is_err());
        assert_eq!((migration.steps(), migration.errors()), (5, 0));
    }

    #[test]
    fn a_refused_step_is_counted_and_changes_nothing() {
        let mut migration = Migration::default();
        let refusal = migration.advance(|_| Err(Error::Chain("block 3 is missing".into())));
        assert_eq!(
            refusal.unwrap_err().to_string(),
            "actor-core cannot start: block 3 is missing"
        );
        assert_eq!(migration, Migration::restore(Phase::Foundation, 1, 1, 0));
    }

    #[test]
    fn a_step_can_be_taken_back() {
        let mut migration = Migration::default();
        migration.advance(|_| Ok(())).unwrap();
        assert_eq!(migration.roll_back().unwrap(), Phase::Foundation);
        assert_eq!(migration.rollbacks(), 1);
        assert!(migration.roll_back().is_err());
        assert_eq!(migration.rollbacks(), 1);
    }
}
