//! A simulated Amazon Connect instance, on this machine only.
//!
//! The contact control panel's page is real: it runs the released `amazon-connect-streams` with its own shared worker.
//! The HTTP API which that worker calls is simulated. The agent's state lives on the server, with a log of every
//! transition and request, and tests assert on these.
//!
//! # Hosts
//!
//! | host | serves |
//! | --- | --- |
//! | `ccp.localhost` | `/ccp-v2/` (also `/`, `/connect/ccp-v2`) the CCP; `/login`, `/logout` (also under `/connect`); `/request-storage-access`; `/api` |
//! | `simulated.my.connect.aws.localhost` | the same; Streams asks for storage access only at a name of Amazon's |
//! | `idp.localhost` | `/` the identity provider's page, which signs its user in by itself |
//! | `app.localhost`, `lib.app.localhost`, any `*.localhost` | the mounts |
//! | every host | `/streams/connect-streams.js`, `/control/` (the panel), `/control/…` (the API), mounts for `*` |
//!
//! With `--tls` the CCP's origin is `https`, on a port of its own and with a certificate made at the start, which a
//! browser must be told to accept. `/control/link` sets its round-trip time.
//!
//! Any other host is refused with 421, any address but a loopback one at the start.
//!
//! # Control API
//!
//! | call | does |
//! | --- | --- |
//! | `GET /control/state[?requests=0]` | the whole state, see below |
//! | `GET /control/wait?…` | answers when all conditions hold, or 408 with the state: `state` (shown name), `type`, `availability`, `since` (shown state in force since then or later), `next` (empty: none), `signedIn`, `contacts` (count); `timeoutMs` (10000) |
//! | `GET /control/events` | server-sent events: `state` first, then `transition`, `next`, `contact`, `login`, `fault`, `request`, `master`, `ring`, `agent`, `settings`, `reset` |
//! | `POST /control/agent` | `{state?, profile?, username?, name?}`; state is set at once, even under a live contact |
//! | `POST /control/states` | `["Available", {"name", "type"}, …]` |
//! | `POST /control/contacts` | `{"add": {"type", "state"}}` → `{"id"}`; `{"update": {"id", "state"}}`; `{"clear": id}`; `{"clearAll": true}` |
//! | `POST /control/faults` | `{operation ("*"), kind: "status"\|"hang"\|"reset"\|"latency", status?, error?, ms?, times?, forMs?, applied?}`; first come, first met; `forMs`: how long it lasts; `applied`: carried out, only the answer is lost. `DELETE` clears |
//! | `POST /control/latency` | `{ms, dropAborted?}` for all API calls |
//! | `POST /control/link` | `{rttMs}`: the round trip to the TLS port, for connecting and for data |
//! | `DELETE /control/connections` | closes those that carry no request → `{"closed"}`; the next call finds a cold connection |
//! | `POST /control/login` | `{signedIn?, agent?, singleSignOn?}`; with `singleSignOn` the login page goes to the identity provider, which signs in by itself |
//! | `POST /control/delay` | `{path, ms}` for static files whose path starts so, those of the CCP's page too. `DELETE` clears |
//! | `POST /control/hold` | `{path}` or `{operation}`: files whose path starts so, or calls of this operation, get no answer until `DELETE` releases all; a call meets its fault after that |
//! | `GET /control/masters` | `{ringtone, softphone}`: the CCP's document that owns the topic, `{frame, page}`, or null if it is free |
//! | `GET /control/rings` | attempts to play a ringtone, oldest first: `[{at, frame, page, result}]`; `result` is `playing`, the browser's error such as `NotAllowedError`, or null while the browser has not answered |
//! | `POST /control/ccp` | `{unload?, storage?}`, for CCP pages loaded from now on: whether they get the event `unload` (false serves them with `Permissions-Policy: unload=()`); whether they have storage access (without it no sign-in lasts, until an agent allows it at `/request-storage-access`) |
//! | `POST /control/resiliency` | `{region, active}`: the instance's Region and the one that agents work in (Global Resiliency); another `active` is a failover. Tell both instances |
//! | `POST /control/notes` | for the CCP's documents and workers, which say here how they are |
//! | `POST /control/reset` | back to the start; empties the logs |
//!
//! The state is `{now, signedIn, agent: {username, name, profile, state: {name, type}, since, availability,
//! availabilitySince, next}, states: [{name, type, agentStateARN}], contacts: [{id, type, state, since}], transitions:
//! [{at, from, to, cause}], requests: [{id, at, method, operation, client, status, applied, clientGone, ms, detail}],
//! faults, latencyMs, dropAborted, rttMs, delays, holds, ccp, resiliency, singleSignOn, frames: [{id, at, page}], masters, rings}`. Times are epoch milliseconds of the server; `availability` and
//! `next` are names (`next` null if none is queued); `status` is null while a request waits, and if it got no answer;
//! `operation` is the API's own, or `Login`, `Logout`, `Authorize`, which faults may name too. `cause` is
//! `PutAgentState`, `queued`, `contact` or `control`. A transition is one of the *shown* state: a queued state is none
//! until it comes into force.
//!
//! # The telephone
//!
//! The CCP's page runs Streams' own ringtone engines and Streams' own competition for `softphone`; only the softphone
//! behind it is none. Each document of the CCP has an id, `frame`, which stands in its `<html data-frame>`, too. `page`
//! is origin and path of the page that embeds it (of itself, if none does). The masters are those of the shared worker
//! that started last; a document that went without `unload` may be among them. A reset forgets all this until the CCPs
//! are loaded again.
//!
//! # How Streams reacts to a fault
//!
//! Seen with Streams 2.28.2 in Chromium and Firefox, for `PutAgentState`: a 5xx or 429 is sent four times, within
//! about half a second, before `failure` is called, so `times` below 4 ends in a success; a 400 fails at once. A browser
//! sends a call again by itself when a connection that it had used before is reset, and the SDK does so three times
//! more: one reset goes unnoticed, 8 (Chromium) or 7 (Firefox) in a row fail. A 401 or a 403 calls nothing back, nor
//! does a call that hangs (the SDK's own timeout is two minutes); after a 401 the CCP's frame goes to the login page,
//! which sends it back while there is a session. A call that hangs keeps one of a browser's six connections to a host.
//!
//! # Rules of the agent's state
//!
//! Contacts decide the shown state: Busy (connected), `PendingBusy` (ringing), `MissedCallAgent`,
//! `FailedConnectCustomer`, `AfterCallWork` (ended, not cleared); without contacts it is the state that the agent has set. A
//! plain `PutAgentState` under a live contact is refused with `InvalidStateException`; with `enqueueNextState` it waits
//! until the last contact is cleared. In contact work a plain one sets the state and clears the contacts.

