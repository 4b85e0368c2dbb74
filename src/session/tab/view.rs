//! What a tab knows, for the host, and what it shows in its page.

use serde::Serialize;
use strum::{AsRefStr, Display, VariantArray};

use super::last_attempt::Leaving;
use super::own::Own;
use super::{Stage, Tab};
use crate::domain::{Agent, AgentView, Failure, Kind, Reason, TabId};
use crate::policy::{self, Verdict};
use crate::session::change::{Change, Waiting};
use crate::session::glance::AgentGlance;
use crate::session::port::{KeeperStatus, Unready};
use crate::session::runner::Runner;
use crate::settings::Messages;

/// `watch.snapshot()`: what a tab knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
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
    /// Why it could not, if it is there.
    pub keeper_unready: Option<Unready>,
    /// The agent, once known.
    pub agent: Option<AgentGlance<'a>>,
    /// Whether the CCP has signed the agent out.
    pub signed_out: bool,
    /// What would be done if the session ended now; none if it is over.
    pub would: Option<Verdict>,
    /// Whether the host has ended the session, and nobody has picked a state since.
    pub over: bool,
}

/// What a tab shows in its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TabView<'a> {
    /// Whether any of it may ever be needed.
    pub expected: bool,
    /// What the bar says of a keeper that is of no use: `blocked`, `outdated`, `newer`, `closed` or `unreachable`.
    pub bar: Option<KeeperStatus>,
    /// What the bar says, before that, of a state that could not be set.
    pub not_set: Option<NotSet<'a>>,
    /// With `confirmLeave`: what an agent who wants to go is asked.
    pub dialog: Option<Dialog<'a>>,
    /// The host's own words.
    pub messages: &'a Messages,
}

/// A state that this library could not set at the start, or could not put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotSet<'a> {
    /// That state.
    pub to: &'a str,
    /// The state that the agent has instead, or has once their contact is over.
    pub now: &'a str,
    /// Whether this tab tries again after the contact.
    pub tries_again: bool,
}

/// How a change stands that was started as the agent wanted to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dialog<'a> {
    /// What it does.
    pub phase: DialogPhase,
    /// What the change waits for, besides its own attempts.
    pub waiting: Option<Waiting>,
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
    /// The state now, if the agent is known.
    pub now: Option<&'a str>,
    /// Whether the agent has said to go all the same.
    pub released: bool,
}

/// The name of what a dialog does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, VariantArray)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum DialogPhase {
    /// The change is being made.
    Acting,
    /// It waits for the agent's contacts to be over, or for another CCP to be gone.
    Waiting,
    /// There is nothing left to do: the tab may go.
    Done,
    /// It could not be made.
    Failed,
}

impl Runner<Tab> {
    /// What this tab knows just now.
    #[must_use]
    pub fn snapshot(&self) -> TabSnapshot<'_> {
        let tab = self.logic();
        let agent = self.agent().known();
        let known = tab.presence.others().len() + 1;
        let over = tab.opening.ended().is_some();
        let told = |tabs| usize::try_from(tabs).unwrap_or(usize::MAX).max(1);
        TabSnapshot {
            role: "tab",
            id: &tab.id,
            scope: &tab.settings.scope,
            tabs: tab.link.tabs().map_or(known, told),
            last: tab.is_last(),
            keeper: tab.link.status(),
            keeper_ready: tab.link.is_ready(),
            keeper_unready: tab.link.unready(),
            agent: agent.map(AgentGlance::from),
            signed_out: self.agent().is_signed_out(),
            would: agent
                .filter(|_| !over)
                .map(|agent| policy::at_end(&tab.settings, agent)),
            over,
        }
    }

    /// What this tab shows in its page just now.
    #[must_use]
    pub fn view(&self) -> TabView<'_> {
        let tab = self.logic();
        let has_keeper = tab.settings.keeper.is_some();
        let keeper = tab.link.status();
        let is_missing = matches!(
            keeper,
            KeeperStatus::Blocked
                | KeeperStatus::Outdated
                | KeeperStatus::Newer
                | KeeperStatus::Closed
                | KeeperStatus::Unreachable
        );
        let dialog = match &tab.own {
            Own::Leaving(leaving) if leaving.asks() && tab.stage == Stage::Joined => {
                Some(Dialog::of(leaving, self.agent()))
            }
            _ => None,
        };
        let not_set = self.not_set();
        TabView {
            expected: has_keeper || tab.settings.confirm_leave || not_set.is_some(),
            bar: (has_keeper && is_missing).then_some(keeper),
            not_set,
            dialog,
            messages: &tab.settings.messages,
        }
    }

    fn not_set(&self) -> Option<NotSet<'_>> {
        let tab = self.logic();
        match &tab.own {
            Own::Setting { change, .. } if change.waiting() == Some(Waiting::Contacts) => {
                let agent = self.agent().known()?;
                Some(NotSet {
                    to: change.attempted().to.as_deref()?,
                    now: agent.next.as_deref().unwrap_or(agent.settled()),
                    tries_again: true,
                })
            }
            _ => tab.opening.not_set(),
        }
    }

    /// The names of its stage and of what it does to the agent by itself.
    #[must_use]
    pub fn stage(&self) -> (&str, &str) {
        let tab = self.logic();
        (tab.stage.as_ref(), tab.own.as_ref())
    }

    /// The change under way, if there is one.
    #[must_use]
    pub fn change(&self) -> Option<&Change> {
        self.logic().own.change()
    }
}

impl<'a> Dialog<'a> {
    fn of(leaving: &'a Leaving, agent: &'a AgentView) -> Self {
        let change = leaving.change();
        let outcome = change.outcome();
        let phase = match outcome.map(|outcome| outcome.kind) {
            Some(Kind::Failed) => DialogPhase::Failed,
            Some(_) => DialogPhase::Done,
            None if matches!(change.waiting(), Some(Waiting::Contacts | Waiting::Ccps)) => {
                DialogPhase::Waiting
            }
            None => DialogPhase::Acting,
        };
        let attempted = outcome.map_or(change.attempted(), |outcome| &outcome.attempted);
        Self {
            phase,
            waiting: change.waiting(),
            kind: outcome.map(|outcome| outcome.kind),
            reason: outcome.and_then(|outcome| outcome.reason),
            error: outcome.and_then(|outcome| outcome.error.as_ref()),
            from: attempted.from.as_deref(),
            to: attempted.to.as_deref(),
            now: agent.known().map(Agent::settled),
            released: leaving.lets_go(),
        }
    }
}
