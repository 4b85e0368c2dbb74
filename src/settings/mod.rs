//! What the integrator asks for: an object or the CTI Adapter's text, checked once, into [`Settings`].
//!
//! Two sources ([`from_object`], [`from_text`]) give values of the right kinds, and those give the typed form, in
//! which no illegal value can be said. All errors of one source come at once. Rust callers have [`RawSettings`].
//!
//! | setting | in text | type, default |
//! | --- | --- | --- |
//! | `status` | `Status` | string, `"Offline"` |
//! | `ifProfileNameIncludes` | `IfProfileNameIncludes` | list, `[]` |
//! | `ifCurrentAgentState` | `IfCurrentAgentState` | list, `[]` |
//! | `sessionEndTimer` | `SessionEndTimer` | seconds from 0 to a day, `5` |
//! | `initialAgentState` | `InitialAgentState` | string, `"Available"` after a change of ours |
//! | `keeper` | `KeeperUrl`, `KeeperWidth`, `KeeperHeight` | `{url, width: 360, height: 480}` or `null`, `null` |
//! | `instanceUrl` | `InstanceUrl` | absolute http(s) URL |
//! | `logoutUrl` | `LogoutUrl` | absolute http(s) URL, or a path on the instance |
//! | `onContact` | `OnContact` | `"queue"`, `"wait"` or `"skip"`, `"queue"` |
//! | `retry` | only in an object | `{attempts, firstDelayMs, maxDelayMs, attemptTimeoutMs}` |
//! | `confirmLeave` | `ConfirmLeave` | `true` or `false`, `false` |
//! | `scope` | `Scope` | string without `/`, `"default"` |

mod check;
mod error;
mod kind;
mod name;
mod near;
mod object;
mod raw;
mod report;
mod split;
mod status;
mod text;
mod travel;
mod typed;
mod url;

pub use error::{Problem, SettingError, SettingsErrors};
pub use near::nearest;
pub use object::from_object;
pub use raw::{RawKeeper, RawRetry, RawSettings};
pub use text::from_text;
pub use typed::{
    InitialAgentState, KeeperPage, Messages, Millis, OnContact, Retry, Settings, Status,
};
