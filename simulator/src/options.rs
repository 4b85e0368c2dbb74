//! What a simulator is started with, as a value and as command-line arguments.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

/// Where `npm` puts the Streams release, tried from the working directory upwards.
const STREAMS_RELEASE: [&str; 2] = [
    "node_modules/amazon-connect-streams/release/connect-streams-min.js",
    "node_modules/amazon-connect-streams/release/connect-streams.js",
];

/// How to start a [`Simulator`](crate::Simulator).
#[derive(Clone, Debug)]
pub struct Options {
    /// A loopback address; any other is refused.
    pub address: IpAddr,
    /// 0 takes a free port.
    pub port: u16,
    /// Serves the contact control panel over TLS, on a port of its own with a self-signed certificate.
    pub tls: bool,
    /// Static files, by host and URL prefix.
    pub mounts: Vec<Mount>,
    /// The Streams release; looked for in `node_modules` when not given.
    pub streams: Option<PathBuf>,
    /// The agent that a reset returns to.
    pub agent: AgentOptions,
}

/// The agent at the start and after a reset.
#[derive(Clone, Debug)]
pub struct AgentOptions {
    /// The login name.
    pub username: String,
    /// The display name.
    pub name: String,
    /// The routing profile's name.
    pub profile: String,
}

/// Files of one directory (or one file) under a URL prefix of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// A full host name such as `app.localhost`, or `*` for every host.
    pub host: String,
    /// Begins with a slash.
    pub prefix: String,
    /// A directory, or a file served at exactly the prefix.
    pub path: PathBuf,
}

/// Why a simulator could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The simulator grants everything to everybody, so it stays on this machine.
    #[error(
        "address {0} is not a loopback address; the simulator listens on this machine only, use 127.0.0.1"
    )]
    NotLoopback(IpAddr),
    /// The mount's text has another shape.
    #[error(
        "mount {0:?} is not <host>:<url-prefix>=<path>, for example app:/pkg/=pkg; the prefix begins with a slash"
    )]
    BadMount(String),
    /// Nothing is there to serve.
    #[error("mount {prefix:?} of host {host} points to {path:?}, which does not exist")]
    MissingMount {
        /// The mount's host.
        host: String,
        /// The mount's prefix.
        prefix: String,
        /// The mount's path.
        path: PathBuf,
    },
    /// No Streams release.
    #[error("no amazon-connect-streams release {0}; run `npm ci`, or give its path with --streams")]
    NoStreams(String),
    /// The port is taken, or the like.
    #[error("cannot listen on {address}:{port}: {source}")]
    Listen {
        /// The address asked for.
        address: IpAddr,
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// No certificate, or none that the TLS library takes.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
    /// The runtime's threads could not be started.
    #[error("cannot start the runtime: {0}")]
    Runtime(std::io::Error),
    /// An argument nobody knows.
    #[error("unknown argument {0:?}; `simulator --help` lists those there are")]
    UnknownArgument(String),
    /// An argument without its value.
    #[error("{0} needs a value; see `simulator --help`")]
    MissingValue(String),
    /// An argument with a value that cannot be read.
    #[error("{argument} {value:?}: {why}")]
    BadValue {
        /// The argument.
        argument: &'static str,
        /// The value given.
        value: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            tls: false,
            mounts: Vec::new(),
            streams: None,
            agent: AgentOptions::default(),
        }
    }
}

impl Default for AgentOptions {
    fn default() -> Self {
        Self {
            username: "sim-agent".into(),
            name: "Sim Agent".into(),
            profile: "Basic Routing Profile".into(),
        }
    }
}

