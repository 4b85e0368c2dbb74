//! The TLS port: the same server behind a self-signed certificate and a link that may be slow.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::DuplexStream;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::server::TlsStream;

use crate::connection::{Peer, Stream, Transport};
use crate::hosts::CCP;
use crate::link;
use crate::shared::Shared;

/// The number of connections that may wait, with their handshake done, until the server takes them.
const WAITING_AT_MOST: usize = 64;

/// A link to a client.
type Link = TlsStream<DuplexStream>;

/// Shakes hands with a certificate made for the occasion.
pub(crate) fn acceptor() -> Result<TlsAcceptor, String> {
    let made = rcgen::generate_simple_self_signed([CCP.to_owned()]);
    let made = made.map_err(|error| error.to_string())?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .map(|config| TlsAcceptor::from(Arc::new(config)))
        .map_err(|error| error.to_string())
}

/// The listener.
pub(crate) struct Tls {
    address: io::Result<SocketAddr>,
    connected: mpsc::Receiver<(Link, SocketAddr)>,
    shared: Shared,
}

impl Tls {
    /// Accepts from now on; within a runtime.
    pub(crate) fn new(mut listener: TcpListener, acceptor: TlsAcceptor, shared: Shared) -> Self {
        let address = listener.local_addr();
        let (sender, connected) = mpsc::channel(WAITING_AT_MOST);
        let of_links = shared.clone();
        tokio::spawn(async move {
            loop {
                let (client, address) = Listener::accept(&mut listener).await;
                let (sender, acceptor) = (sender.clone(), acceptor.clone());
                let shared = of_links.clone();
                // Handshakes take round trips, and must not wait for each other.
                tokio::spawn(async move {
                    if let Ok(link) = acceptor.accept(slow(client, shared)).await {
                        // An error says that the server has ended.
                        let _ = sender.send((link, address)).await;
                    }
                });
            }
        });
        Self {
            address,
            connected,
            shared,
        }
    }
}

fn slow(client: TcpStream, shared: Shared) -> DuplexStream {
    // The second piece of an answer must not wait for the client's acknowledgement. A failure here costs only time.
    let _ = client.set_nodelay(true);
    link::to(client, move || {
        Duration::from_millis(shared.read(|instance| instance.link.rtt_ms))
    })
}

impl Listener for Tls {
    type Io = Stream<Link>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        match self.connected.recv().await {
            Some((link, address)) => (Stream::new(link, self.shared.connections()), address),
            // Unreachable, because the accepting task never ends; waiting for ever is the honest answer.
            None => pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match &self.address {
            Ok(address) => Ok(*address),
            Err(error) => Err(error.kind().into()),
        }
    }
}

impl Connected<IncomingStream<'_, Tls>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Tls>) -> Self {
        stream.io().peer(*stream.remote_addr())
    }
}

impl Transport for Link {
    // A drop ends it without the goodbye of TLS, which is a broken connection to a client as well.
    fn abort(&self) {}
}
