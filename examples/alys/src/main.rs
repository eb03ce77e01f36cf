//! The `alys` program.

use std::io;
use std::process::ExitCode;

use alys::cli;
use alys::command::Command;

fn main() -> ExitCode {
    let database = std::env::var("DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty());
    let result = Command::parse(std::env::args().skip(1))
        .and_then(|command| cli::run(command, database.as_deref(), &mut io::stdout().lock()));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("alys: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
