//! The hosts that this server answers to: the names that every browser resolves to this machine, and no others. So no
//! page elsewhere can reach it by a name of its own that points to 127.0.0.1.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The host of the contact control panel.
pub(crate) const CCP: &str = "ccp.localhost";

/// The same as a name of Amazon's: at no other does Streams ask for storage access.
pub(crate) const AMAZON: &str = "simulated.my.connect.aws.localhost";

/// The host of the identity provider.
pub(crate) const PROVIDER: &str = "idp.localhost";

/// A request's host, without its port, in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Host(pub(crate) String);

/// The addresses; the first line that the program prints.
#[derive(Clone, Debug, Serialize)]
pub struct Origins {
    /// The port of all of them; with TLS, of all but the contact control panel.
    pub port: u16,
    /// The contact control panel; a site of its own. Over TLS if the options say so.
    pub ccp: String,
    /// The application.
    pub app: String,
    /// An origin other than the application's on the same site.
    pub lib: String,
    /// The control API and, with a slash behind it, the control panel.
    pub control: String,
}

impl Origins {
    pub(crate) fn of_ports(port: u16, tls: Option<u16>) -> Self {
        Self {
            port,
            ccp: tls.map_or_else(
                || format!("http://{CCP}:{port}"),
                |tls| format!("https://{CCP}:{tls}"),
            ),
            app: format!("http://app.localhost:{port}"),
            lib: format!("http://lib.app.localhost:{port}"),
            control: format!("http://127.0.0.1:{port}/control"),
        }
    }

    /// The identity provider; another site than the contact control panel.
    pub(crate) fn provider(&self) -> String {
        format!("http://{PROVIDER}:{}/", self.port)
    }

    /// Whether the contact control panel is behind TLS.
    pub(crate) fn is_tls(&self) -> bool {
        self.ccp.starts_with("https:")
    }

    /// The URL of the worker's socket.
    pub(crate) fn socket(&self) -> String {
        // Streams refuses a URL that is not wss; pages/worker.js says how it is reached without TLS.
        let authority = self.ccp.split_once("//").map_or("", |(_, rest)| rest);
        format!("wss://{authority}/socket")
    }
}

/// Refuses every host that is not this machine, and notes the host for the handlers behind it.
pub(crate) async fn local_only(mut request: Request, next: Next) -> Response {
    let named = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    let host = named
        .split(':')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if host != "localhost" && host != "127.0.0.1" && !host.ends_with(".localhost") {
        let text = format!(
            "the simulator answers to localhost, *.localhost and 127.0.0.1 only, not to {named:?}\n"
        );
        return (StatusCode::MISDIRECTED_REQUEST, text).into_response();
    }
    request.extensions_mut().insert(Host(host));
    next.run(request).await
}
