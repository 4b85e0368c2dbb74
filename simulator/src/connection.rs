//! Accepted connections, with a way to reset one from inside a request it carries.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Sleep, sleep};

/// The loopback listener.
pub(crate) struct Loopback(pub(crate) TcpListener);

/// How long a client's going is held back from the server, which drops what it has read the moment it hears of it: a
/// dying tab's last call comes with the goodbye right behind it, and a call that came whole is to be carried out.
const GOODBYE_GRACE: Duration = Duration::from_millis(25);

/// One accepted connection.
pub(crate) struct Stream {
    tcp: TcpStream,
    reset: Arc<Reset>,
    goodbye: Option<Pin<Box<Sleep>>>,
}

/// Who is on the other side of a request's connection.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    reset: Arc<Reset>,
}

#[derive(Default)]
struct Reset {
    asked: AtomicBool,
    waker: AtomicWaker,
}

impl Peer {
    /// Closes the connection with a TCP reset, without an answer.
    pub(crate) fn reset(&self) {
        self.reset.asked.store(true, Ordering::Release);
        self.reset.waker.wake();
    }
}

impl Listener for Loopback {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        let (tcp, address) = Listener::accept(&mut self.0).await;
        // An answer of a few bytes must not wait for the next one; failing here costs time only.
        let _ = tcp.set_nodelay(true);
        let stream = Stream {
            tcp,
            reset: Arc::default(),
            goodbye: None,
        };
        (stream, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Loopback>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Loopback>) -> Self {
        Self {
            address: *stream.remote_addr(),
            reset: Arc::clone(&stream.io().reset),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.reset.asked.load(Ordering::Acquire) {
            // A zero linger makes the close an RST; if it fails the close is still one without an answer.
            let _ = self.tcp.set_zero_linger();
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // While a request is answered the server reads on to notice that the client went: that read is what a reset ends.
        self.reset.waker.register(context.waker());
        if self.reset.asked.load(Ordering::Acquire) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        if let Some(goodbye) = &mut self.goodbye {
            return goodbye.as_mut().poll(context).map(Ok);
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.tcp).poll_read(context, buffer))?;
        if buffer.filled().len() > before {
            return Poll::Ready(Ok(()));
        }
        let goodbye = self.goodbye.insert(Box::pin(sleep(GOODBYE_GRACE)));
        goodbye.as_mut().poll(context).map(Ok)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.tcp).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}
