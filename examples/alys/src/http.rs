//! The endpoints that a load balancer, a cluster and Prometheus ask.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::config::Features;
use crate::error::Error;
use crate::metrics;
use crate::store::Store;
use crate::sync::Progress;

/// A client that says nothing for this long is left.
const PATIENCE: Duration = Duration::from_secs(5);

/// Longest head of a request that is read.
const HEAD_LIMIT: u64 = 8 * 1024;

/// What the endpoints tell about.
pub struct App {
    store: Mutex<Box<dyn Store>>,
    features: Option<Features>,
    progress: Progress,
}

impl App {
    /// An app over a store, with the flags of its environment where there are some.
    pub fn new(store: Box<dyn Store>, features: Option<Features>, progress: Progress) -> Self {
        App {
            store: Mutex::new(store),
            features,
            progress,
        }
    }

    fn store(&self) -> MutexGuard<'_, Box<dyn Store>> {
        // A request that panicked holds no half-written state: stores write in one step.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a request.
    pub fn answer(&self, method: &str, path: &str) -> Response {
        if method != "GET" && method != "HEAD" {
            return Response::text(405, "only GET and HEAD are answered\n");
        }
        match path.split('?').next().unwrap_or_default() {
            "/health" => Response::text(200, "ok\n"),
            "/ready" => match self.store().tip() {
                Ok(_) => Response::text(200, "ready\n"),
                Err(error) => Response::text(503, &format!("not ready: {error}\n")),
            },
            "/metrics" => match metrics::collect(self.store().as_mut(), &self.progress) {
                Ok(metrics) => Response::text(200, &metrics::render(&metrics)),
                Err(error) => Response::text(503, &format!("{error}\n")),
            },
            "/features" => Response::text(200, &self.features_text()),
            _ => Response::text(404, "not found\n"),
        }
    }

    fn features_text(&self) -> String {
        let Some(features) = &self.features else {
            return "none\n".into();
        };
        let flags = features.iter().map(|(name, flag)| {
            let share = if flag.enabled { flag.rollout } else { 0 };
            format!("{name} {share}%\n")
        });
        std::iter::once(format!("environment {}\n", features.environment))
            .chain(flags)
            .collect()
    }
}

/// A status and a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The text.
    pub body: String,
}

impl Response {
    fn text(status: u16, body: &str) -> Self {
        Response {
            status,
            body: body.to_owned(),
        }
    }

    fn reason(&self) -> &'static str {
        match self.status {
            200 => "OK",
            400 => "Bad Request",
            404 => "Not Found",
            405 => "Method Not Allowed",
            _ => "Service Unavailable",
        }
    }

    fn head(&self) -> String {
        format!(
            "HTTP/1.1 {} {}\r\nContent-Type: text/plain; charset=utf-8\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.status,
            self.reason(),
            self.body.len()
        )
    }
}

/// A server that listens and does not answer yet.
pub struct Server {
    listener: TcpListener,
    app: Arc<App>,
}

