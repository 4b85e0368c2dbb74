//! The words below every decision: the agent, how a change ended, times and names. Plain data that crosses borders.

mod agent;
pub mod look;
mod outcome;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use agent::{Agent, AgentState, AgentView, Contact, Standing};
pub use outcome::{Attempted, By, Failure, FailureCode, Kind, Outcome, Reason, Trigger};

/// A length of time, or a moment since the epoch, in milliseconds.
pub type Millis = u64;

/// Ties an effect to the input that answers it.
pub type RequestId = u32;

/// The name of one tab, new with every document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TabId(pub String);

/// Tabs, in the order of their names.
pub type Tabs = BTreeSet<TabId>;
