//! What passes between a machine and the outside: inputs in; effects and events out; messages to the other windows;
//! timers; and the journal.

pub mod effect;
pub mod event;
pub mod input;
pub mod journal;
pub mod message;
pub mod report;
pub mod timer;

pub use effect::{Effect, Outbox, Peer, ToBrowser, ToStreams};
pub use event::{Event, KeeperNews, KeeperStatus, Warning, WarningCode};
pub use input::{Input, Present};
pub use journal::{Entry, Journal, LastAgent, LastAttempt, LastOutcome, Session};
pub use message::{KeeperPhase, Message, Unready};
pub use report::Report;
pub use timer::{Deadline, Timer};