impl Server {
    /// Starts to listen; port 0 is a free one.
    pub fn bind(address: impl ToSocketAddrs, app: App) -> Result<Self, Error> {
        Ok(Server {
            listener: TcpListener::bind(address)?,
            app: Arc::new(app),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> Result<SocketAddr, Error> {
        Ok(self.listener.local_addr()?)
    }

    /// Answers requests, each in a thread of its own, until `requests` were taken; without a number
    /// it goes on for ever.
    pub fn run(&self, requests: Option<usize>) -> Result<(), Error> {
        thread::scope(|scope| {
            for stream in self
                .listener
                .incoming()
                .take(requests.unwrap_or(usize::MAX))
            {
                let Ok(stream) = stream else { continue };
                let app = Arc::clone(&self.app);
                // A client that leaves early is no concern of the server.
                scope.spawn(move || converse(&app, stream).ok());
            }
        });
        Ok(())
    }
}

fn converse(app: &App, mut stream: TcpStream) -> Result<(), Error> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let line = read_head(&stream)?;
    let mut words = line.split_whitespace();
    let (method, response) = match (words.next(), words.next(), words.next()) {
        (Some(method), Some(path), Some(version)) if version.starts_with("HTTP/1.") => {
            (method, app.answer(method, path))
        }
        _ => ("", Response::text(400, "not an HTTP request\n")),
    };
    stream.write_all(response.head().as_bytes())?;
    if method != "HEAD" {
        stream.write_all(response.body.as_bytes())?;
    }
    Ok(())
}

/// Reads the head of a request and returns its first line.
fn read_head(stream: &TcpStream) -> Result<String, Error> {
    let mut lines = BufReader::new(stream.take(HEAD_LIMIT)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    // The rest is read, because closing a socket with unread data resets it under the answer.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Block;
    use crate::migration::Migration;
    use crate::store::MemoryStore;

    struct Broken;

    impl Store for Broken {
        fn append(&mut self, _: &Block) -> Result<(), Error> {
            Err(Error::Chain("gone".into()))
        }
        fn tip(&mut self) -> Result<Option<Block>, Error> {
            Err(Error::Chain("gone".into()))
        }
        fn block(&mut self, _: u64) -> Result<Option<Block>, Error> {
            Err(Error::Chain("gone".into()))
        }
        fn migration(&mut self) -> Result<Migration, Error> {
            Err(Error::Chain("gone".into()))
        }
        fn save_migration(&mut self, _: &Migration) -> Result<(), Error> {
            Err(Error::Chain("gone".into()))
        }
    }

    fn app(store: impl Store + 'static) -> App {
        App::new(Box::new(store), None, Progress::default())
    }

    fn exchange(request: &str) -> String {
        let server = Server::bind("127.0.0.1:0", app(MemoryStore::default())).unwrap();
        let address = server.address().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| server.run(Some(1)).unwrap());
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        })
    }

    #[test]
    fn a_healthy_service_says_so() {
        let app = app(MemoryStore::default());
        assert_eq!(app.answer("GET", "/health"), Response::text(200, "ok\n"));
        assert_eq!(
            app.answer("GET", "/ready?verbose"),
            Response::text(200, "ready\n")
        );
        assert!(
            app.answer("GET", "/metrics")
                .body
                .contains("alys_blocks 0\n")
        );
        assert_eq!(app.answer("GET", "/").status, 404);
        assert_eq!(app.answer("POST", "/health").status, 405);
    }

    #[test]
    fn a_service_without_its_store_is_alive_and_not_ready() {
        let app = app(Broken);
        assert_eq!(app.answer("GET", "/health").status, 200);
        assert_eq!(
            app.answer("GET", "/ready"),
            Response::text(503, "not ready: gone\n")
        );
        assert_eq!(app.answer("GET", "/metrics").status, 503);
    }

    #[test]
    fn flags_are_listed_with_the_share_they_reach() {
        let text = "environment = 'canary'\n[features.a]\nenabled = true\nrollout = 50\n\
                    [features.b]\nenabled = false\nrollout = 50";
        let features = Some(Features::parse(text).unwrap());
        let app = App::new(
            Box::new(MemoryStore::default()),
            features,
            Progress::default(),
        );
        assert_eq!(
            app.answer("GET", "/features").body,
            "environment canary\na 50%\nb 0%\n"
        );
        let without = self::app(MemoryStore::default());
        assert_eq!(without.answer("GET", "/features").body, "none\n");
    }

    #[test]
    fn a_request_is_answered_over_the_network() {
        let answer = exchange("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.contains("Content-Length: 3\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nok\n"), "{answer}");
    }

    #[test]
    fn a_head_request_gets_no_body() {
        let answer = exchange("HEAD /health HTTP/1.1\r\n\r\n");
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    }

    #[test]
    fn nonsense_is_refused() {
        assert!(exchange("hello\r\n\r\n").starts_with("HTTP/1.1 400 Bad Request\r\n"));
        assert!(exchange("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
        assert!(exchange("GET /none HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
    }
}
