//! Asks a running service whether it does what it is for: the smoke test of a deployment.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Time between two tries: a service that was just started is not known everywhere at once.
const PAUSE: Duration = Duration::from_millis(200);

/// Asks every endpoint of the service at `url`. Each answer may take a few tries, until `within` is
/// over. With `environment` the feature flags must be those of that environment.
pub fn probe(
    url: &str,
    environment: Option<&str>,
    within: Duration,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let authority = authority(url)?;
    let flags = environment.map_or_else(String::new, |name| format!("environment {name}\n"));
    let end = Instant::now() + within;
    for (path, wanted) in [
        ("/health", "ok\n"),
        ("/ready", "ready\n"),
        ("/metrics", "\nalys_migration_phase{"),
        ("/features", flags.as_str()),
    ] {
        while let Err(error) = ask(&authority, path, wanted) {
            if Instant::now() >= end {
                return Err(Error::Probe(format!("{path}: {error}")));
            }
            thread::sleep(PAUSE);
        }
        writeln!(out, "{path} is as it should be")?;
    }
    Ok(())
}

/// Host and port of an address such as `http://alys:8080`.
fn authority(url: &str) -> Result<String, Error> {
    let rest = url
        .strip_prefix("http://")
        .map(|rest| rest.trim_end_matches('/'));
    match rest {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '@']) => {
            let port = if host.rsplit(']').next().unwrap_or(host).contains(':') {
                ""
            } else {
                ":80"
            };
            Ok(format!("{host}{port}"))
        }
        _ => Err(Error::Usage(format!(
            "{url:?} is no address such as http://alys:8080"
        ))),
    }
}

/// Whether the answer to a request is 200 and holds a text.
fn ask(authority: &str, path: &str, wanted: &str) -> Result<(), Error> {
    let answer = get(authority, path)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.lines().next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200 ") {
        return Err(Error::Probe(format!("{status}: {}", body.trim_end())));
    }
    if !body.contains(wanted) {
        return Err(Error::Probe(format!("no {wanted:?} in {body:?}")));
    }
    Ok(())
}

fn get(authority: &str, path: &str) -> Result<String, Error> {
    let mut refusal = Error::Probe(format!("{authority} has no address"));
    for address in authority.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => return converse(stream, authority, path),
            Err(error) => refusal = error.into(),
        }
    }
    Err(refusal)
}

fn converse(mut stream: TcpStream, authority: &str, path: &str) -> Result<String, Error> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // At once: a server may close when it has read the head, and that would reset what comes later.
    let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Features;
    use crate::http::{App, Server};
    use crate::store::MemoryStore;
    use crate::sync::Progress;

    const NO_TIME: Duration = Duration::ZERO;

    /// What a probe of a service with the flags of an environment tells; `requests` are answered.
    fn probed(requests: usize, environment: Option<&str>) -> (Result<(), Error>, String) {
        let flags = Features::parse("environment = 'canary'").unwrap();
        let app = App::new(
            Box::new(MemoryStore::default()),
            Some(flags),
            Progress::default(),
        );
        let server = Server::bind("127.0.0.1:0", app).unwrap();
        let url = format!("http://{}/", server.address().unwrap());
        let mut out = Vec::new();
        let result = thread::scope(|scope| {
            scope.spawn(|| server.run(Some(requests)).unwrap());
            probe(&url, environment, NO_TIME, &mut out)
        });
        (result, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_service_that_works_passes() {
        for environment in [None, Some("canary")] {
            let (result, out) = probed(4, environment);
            result.unwrap();
            assert_eq!(out.lines().count(), 4, "{out}");
        }
    }

    #[test]
    fn the_flags_of_another_environment_are_told() {
        let (result, out) = probed(4, Some("production"));
        let error = result.unwrap_err().to_string();
        assert!(
            error.starts_with("/features: no \"environment production"),
            "{error}"
        );
        assert_eq!(out.lines().count(), 3, "{out}");
    }

    #[test]
    fn another_status_is_told_with_its_reason() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let error = thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().unwrap();
                assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
                stream
                    .write_all(b"HTTP/1.1 503 Service Unavailable\r\n\r\nno store\n")
                    .unwrap();
            });
            probe(&url, None, NO_TIME, &mut Vec::new()).unwrap_err()
        });
        assert_eq!(
            error.to_string(),
            "/health: HTTP/1.1 503 Service Unavailable: no store"
        );
        assert_eq!(error.exit_code(), 1);
    }

    #[test]
    fn nobody_is_asked_until_the_time_is_over() {
        let start = Instant::now();
        let within = Duration::from_millis(300);
        // Port 1 of the loopback is not listened on.
        let error = probe("http://127.0.0.1:1", None, within, &mut Vec::new()).unwrap_err();
        assert!(error.to_string().starts_with("/health: "), "{error}");
        assert!(start.elapsed() >= within);
    }

    #[test]
    fn an_address_gets_its_port() {
        assert_eq!(authority("http://alys").unwrap(), "alys:80");
        assert_eq!(authority("http://alys:8080/").unwrap(), "alys:8080");
        assert_eq!(authority("http://[::1]").unwrap(), "[::1]:80");
        for url in ["alys:8080", "https://alys", "http://", "http://alys/path"] {
            assert_eq!(authority(url).unwrap_err().exit_code(), 2, "{url}");
        }
    }
}
