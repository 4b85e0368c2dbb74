//! What a host may look at: plain data, made from a machine on demand.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, VariantArray};

use super::change::Waiting;
use super::keeper::Phase;
use super::tab::Leaving;
use super::{Agent, AgentView, Failure, Keeper, KeeperStatus, Kind, Outcome, Reason, Tab, TabId};
use crate::policy::{self, Verdict};
use crate::settings::{Messages, Millis};

/// `watch.snapshot()`: what a tab knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TabSnapshot<'a> {
    /// Always `tab`.
    pub role: &'static str,
    /// The tab's own name.
    pub id: &'a TabId,
    /// The scope it is in.
    pub scope: &'a str,
    /// How many tabs there are, itself among them.
    pub tabs: usize,
    /// Whether it is the only one.
    pub last: bool,
    /// What it knows of its keeper.
    pub keeper: KeeperStatus,
    /// Whether the keeper could make a change now.
    pub keeper_ready: bool,
    /// The agent, once known.
    pub agent: Option<AgentGlance<'a>>,
    /// Whether the CCP has signed the agent out.
    pub signed_out: bool,
    /// What would be done if the session ended now.
    pub would: Option<Verdict>,
}

/// What a tab shows in its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TabView<'a> {
    /// Whether any of it may ever be needed.
    pub expected: bool,
    /// What is to be said of a keeper that is not there: `blocked`, `closed` or `unreachable`.
    pub bar: Option<KeeperStatus>,
    /// What the agent is asked who wants to go, with `confirmLeave`.
    pub dialog: Option<Dialog<'a>>,
    /// The host's own words.
    pub messages: &'a Messages,
}

/// How a change stands that was begun as the agent wanted to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dialog<'a> {
    /// What it is at.
    pub phase: DialogPhase,
    /// What became of it, once that is known.
    pub kind: Option<Kind>,
    /// Why there was nothing to change.
    pub reason: Option<Reason>,
    /// Why it failed.
    pub error: Option<&'a Failure>,
    /// The state before.
    pub from: Option<&'a str>,
    /// The state asked for.
    pub to: Option<&'a str>,
    /// The state now, where the agent is known.
    pub now: Option<&'a str>,
    /// Whether the agent has said to go all the same.
    pub released: bool,
}

/// The name of what a dialog is at.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DialogPhase {
    /// The change is being made.
    Acting,
    /// It waits for the agent's contacts to be over.
    Waiting,
    /// There is nothing left to do: the tab may go.
    Done,
    /// It could not be made.
    Failed,
}

/// What a keeper shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeeperView<'a> {
    /// What it is at.
    pub phase: PhaseName,
    /// The agent, once known.
    pub agent: Option<AgentGlance<'a>>,
    /// Whether the CCP has signed the agent out.
    pub signed_out: bool,
    /// How many tabs it knows of.
    pub tabs: usize,
    /// Whether it could make a change now.
    pub ready: bool,
    /// What would be done if the session ended now.
    pub would: Option<Verdict>,
    /// `sessionEndTimer`, in milliseconds.
    pub delay: Millis,
    /// When the delay is over, in milliseconds since the epoch.
    pub due_at: Option<Millis>,
    /// How many calls to Streams the change has made.
    pub attempts: u32,
    /// What the change waits for.
    pub waiting: Option<Waiting>,
    /// How it ended.
    pub outcome: Option<&'a Outcome>,
    /// When the window closes itself, in milliseconds since the epoch.
    pub closes_at: Option<Millis>,
    /// The host's own words.
    pub messages: Option<&'a Messages>,
}

/// The name of a keeper's phase.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, VariantArray,
)]
#[allow(missing_docs, reason = "they are the machine's own phases")]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PhaseName {
    Claiming,
    Duplicate,
    Idle,
    Watching,
    Countdown,
    Acting,
    Done,
    Restoring,
    Stopped,
}

/// The agent at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgentGlance<'a> {
    /// The login name.
    pub username: &'a str,
    /// The state, a system state among them.
    pub state: &'a str,
    /// The availability state.
    pub availability: &'a str,
    /// The queued state.
    pub next: Option<&'a str>,
}

impl<'a> From<&'a Agent> for AgentGlance<'a> {
    fn from(agent: &'a Agent) -> Self {
        Self {
            username: &agent.username,
            state: &agent.state,
            availability: &agent.availability,
            next: agent.next.as_deref(),
        }
    }
}

