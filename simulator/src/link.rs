//! A link with a round-trip time: bytes of one side reach the other half a round trip later.

use std::future::pending;
use std::time::Duration;

use tokio::io::{
    AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, DuplexStream, duplex, split,
};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// More than a call or an answer of the API.
const UNDER_WAY_AT_MOST: usize = 256 * 1024;

/// The server's end of a link to this client. `round_trip` is asked anew for each piece.
pub(crate) fn to(
    client: TcpStream,
    round_trip: impl Fn() -> Duration + Send + Sync + 'static,
) -> DuplexStream {
    let (server_end, far_end) = duplex(UNDER_WAY_AT_MOST);
    tokio::spawn(async move {
        // The system has already shaken hands; over the link that would have taken one round trip.
        let connected = Instant::now() + round_trip();
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = split(far_end);
        let up = carry(from_client, to_server, || {
            Instant::now().max(connected) + round_trip() / 2
        });
        let down = carry(from_server, to_client, || Instant::now() + round_trip() / 2);
        // A client that has sent its last byte may still be answered. After the server has hung up, no byte is read.
        let up = async {
            up.await;
            pending::<()>().await;
        };
        tokio::select! {
            () = up => {}
            () = down => {}
        }
    });
    server_end
}

/// Carries bytes and their end, each at the time that `arrival` gave when they were sent.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    arrival: impl Fn() -> Instant,
) {
    let (sender, mut under_way) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let send = async move {
        loop {
            let mut bytes = Vec::new();
            // A reset ends a connection too.
            let ended = from.read_buf(&mut bytes).await.unwrap_or(0) == 0;
            if sender.send((arrival(), bytes)).is_err() || ended {
                return;
            }
        }
    };
    let receive = async move {
        while let Some((at, bytes)) = under_way.recv().await {
            sleep_until(at).await;
            let result = if bytes.is_empty() {
                to.shutdown().await
            } else {
                to.write_all(&bytes).await
            };
            if result.is_err() {
                return;
            }
        }
    };
    tokio::join!(send, receive);
}
