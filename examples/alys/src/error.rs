//! What can go wrong, in one type.

use std::fmt;

/// An error of the service, with what a person needs to act on it.
#[derive(Debug)]
pub enum Error {
    /// The command line cannot be understood.
    Usage(String),
    /// A configuration file cannot be read or breaks a rule.
    Config(String),
    /// A block does not follow the one before it.
    Chain(String),
    /// The migration does not allow the step.
    Migration(String),
    /// A running service does not answer as it should.
    Probe(String),
    /// The database refused or is not there.
    Database(postgres::Error),
    /// Reading or writing failed.
    Io(std::io::Error),
}

impl Error {
    /// What the process ends with.
    ///
    /// ```
    /// use alys::error::Error;
    ///
    /// assert_eq!(Error::Usage("no command".into()).exit_code(), 2);
    /// assert_eq!(Error::Chain("gap".into()).exit_code(), 1);
    /// ```
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) => 2,
            _ => 1,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Usage(text) | Error::Config(text) | Error::Chain(text) => f.write_str(text),
            Error::Migration(text) | Error::Probe(text) => f.write_str(text),
            Error::Database(error) => match error.as_db_error() {
                Some(answer) => write!(f, "database: {}", answer.message()),
                None => write!(f, "database: {error}"),
            },
            Error::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        Error::Database(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::Io(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_shown_as_it_is() {
        for error in [
            Error::Usage("text".into()),
            Error::Config("text".into()),
            Error::Chain("text".into()),
            Error::Migration("text".into()),
            Error::Probe("text".into()),
        ] {
            assert_eq!(error.to_string(), "text");
        }
    }

    #[test]
    fn a_failure_of_the_system_keeps_its_reason() {
        let error: Error = std::io::Error::other("disk full").into();
        assert_eq!(error.to_string(), "disk full");
        assert_eq!(error.exit_code(), 1);
    }

    #[test]
    fn a_database_url_that_cannot_be_read_is_a_database_error() {
        let error: Error = "postgres://host:port"
            .parse::<postgres::Config>()
            .unwrap_err()
            .into();
        assert!(error.to_string().starts_with("database: "), "{error}");
    }
}
