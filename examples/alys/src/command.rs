//! What a command line asks for.

use crate::error::Error;
use crate::migration::Phase;

/// What `--help` prints.
pub const HELP: &str = "\
Usage: alys <command> [options]

Commands:
  serve     answer /health, /ready, /metrics and /features
  migrate   go to a phase of the migration, one checked step after the other
  verify    walk the chain and tell whether every block fits
  probe     ask a running service whether it answers as it should

Options of serve:
  --listen ADDRESS   where to listen (default: 127.0.0.1:8080)
  --features FILE    flags of the environment, as TOML

Options of migrate:
  --to PHASE         the phase to reach, forwards or backwards
  --status           print the phase and the counters, change nothing

Options of probe:
  --url URL            the service, such as http://alys:8080
  --environment NAME   the environment whose flags it must have (default: any)

DATABASE_URL names the PostgreSQL database. Without it, serve keeps its blocks in memory;
migrate and verify need it.
";

/// What a command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Print the help.
    Help,
    /// Print the version.
    Version,
    /// Answer requests.
    Serve {
        /// Where to listen.
        listen: String,
        /// The file with the flags.
        features: Option<String>,
    },
    /// Go to a phase.
    Migrate {
        /// The phase to reach.
        to: Phase,
    },
    /// Print where the migration stands.
    MigrationStatus,
    /// Walk the chain.
    Verify,
    /// Ask a running service.
    Probe {
        /// Where it is.
        url: String,
        /// The environment that it must be in.
        environment: Option<String>,
    },
}

impl Command {
    /// Reads a command line, without the name of the program.
    ///
    /// ```
    /// use alys::command::Command;
    ///
    /// let command = Command::parse(["migrate", "--to", "actor-core"].map(String::from))?;
    /// assert_eq!(command, Command::Migrate { to: "actor-core".parse()? });
    /// # Ok::<(), alys::error::Error>(())
    /// ```
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, Error> {
        let mut arguments = arguments.into_iter();
        let command = match arguments.next().as_deref() {
            Some("--help" | "-h") => Command::Help,
            Some("--version" | "-V") => Command::Version,
            Some("verify") => Command::Verify,
            Some("serve") => return parse_serve(arguments),
            Some("migrate") => return parse_migrate(arguments),
            Some("probe") => return parse_probe(arguments),
            Some(other) => return Err(usage(&format!("no command {other:?}"))),
            None => return Err(usage("no command")),
        };
        nothing_left(arguments)?;
        Ok(command)
    }
}

fn usage(text: &str) -> Error {
    Error::Usage(format!("{text}; try `alys --help`"))
}

fn nothing_left(mut arguments: impl Iterator<Item = String>) -> Result<(), Error> {
    arguments
        .next()
        .map_or(Ok(()), |extra| Err(usage(&format!("unexpected {extra:?}"))))
}

fn parse_serve(mut arguments: impl Iterator<Item = String>) -> Result<Command, Error> {
    let mut listen = "127.0.0.1:8080".to_owned();
    let mut features = None;
    while let Some(option) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| usage(&format!("{option} needs a value")));
        match option.as_str() {
            "--listen" => listen = value?,
            "--features" => features = Some(value?),
            _ => return Err(usage(&format!("unexpected {option:?}"))),
        }
    }
    Ok(Command::Serve { listen, features })
}

fn parse_migrate(mut arguments: impl Iterator<Item = String>) -> Result<Command, Error> {
    let command = match arguments.next().as_deref() {
        Some("--status") => Command::MigrationStatus,
        Some("--to") => {
            let name = arguments
                .next()
                .ok_or_else(|| usage("--to needs a phase"))?;
            let to = name
                .parse()
                .map_err(|error: Error| usage(&error.to_string()))?;
            Command::Migrate { to }
        }
        _ => return Err(usage("migrate needs --to PHASE or --status")),
    };
    nothing_left(arguments)?;
    Ok(command)
}

fn parse_probe(mut arguments: impl Iterator<Item = String>) -> Result<Command, Error> {
    let mut url = None;
    let mut environment = None;
    while let Some(option) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| usage(&format!("{option} needs a value")));
        match option.as_str() {
            "--url" => url = Some(value?),
            "--environment" => environment = Some(value?),
            _ => return Err(usage(&format!("unexpected {option:?}"))),
        }
    }
    let url = url.ok_or_else(|| usage("probe needs --url URL"))?;
    Ok(Command::Probe { url, environment })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, Error> {
        Command::parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn commands_are_read() {
        let serve = |listen: &str, features: Option<&str>| Command::Serve {
            listen: listen.into(),
            features: features.map(String::from),
        };
        assert_eq!(parse("serve").unwrap(), serve("127.0.0.1:8080", None));
        assert_eq!(
            parse("serve --features f.toml --listen [::]:80").unwrap(),
            serve("[::]:80", Some("f.toml"))
        );
        assert_eq!(
            parse("migrate --to complete").unwrap(),
            Command::Migrate {
                to: Phase::Complete
            }
        );
        assert_eq!(parse("migrate --status").unwrap(), Command::MigrationStatus);
        assert_eq!(parse("verify").unwrap(), Command::Verify);
        assert_eq!(
            parse("probe --environment canary --url http://alys").unwrap(),
            Command::Probe {
                url: "http://alys".into(),
                environment: Some("canary".into())
            }
        );
    }

    #[test]
    fn mistakes_are_usage_errors() {
        for line in [
            "",
            "destroy",
            "verify now",
            "serve --listen",
            "serve --port 80",
            "migrate",
            "migrate --to",
            "migrate --to nowhere",
            "migrate --status now",
            "probe",
            "probe --url",
            "probe --path /",
        ] {
            let error = parse(line).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
            assert!(
                error.to_string().ends_with("try `alys --help`"),
                "{line}: {error}"
            );
        }
    }
}
