//! The keeper's CCP. A keeper has one only while it needs one. A CCP beside a tab's takes the tab's ringtone, and keeps
//! the softphone with a frame that is gone (Streams, `connect.ifMaster`).
//!
//! Once, while a tab lives, the keeper loads its CCP as a proof: the CCP shows an agent. The time that this takes says
//! how early to load it at the session's end. At all other times the keeper knows of the agent what a tab tells it.

use std::sync::Arc;

use serde::Serialize;
use strum::{AsRefStr, Display, VariantArray};

use super::phase::{Countdown, Phase};
use crate::domain::{Agent, AgentView, Millis};
use crate::session::port::timer::duration;
use crate::session::port::{Deadline, Timer, ToStreams, Unready, WarningCode};
use crate::session::runner::Cx;
use crate::session::warnings;

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Ccp {
    state: State,
    /// How long it took to show an agent, the last time.
    took: Option<Millis>,
    /// How often it was given up since.
    given_up: u32,
    /// The agent as a tab has told it last.
    told: AgentView,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum State {
    #[default]
    Away,
    /// The end under way needs none.
    Spared,
    /// It has not shown an agent yet.
    Loading {
        since: Millis,
        trouble: Option<Unready>,
    },
    /// It has shown an agent.
    Open,
}

/// A keeper's CCP, as its window shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, AsRefStr, Display, VariantArray)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CcpStatus {
    /// The keeper needs none.
    Away,
    /// It loads.
    Loading,
    /// It has loaded for some seconds, and somebody may have to sign in or to grant storage in it.
    Silent,
    /// It has shown an agent.
    Open,
}

impl Ccp {
    /// Loads it if it is needed, removes it if it is not. `options` are those of `connect.core.initCCP`.
    pub(super) fn go(&mut self, needed: bool, options: Option<&Arc<str>>, cx: &mut Cx<'_>) {
        match (self.state, needed) {
            (State::Away | State::Spared, true) => self.load(options, cx),
            (State::Spared, false) => self.state = State::Away,
            (State::Loading { .. } | State::Open, false) => {
                self.state = State::Away;
                cx.push(ToStreams::RemoveCcp);
                if self.is_told() {
                    cx.learn_agent(self.told.clone());
                }
            }
            _ => {}
        }
    }

    /// Does without it until the end under way is over.
    pub(super) fn spare(&mut self) {
        if self.state == State::Away {
            self.state = State::Spared;
        }
    }

    /// Loads it anew: it is dead, or the network is back.
    pub(super) fn load(&mut self, options: Option<&Arc<str>>, cx: &mut Cx<'_>) {
        self.start(None, options, cx);
    }

    fn start(&mut self, trouble: Option<Unready>, options: Option<&Arc<str>>, cx: &mut Cx<'_>) {
        let since = cx.now;
        self.state = State::Loading { since, trouble };
        // This one has not shown the agent that is known. Of a login that it lacks it says nothing.
        if !self.told.is_signed_out() {
            cx.forget_agent();
        }
        cx.push(ToStreams::LoadCcp {
            options: options.cloned(),
            patience: self.patience(),
        });
    }

    /// It has shown an agent.
    pub(super) fn shown(&mut self, cx: &mut Cx<'_>) {
        if let State::Loading { since, .. } = self.state {
            self.took = Some(cx.now - since);
            self.given_up = 0;
            self.state = State::Open;
        }
        self.told = cx.agent_view().clone();
    }

    /// It could not be loaded.
    pub(super) fn failed(&mut self, code: WarningCode, why: &str, cx: &mut Cx<'_>) {
        if let State::Loading { trouble, .. } = &mut self.state {
            *trouble = Some(Unready::CcpFailed);
            cx.warn(warnings::no_ccp(code, why));
        }
    }

    /// It has loaded for longer than it can take.
    pub(super) fn give_up(&mut self, options: Option<&Arc<str>>, cx: &mut Cx<'_>) {
        self.given_up += 1;
        // Somebody may be signing in, so it stays in sight.
        let trouble = match self.state {
            State::Loading { trouble, .. } => trouble,
            _ => None,
        };
        self.start(trouble, options, cx);
    }

    /// For how long it may load. On a slow line each load gets more time, because it would never come otherwise.
    fn patience(&self) -> Millis {
        let usual = self.took.unwrap_or_default() * 2;
        usual.max(duration::CCP_DEAD) << self.given_up.min(2)
    }

    /// Its deadline has come while it loads.
    pub(super) fn is_slow(&mut self) {
        if let State::Loading { trouble, .. } = &mut self.state {
            trouble.get_or_insert(Unready::CcpSilent);
        }
    }

    /// A tab has said what its own CCP shows; `None`: nobody is signed in.
    pub(super) fn told(&mut self, agent: Option<Arc<Agent>>, cx: &mut Cx<'_>) {
        self.told = agent.map_or(AgentView::SignedOut, AgentView::Known);
        if self.is_away() {
            cx.learn_agent(self.told.clone());
        }
    }

    /// The agent that a tab has shown last.
    pub(super) fn told_agent(&self) -> Option<&Agent> {
        self.told.known()
    }

    /// Whether a tab has said what its CCP shows.
    pub(super) fn is_told(&self) -> bool {
        self.told != AgentView::Unknown
    }

    /// Whether the proof is still to be made, and can be: a tab shows an agent.
    pub(super) fn needs_proof(&self) -> bool {
        self.took.is_none() && self.told.known().is_some()
    }

    pub(super) fn is_loading(&self) -> bool {
        matches!(self.state, State::Loading { .. })
    }

    /// Why there is no proof.
    pub(super) fn unproved(&self) -> Option<Unready> {
        match self.state {
            _ if self.took.is_some() => None,
            State::Loading { trouble, .. } => Some(trouble.unwrap_or(Unready::CcpLoading)),
            State::Away | State::Spared | State::Open => Some(Unready::NoAgent),
        }
    }

    /// When to load it for a change that is due then: in time, but not in the first second, because a refresh must not
    /// wake it.
    pub(super) fn load_at(&self, count: Countdown) -> Millis {
        let earliest = count.ended_at + duration::CCP_REST;
        let Some(took) = self.took else {
            return earliest;
        };
        let lead = took * 2 + duration::CCP_MARGIN;
        count.due.saturating_sub(lead).max(earliest)
    }

    pub(super) fn is_away(&self) -> bool {
        matches!(self.state, State::Away | State::Spared)
    }

    pub(super) fn is_open(&self) -> bool {
        self.state == State::Open
    }

    pub(super) fn status(&self) -> CcpStatus {
        match self.state {
            State::Away | State::Spared => CcpStatus::Away,
            State::Loading {
                trouble: Some(Unready::CcpSilent),
                ..
            } => CcpStatus::Silent,
            State::Loading { .. } => CcpStatus::Loading,
            State::Open => CcpStatus::Open,
        }
    }

    /// Its deadline, beside the phase's own.
    pub(super) fn deadline(&self, phase: &Phase) -> Option<Deadline> {
        match self.state {
            State::Loading {
                since,
                trouble: None,
            } => Some((since + duration::CCP_SLOW, Timer::CcpSlow)),
            State::Loading { since, .. } => Some((since + self.patience(), Timer::CcpDead)),
            State::Away => match phase {
                Phase::Countdown(count) => Some((self.load_at(*count), Timer::LoadCcp)),
                _ => None,
            },
            State::Spared | State::Open => None,
        }
    }
}
