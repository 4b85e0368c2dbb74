//! A simulator's options: as a value, and as the program's arguments.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use clap::Parser;

/// npm puts the Streams release here, below the working directory or one above it.
const STREAMS_RELEASE: [&str; 2] = [
    "node_modules/amazon-connect-streams/release/connect-streams-min.js",
    "node_modules/amazon-connect-streams/release/connect-streams.js",
];

/// How to start a [`Simulator`](crate::Simulator).
#[derive(Clone, Debug, Parser)]
pub struct Options {
    /// The address to listen on; the simulator refuses any but a loopback one
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Serve the CCP and its API over TLS, on a free port of their own and with a self-signed certificate
    #[arg(long)]
    pub tls: bool,
    /// Serve a directory, or one file, under a URL prefix of a host: app, lib.app, … or * for every host; repeatable.
    /// The longest prefix wins
    #[arg(long = "mount", value_name = "HOST:PREFIX=PATH", value_parser = Mount::parse)]
    pub mounts: Vec<Mount>,
    /// The amazon-connect-streams release to run [default: the one that npm has installed, here or above]
    #[arg(long, value_name = "FILE")]
    pub streams: Option<PathBuf>,
    /// The agent that a reset returns to.
    #[command(flatten)]
    pub agent: AgentOptions,
}

/// The agent at the start and after a reset.
#[derive(Clone, Debug, clap::Args)]
pub struct AgentOptions {
    /// The agent's login name, at the start and after a reset
    #[arg(long, default_value = "sim-agent")]
    pub username: String,
    /// The agent's display name
    #[arg(long, default_value = "Sim Agent")]
    pub name: String,
    /// The name of the agent's routing profile
    #[arg(long, default_value = "Basic Routing Profile")]
    pub profile: String,
}

/// Files of one directory (or one file) under a URL prefix of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// A full host name such as `app.localhost`, or `*` for every host.
    pub host: String,
    /// Starts with a slash.
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
        "mount {0:?} is not <host>:<url-prefix>=<path>, for example app:/pkg/=pkg; the prefix starts with a slash"
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
        /// The system's error.
        source: std::io::Error,
    },
    /// No certificate, or none that the TLS library takes.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
    /// The runtime's threads could not be started.
    #[error("cannot start the runtime: {0}")]
    Runtime(std::io::Error),
}

impl Default for Options {
    /// The program's own defaults.
    fn default() -> Self {
        Self::parse_from(["simulator"])
    }
}

impl Default for AgentOptions {
    fn default() -> Self {
        Options::default().agent
    }
}

impl Options {
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
    /// The prefix does not start with a slash, or the host is empty.
    pub fn new(host: &str, prefix: &str, path: impl AsRef<Path>) -> Result<Self, StartError> {
        if host.is_empty() || !prefix.starts_with('/') {
            return Err(StartError::BadMount(format!(
                "{host}:{prefix}={}",
                path.as_ref().display()
            )));
        }
        let full = ["*", "localhost", "127.0.0.1"].contains(&host) || host.ends_with(".localhost");
        Ok(Self {
            host: if full {
                host.to_owned()
            } else {
                format!("{host}.localhost")
            },
            prefix: prefix.to_owned(),
            path: path.as_ref().to_owned(),
        })
    }

    /// Reads `<host>:<url-prefix>=<path>`.
    ///
    /// # Errors
    /// The text has another shape.
    pub fn parse(text: &str) -> Result<Self, StartError> {
        let parts = text
            .split_once(':')
            .and_then(|(host, rest)| Some((host, rest.split_once('=')?)));
        match parts {
            Some((host, (prefix, path))) if !path.is_empty() => Self::new(host, prefix, path),
            _ => Err(StartError::BadMount(text.to_owned())),
        }
    }
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
            let error = Options::try_parse_from(["simulator", "--mount", text]).unwrap_err();
            assert!(error.to_string().contains("<url-prefix>"), "{error}");
        }
    }
}
