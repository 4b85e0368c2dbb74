//! The view of a keeper's window.

use serde::Serialize;

use super::{CcpStatus, Keeper, Phase};
use crate::domain::{Millis, Outcome};
use crate::policy::{self, Verdict};
use crate::session::change::{Change, Waiting};
use crate::session::glance::AgentGlance;
use crate::session::port::{KeeperPhase, Unready};
use crate::session::runner::Runner;
use crate::settings::Messages;

/// A keeper's view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeeperView<'a> {
    /// Its phase.
    pub phase: KeeperPhase,
    /// The agent, once known.
    pub agent: Option<AgentGlance<'a>>,
    /// Whether the CCP has signed the agent out.
    pub signed_out: bool,
    /// How many tabs it knows of.
    pub tabs: usize,
    /// Whether it could make a change now.
    pub ready: bool,
    /// Why it could not.
    pub unready: Option<Unready>,
    /// Its CCP.
    pub ccp: CcpStatus,
    /// The verdict if the session ended now.
    pub would: Option<Verdict>,
    /// `sessionEndTimer`, in milliseconds.
    pub delay: Millis,
    /// When the delay is over, in milliseconds since the epoch.
    pub due_at: Option<Millis>,
    /// How many calls to Streams the change has made.
    pub attempts: u32,
    /// The cause of the change's wait.
    pub waiting: Option<Waiting>,
    /// How it ended.
    pub outcome: Option<&'a Outcome>,
    /// When the window closes itself, in milliseconds since the epoch.
    pub closes_at: Option<Millis>,
    /// The host's own words.
    pub messages: Option<&'a Messages>,
}

impl Runner<Keeper> {
    /// This keeper's view just now.
    #[must_use]
    pub fn view(&self) -> KeeperView<'_> {
        let keeper = self.logic();
        // A CCP that still loads shows nobody, and a person has just seen the agent.
        let agent = (self.agent().known()).or(keeper.shift.ccp.told_agent());
        let settings = keeper.settings.as_deref();
        let (due_at, outcome, closes_at) = match &keeper.phase {
            Phase::Countdown(count) => (Some(count.due), None, None),
            Phase::Done { outcome, until, .. } => (None, Some(&**outcome), *until),
            Phase::Ended { ended, until } => (None, Some(ended.outcome()), *until),
            Phase::Back { outcome, .. } | Phase::Restoring { outcome, .. } => {
                (None, Some(&**outcome), None)
            }
            Phase::Duplicate { until } | Phase::Idle { until } => (None, None, Some(*until)),
            Phase::Claiming | Phase::Watching | Phase::Acting { .. } | Phase::Stopped => {
                (None, None, None)
            }
        };
        KeeperView {
            phase: keeper.phase.name(),
            agent: agent.map(AgentGlance::from),
            signed_out: self.agent().is_signed_out(),
            tabs: keeper.presence.others().len(),
            ready: keeper.unready(self.agent()).is_none(),
            unready: keeper.unready(self.agent()),
            ccp: keeper.shift.ccp.status(),
            would: settings
                .zip(agent)
                .map(|(settings, agent)| policy::at_end(settings, agent)),
            delay: settings.map_or(0, |settings| settings.session_end_timer),
            due_at,
            attempts: keeper.change().map_or(0, Change::attempts),
            waiting: match &keeper.phase {
                Phase::Acting { change } => change.waiting(),
                _ => None,
            },
            outcome,
            closes_at,
            messages: settings.map(|settings| &settings.messages),
        }
    }

    /// The change under way, if there is one.
    #[must_use]
    pub fn change(&self) -> Option<&Change> {
        self.logic().change()
    }
}