#![warn(missing_docs)]

mod api;
mod ccp;
mod clock;
mod connection;
mod control;
mod files;
mod hosts;
mod instance;
mod link;
mod options;
mod order;
mod shared;
mod socket;
mod tls;

use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get_service;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tower_http::services::ServeFile;

pub use hosts::Origins;
pub use options::{AgentOptions, Mount, Options, StartError};

use connection::{Loopback, Peer};
use hosts::Host;
use instance::Instance;
use instance::faults::Hold;
use shared::Shared;
use tls::Tls;

/// Starts simulated instances.
#[derive(Debug)]
pub struct Simulator;

/// A running instance; dropped, it ends.
#[derive(Debug)]
pub struct Running {
    origins: Origins,
    runtime: Option<Runtime>,
}

impl Simulator {
    /// Starts an instance with threads of its own; it answers when this returns.
    ///
    /// # Errors
    /// The options cannot be met: see [`StartError`].
    pub fn start(options: Options) -> Result<Running, StartError> {
        if !options.address.is_loopback() {
            return Err(StartError::NotLoopback(options.address));
        }
        if let Some(mount) = options.mounts.iter().find(|mount| !mount.path.exists()) {
            let Mount { host, prefix, path } = mount.clone();
            return Err(StartError::MissingMount { host, prefix, path });
        }
        let streams = options.streams_path()?;

        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(StartError::Runtime)?;
        let address = SocketAddr::new(options.address, options.port);
        let listen = |source| StartError::Listen {
            address: options.address,
            port: options.port,
            source,
        };
        let bind = |address| {
            let listener = runtime.block_on(TcpListener::bind(address))?;
            Ok((listener.local_addr()?.port(), listener))
        };
        let (port, listener) = bind(address).map_err(listen)?;
        let secure = options
            .tls
            .then(|| bind(SocketAddr::new(options.address, 0)))
            .transpose()
            .map_err(listen)?;
        let origins = Origins::of_ports(port, secure.as_ref().map(|(port, _)| *port));

        let shared = Shared::new(
            Instance::new(options.agent),
            origins.clone(),
            options.mounts,
        );
        let service =
            router(shared.clone(), &streams).into_make_service_with_connect_info::<Peer>();
        // axum's serve retries accepting and never ends by itself.
        if let Some((_, secure)) = secure {
            let acceptor = tls::acceptor().map_err(StartError::Tls)?;
            let (shared, service) = (shared.clone(), service.clone());
            runtime.spawn(
                async move { axum::serve(Tls::new(secure, acceptor, shared), service).await },
            );
        }
        let plain = Loopback::new(listener, shared);
        runtime.spawn(async move { axum::serve(plain, service).await });
        Ok(Running {
            origins,
            runtime: Some(runtime),
        })
    }
}

impl Running {
    /// The addresses.
    #[must_use]
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Ends the instance, calls under way included.
    pub fn shutdown(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn router(shared: Shared, streams: &Path) -> Router {
    control::router()
        .route(
            files::STREAMS,
            get_service(ServeFile::new(streams)).layer(middleware::map_response(files::kept)),
        )
        .fallback(by_host)
        .layer(middleware::from_fn_with_state(shared.clone(), held))
        .layer(middleware::from_fn(hosts::local_only))
        .layer(middleware::from_fn(connection::occupied))
        .with_state(shared)
}

/// Waits while a hold covers the request's path.
async fn held(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    shared
        .released(|hold| matches!(hold, Hold::Path(start) if path.starts_with(start)))
        .await;
    next.run(request).await
}

/// Answers for paths that differ between hosts.
async fn by_host(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let Some(Host(host)) = request.extensions().get::<Host>().cloned() else {
        return axum::http::StatusCode::MISDIRECTED_REQUEST.into_response();
    };
    let request = if host == hosts::CCP || host == hosts::AMAZON {
        match ccp::answer(&shared, &peer, request).await {
            Ok(response) => return response,
            Err(request) => request,
        }
    } else if host == hosts::PROVIDER && request.uri().path() == "/" {
        return ccp::provider_page(&shared);
    } else {
        request
    };
    files::serve(&shared, &host, request).await
}
