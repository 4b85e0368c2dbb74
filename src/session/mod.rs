//! The core: the machines of a tab and of a keeper. No browser, no clock, no randomness.

pub mod agent;
pub mod change;
pub mod effect;
pub mod event;
pub mod input;
pub mod journal;
pub mod keeper;
pub mod message;
pub mod outcome;
pub mod presence;
pub mod tab;
pub mod tabs;
pub mod timer;
pub mod view;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use agent::{Agent, AgentState, AgentView, Contact};
pub use effect::{Effect, Outbox, Peer};
pub use event::{Event, KeeperStatus, Warning, WarningCode};
pub use input::{Input, Present};
pub use journal::{Entry, Farewell, Journal, LastAgent, LastOutcome};
pub use keeper::{Keeper, KeeperConfig};
pub use message::{KeeperPhase, Message};
pub use outcome::{By, Failure, FailureCode, Kind, Outcome, Reason};
pub use tab::{Tab, TabConfig};
pub use tabs::Tabs;
pub use timer::Timer;
pub use view::{KeeperView, TabSnapshot, TabView};

use crate::settings::Millis;

/// The name of one tab, new with every document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TabId(pub String);

/// Ties an effect to what it comes to.
pub type RequestId = u32;

/// A machine: an input goes in, effects come out, and one moment is waited for.
pub trait Machine {
    /// Takes one input at the time `now`.
    ///
    /// # Errors
    /// [`Unpolled`] where effects of the input before have not been fetched; the input is not taken.
    fn handle(&mut self, now: Millis, input: Input) -> Result<(), Unpolled>;

    /// The next thing to do, until there is none.
    fn poll_effect(&mut self) -> Option<Effect>;

    /// When to hand in `Input::Timer`, and with which reason.
    fn poll_timeout(&self) -> Option<(Millis, Timer)>;
}

/// The loop's one rule was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
#[error("{0} effects wait: call poll_effect until it returns None, then handle")]
pub struct Unpolled(pub usize);
