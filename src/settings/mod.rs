//! What the integrator asks for: an object or the CTI Adapter's text, checked once, into [`Settings`].
//!
//! Two sources ([`from_object`], [`from_text`]) give values of the right kinds, and those give the typed form, in
//! which no illegal value can be said. All errors of one source come at once. Rust callers have [`RawSettings`].
//!
//! [`read`] says what is wrong as [`Faults`] alone, and [`Faults::explained`] puts it into words: the words weigh more
//! than the checks.
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
mod explain;
mod fault;
mod kind;
mod name;
mod object;
mod problem;
mod raw;
mod report;
mod split;
mod status;
mod text;
mod travel;
mod typed;
mod url;

pub use error::{SettingError, SettingsErrors};
pub use explain::{from_object, from_text, nearest};
pub use fault::Faults;
pub use object::read;
pub use problem::Problem;
pub use raw::{RawKeeper, RawRetry, RawSettings};
pub use typed::{
    InitialAgentState, KeeperPage, Messages, Millis, OnContact, Retry, Settings, Status,
};
