//! The core: the machines of a tab and of a keeper. No browser, no clock, no randomness.
//!
//! ```text
//! port (input) ──► runner ──► tab, keeper ──► change ──► port (effect)
//! ```
//!
//! The [`Runner`] keeps the loop's rule. A machine hands each input to its parts, decides by its table, and asks for
//! effects. Both machines share [`presence`] and [`change`].

pub mod change;
mod ended;
pub mod glance;
pub mod keeper;
pub mod port;
pub mod presence;
pub mod runner;
pub mod tab;
mod telling;
pub mod warnings;

pub use keeper::view::KeeperView;
pub use keeper::{CcpStatus, Keeper, KeeperConfig};
pub use port::{
    Effect, Entry, Event, Input, Journal, KeeperNews, KeeperPhase, KeeperStatus, LastAgent,
    LastAttempt, LastOutcome, Message, Outbox, Peer, Present, Report, Session, Timer, ToBrowser,
    ToStreams, Unready, Warning, WarningCode, journal, message, report, timer,
};
pub use runner::{Machine, Runner, Unpolled};
pub use tab::view::{Dialog, DialogPhase, NotSet, TabSnapshot, TabView};
pub use tab::{Tab, TabConfig};
