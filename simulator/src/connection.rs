//! Accepted connections, with a way to reset one from inside a request it carries.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

use crate::order::{Connections, Occupied, Order};
use crate::shared::Shared;

/// The server hears this much later that a client has gone. At that moment it drops all that it has read, but a dying
/// tab's last call comes with the goodbye right behind it, and a call that came whole must be carried out.
const GOODBYE_GRACE: Duration = Duration::from_millis(25);

/// The loopback listener.
pub(crate) struct Loopback {
    listener: TcpListener,
    shared: Shared,
}

/// The carrier of a connection's bytes.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Send + Unpin + 'static {
    /// Makes its close a reset, if it knows such a thing.
    fn abort(&self);
}

/// One accepted connection.
pub(crate) struct Stream<T: Transport> {
    transport: T,
    order: Arc<Order>,
    goodbye: Option<Pin<Box<Sleep>>>,
}

/// The client at the other end of a request's connection.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    order: Arc<Order>,
}

impl Peer {
    /// Closes the connection with a TCP reset, without an answer.
    pub(crate) fn reset(&self) {
        self.order.reset();
    }

    /// The connection is in use.
    pub(crate) fn occupy(&self) -> Occupied {
        self.order.occupy()
    }
}

/// Counts a request until its answer, or until its client goes away.
pub(crate) async fn occupied(
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let occupied = peer.occupy();
    let response = next.run(request).await;
    drop(occupied);
    response
}

impl Loopback {
    pub(crate) fn new(listener: TcpListener, shared: Shared) -> Self {
        Self { listener, shared }
    }
}

impl Listener for Loopback {
    type Io = Stream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        let (tcp, address) = Listener::accept(&mut self.listener).await;
        // An answer of a few bytes must not wait for the next one. A failure here costs only time.
        let _ = tcp.set_nodelay(true);
        (Stream::new(tcp, self.shared.connections()), address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        stream.io().peer(*stream.remote_addr())
    }
}

impl Transport for TcpStream {
    fn abort(&self) {
        // A zero linger makes the close an RST. If that fails, the connection still ends without an answer.
        let _ = self.set_zero_linger();
    }
}

impl<T: Transport> Stream<T> {
    pub(crate) fn new(transport: T, connections: &Connections) -> Self {
        Self {
            transport,
            order: connections.open(),
            goodbye: None,
        }
    }

    /// The client at this address.
    pub(crate) fn peer(&self, address: SocketAddr) -> Peer {
        Peer {
            address,
            order: Arc::clone(&self.order),
        }
    }
}

impl<T: Transport> Drop for Stream<T> {
    fn drop(&mut self) {
        if self.order.is_reset() {
            self.transport.abort();
        }
    }
}

impl<T: Transport> AsyncRead for Stream<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // The server always reads: during a request to notice that the client went, between two for the next. An order
        // ends that read.
        self.order.wake_by(context.waker());
        if self.order.is_reset() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        if self.order.is_closed() {
            return Poll::Ready(Ok(()));
        }
        if let Some(goodbye) = &mut self.goodbye {
            return goodbye.as_mut().poll(context).map(Ok);
        }
        let before = buffer.filled().len();
        match ready!(Pin::new(&mut self.transport).poll_read(context, buffer)) {
            // Browsers go without the goodbye of TLS.
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                return Poll::Ready(Err(error));
            }
            Ok(()) | Err(_) => {}
        }
        if buffer.filled().len() > before {
            return Poll::Ready(Ok(()));
        }
        let goodbye = self.goodbye.insert(Box::pin(sleep(GOODBYE_GRACE)));
        goodbye.as_mut().poll(context).map(Ok)
    }
}

impl<T: Transport> AsyncWrite for Stream<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.transport).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.transport).poll_shutdown(context)
    }
}