impl Tab {
    /// What this tab knows just now.
    #[must_use]
    pub fn snapshot(&self) -> TabSnapshot<'_> {
        let agent = self.agent.known();
        let known = self.presence.others().len() + 1;
        let told = usize::try_from(self.keeper_tabs).unwrap_or(usize::MAX);
        TabSnapshot {
            role: "tab",
            id: &self.id,
            scope: &self.settings.scope,
            tabs: if self.keeper_ready {
                told.max(1)
            } else {
                known
            },
            last: self.is_last(),
            keeper: self.keeper,
            keeper_ready: self.keeper_ready,
            agent: agent.map(AgentGlance::from),
            signed_out: self.agent.is_signed_out(),
            would: agent.map(|agent| policy::at_end(&self.settings, agent)),
        }
    }
}

impl Tab {
    /// What this tab shows in its page just now.
    #[must_use]
    pub fn view(&self) -> TabView<'_> {
        let has_keeper = self.settings.keeper.is_some();
        let is_missing = matches!(
            self.keeper,
            KeeperStatus::Blocked | KeeperStatus::Closed | KeeperStatus::Unreachable
        );
        TabView {
            expected: has_keeper || self.settings.confirm_leave,
            bar: (has_keeper && is_missing).then_some(self.keeper),
            dialog: self
                .asked_about()
                .map(|leaving| Dialog::of(leaving, &self.agent)),
            messages: &self.settings.messages,
        }
    }
}

impl<'a> Dialog<'a> {
    fn of(leaving: &'a Leaving, agent: &'a AgentView) -> Self {
        let change = &leaving.change;
        let outcome = change.outcome();
        let phase = match outcome.map(|outcome| outcome.kind) {
            Some(Kind::Failed) => DialogPhase::Failed,
            Some(_) => DialogPhase::Done,
            None if change.waiting() == Some(Waiting::Contacts) => DialogPhase::Waiting,
            None => DialogPhase::Acting,
        };
        Self {
            phase,
            kind: outcome.map(|outcome| outcome.kind),
            reason: outcome.and_then(|outcome| outcome.reason),
            error: outcome.and_then(|outcome| outcome.error.as_ref()),
            from: change.from(),
            to: outcome.map_or(change.to(), |outcome| outcome.to.as_deref()),
            now: agent.known().map(Agent::settled),
            released: leaving.lets_go,
        }
    }
}

impl Keeper {
    /// What this keeper shows just now.
    #[must_use]
    pub fn view(&self) -> KeeperView<'_> {
        let agent = self.agent.known();
        let settings = self.settings.as_deref();
        let (due_at, outcome, closes_at) = match &self.phase {
            Phase::Countdown { due, .. } => (Some(*due), None, None),
            Phase::Done { outcome, until, .. } => (None, Some(&**outcome), *until),
            Phase::Restoring { outcome, .. } => (None, Some(&**outcome), None),
            Phase::Duplicate { until } | Phase::Idle { until } => (None, None, Some(*until)),
            Phase::Claiming | Phase::Watching | Phase::Acting { .. } | Phase::Stopped => {
                (None, None, None)
            }
        };
        let attempts = match &self.phase {
            Phase::Acting { change } | Phase::Restoring { change, .. } => change.attempts(),
            _ => 0,
        };
        KeeperView {
            phase: self.phase_name(),
            agent: agent.map(AgentGlance::from),
            signed_out: self.agent.is_signed_out(),
            tabs: self.presence.others().len(),
            ready: self.is_ready(),
            would: settings
                .zip(agent)
                .map(|(settings, agent)| policy::at_end(settings, agent)),
            delay: settings.map_or(0, |settings| settings.session_end_timer),
            due_at,
            attempts,
            waiting: self.waiting(),
            outcome,
            closes_at,
            messages: settings.map(|settings| &settings.messages),
        }
    }

    fn phase_name(&self) -> PhaseName {
        match self.phase {
            Phase::Claiming => PhaseName::Claiming,
            Phase::Duplicate { .. } => PhaseName::Duplicate,
            Phase::Idle { .. } => PhaseName::Idle,
            Phase::Watching => PhaseName::Watching,
            Phase::Countdown { .. } => PhaseName::Countdown,
            Phase::Acting { .. } => PhaseName::Acting,
            Phase::Done { .. } => PhaseName::Done,
            Phase::Restoring { .. } => PhaseName::Restoring,
            Phase::Stopped => PhaseName::Stopped,
        }
    }
}