impl Options {
    /// Reads command-line arguments, without the program's name.
    ///
    /// # Errors
    /// An argument that is unknown, lacks its value or has one that cannot be read.
    pub fn from_arguments(arguments: impl IntoIterator<Item = String>) -> Result<Self, StartError> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let (name, mut inline) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with("--") => {
                    (name.to_owned(), Some(value.to_owned()))
                }
                _ => (argument, None),
            };
            let mut value = || {
                inline
                    .take()
                    .or_else(|| arguments.next())
                    .ok_or_else(|| StartError::MissingValue(name.clone()))
            };
            match name.as_str() {
                "--address" => options.address = parse("--address", value()?)?,
                "--port" => options.port = parse("--port", value()?)?,
                "--tls" => options.tls = true,
                "--mount" => options.mounts.push(Mount::parse(&value()?)?),
                "--streams" => options.streams = Some(value()?.into()),
                "--username" => options.agent.username = value()?,
                "--name" => options.agent.name = value()?,
                "--profile" => options.agent.profile = value()?,
                _ => return Err(StartError::UnknownArgument(name)),
            }
        }
        Ok(options)
    }

    /// The Streams release's path, given or found.
    pub(crate) fn streams_path(&self) -> Result<PathBuf, StartError> {
        if let Some(path) = &self.streams {
            return if path.is_file() {
                Ok(path.clone())
            } else {
                Err(StartError::NoStreams(format!("at {}", path.display())))
            };
        }
        let here =
            std::env::current_dir().map_err(|error| StartError::NoStreams(error.to_string()))?;
        here.ancestors()
            .flat_map(|folder| STREAMS_RELEASE.map(|release| folder.join(release)))
            .find(|path| path.is_file())
            .ok_or_else(|| {
                StartError::NoStreams(format!("in node_modules of {} or above", here.display()))
            })
    }
}

impl Mount {
    /// Files of `path` under `prefix` of `host` (`app`, `app.localhost`, `*`).
    ///
    /// # Errors
    /// The prefix does not begin with a slash, or the host is empty.
    pub fn new(host: &str, prefix: &str, path: impl AsRef<Path>) -> Result<Self, StartError> {
        if host.is_empty() || !prefix.starts_with('/') {
            return Err(StartError::BadMount(format!(
                "{host}:{prefix}={}",
                path.as_ref().display()
            )));
        }
        let known = host == "*"
            || host == "localhost"
            || host == "127.0.0.1"
            || host.ends_with(".localhost");
        let host = if known {
            host.to_owned()
        } else {
            format!("{host}.localhost")
        };
        Ok(Self {
            host,
            prefix: prefix.to_owned(),
            path: path.as_ref().to_owned(),
        })
    }

    /// Reads `<host>:<url-prefix>=<path>`.
    ///
    /// # Errors
    /// The text has another shape.
    pub fn parse(text: &str) -> Result<Self, StartError> {
        let bad = || StartError::BadMount(text.to_owned());
        let (host, rest) = text.split_once(':').ok_or_else(bad)?;
        let (prefix, path) = rest.split_once('=').ok_or_else(bad)?;
        if path.is_empty() {
            return Err(bad());
        }
        Self::new(host, prefix, path).map_err(|_| bad())
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(
    argument: &'static str,
    value: String,
) -> Result<T, StartError> {
    value.parse().map_err(|error: T::Err| StartError::BadValue {
        argument,
        why: error.to_string(),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_host_is_completed_and_a_full_one_kept() {
        for (text, host) in [
            ("app:/=x", "app.localhost"),
            ("lib.app.localhost:/=x", "lib.app.localhost"),
            ("*:/pkg/=x", "*"),
        ] {
            assert_eq!(Mount::parse(text).unwrap().host, host);
        }
    }

    #[test]
    fn a_mount_of_another_shape_is_named_in_the_error() {
        for text in ["app", "app:/", "app:pkg=x", ":/=x", "app:/="] {
            let error = Mount::parse(text).unwrap_err().to_string();
            assert!(error.contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn arguments_take_their_value_after_a_space_or_an_equals_sign() {
        let options = Options::from_arguments(
            ["--port", "8080", "--tls", "--mount=app:/pkg/=pkg"].map(String::from),
        )
        .unwrap();
        assert_eq!((options.port, options.tls), (8080, true));
        assert_eq!(
            options.mounts,
            [Mount {
                host: "app.localhost".into(),
                prefix: "/pkg/".into(),
                path: "pkg".into()
            }]
        );
        let error = Options::from_arguments(["--port".into(), "many".into()])
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("--port \"many\""), "{error}");
    }
}
