//! The keeper's machine: it outlives the tabs, and makes the change when the last of them is gone. It knows nothing
//! of windows, so another host could run it.
//!
//! ```text
//! Claiming ── lock held ──► Idle ── a tab ──► Watching ◄───────── a tab, before an attempt ─────────┐
//!    │                                           │ none left                                        │
//!    └─ refused ──► Duplicate                    ▼                                                  │
//!                                            Countdown ── the delay is over, no tab at a look ──► Acting
//!                                                                                                   │ outcome
//!                       Watching ◄── Restoring ◄── a tab, while an outcome of ours is shown ────── Done
//! ```

mod announce;
mod door;
mod ending;
mod farewell;
mod tabs;

use std::sync::Arc;

use super::change::{Change, Waiting};
use super::presence::Presence;
use super::timer::duration;
use super::{
    AgentView, Effect, Event, Farewell, Input, Machine, Message, Outbox, Outcome, TabId, Timer,
    Unpolled, Warning, WarningCode,
};
use crate::settings::{Millis, Settings};
use announce::Announcement;

/// What a keeper is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeeperConfig {
    /// Any number; spreads the pauses between attempts.
    pub seed: u64,
}

/// The machine of one keeper.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Keeper {
    pub(super) settings: Option<Arc<Settings>>,
    pub(super) agent: AgentView,
    online: bool,
    pub(super) presence: Presence,
    pub(super) phase: Phase,
    out: Outbox,
    seed: u64,
    /// When the last lock known of was let go of.
    gone_at: Option<Millis>,
    /// Which tab's coming began the session.
    opener: Option<TabId>,
    /// When the session's first tab was seen.
    begun_at: Millis,
    /// When to ask again for what was not heard, and how long the pause after that is.
    ask_at: Option<Millis>,
    ask_pause: Millis,
    announced: Option<Announcement>,
    /// When it says that its window has not closed after all.
    still_here_at: Option<Millis>,
    /// What it has written down of a change made while its window was closing.
    farewell: Option<Farewell>,
    /// What the last tab has written down of the change that it made by itself.
    tabs_farewell: Option<Farewell>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    Claiming,
    Duplicate {
        until: Millis,
    },
    Idle {
        until: Millis,
    },
    Watching,
    Countdown {
        ended_at: Millis,
        due: Millis,
    },
    Acting {
        change: Box<Change>,
    },
    Done {
        outcome: Box<Outcome>,
        from: Option<String>,
        until: Option<Millis>,
    },
    Restoring {
        outcome: Box<Outcome>,
        change: Box<Change>,
    },
    Stopped,
}

impl Keeper {
    /// A keeper that has not started.
    #[must_use]
    pub fn new(config: KeeperConfig) -> Self {
        Self {
            settings: None,
            agent: AgentView::Unknown,
            online: true,
            presence: Presence::new(None),
            phase: Phase::Claiming,
            out: Outbox::default(),
            seed: config.seed,
            gone_at: None,
            opener: None,
            begun_at: 0,
            ask_at: None,
            ask_pause: duration::ASK_AGAIN,
            announced: None,
            still_here_at: None,
            farewell: None,
            tabs_farewell: None,
        }
    }

    /// Whether it could make a change now, and will be there to make it.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.settings.is_some() && self.agent.known().is_some() && self.still_here_at.is_none()
    }

    pub(super) fn waiting(&self) -> Option<Waiting> {
        match &self.phase {
            Phase::Acting { change } => change.waiting(),
            _ => None,
        }
    }

    fn take(&mut self, now: Millis, input: Input) {
        match input {
            Input::Start | Input::PageShow { .. } => self.claim(),
            Input::LockHeld if matches!(self.phase, Phase::Claiming) => {
                self.phase = Phase::Idle {
                    until: now + duration::IDLE,
                };
                self.look();
                self.out.push(Effect::ListenBeforeUnload(true));
            }
            Input::LockRefused { why } => self.refused(now, &why),
            Input::Online(online) => {
                self.online = online;
                self.with_change(|change, _, _, _| change.network_changed(online));
            }
            // Without its lock nobody knows of it, and it does nothing.
            _ if matches!(
                self.phase,
                Phase::Claiming | Phase::Duplicate { .. } | Phase::Stopped
            ) =>
            {
                self.take_unclaimed(now, input);
            }
            Input::Looked { id, found } => {
                if self.presence.looked(now, id, found, &mut self.out) {
                    self.looked(now);
                }
            }
            Input::Gone { id } => {
                if self.presence.ended(id).is_some() {
                    self.gone_at = Some(now);
                    self.look();
                }
            }
            Input::WatchFailed { id, why } => {
                if self.presence.ended(id).is_some() {
                    let message = "the browser does not say when a tab is gone: ";
                    self.warn(WarningCode::LocksDenied, [message, &why].concat());
                    self.ask_later(now);
                }
            }
            Input::Heard(message) => self.heard(now, message),
            Input::Agent(agent) => {
                self.agent = AgentView::Known(agent);
                self.with_change(|change, settings, agent, _| {
                    change.agent_changed(now, settings, agent);
                });
            }
            Input::SignedOut => {
                self.agent = AgentView::SignedOut;
                self.with_change(|change, _, _, _| change.signed_out(now));
            }
            Input::Attempted { id, result } => {
                self.with_change(|change, settings, agent, _| {
                    change.attempted(now, id, result, settings, agent);
                });
            }
            Input::LogoutSent { id, result } => {
                self.with_change(|change, settings, _, _| {
                    change.logout_sent(now, id, result, settings);
                });
            }
            Input::Timer(timer) => self.timer(now, timer),
            Input::Resume => self.look(),
            Input::Cancel => self.cancel(now),
            Input::Retry => self.retry(now),
            Input::JournalDenied { why } => {
                let message = "the outcome cannot be written down: ";
                self.warn(WarningCode::StorageDenied, [message, &why].concat());
            }
            Input::FarewellRead(farewell) => self.find_farewell(*farewell),
            Input::BeforeUnload => self.before_unload(now),
            Input::PageHide => self.let_go(Phase::Claiming),
            Input::Stop => self.let_go(Phase::Stopped),
            Input::LockHeld
            | Input::PromptRefused
            | Input::Stay
            | Input::Leave
            | Input::Hidden
            | Input::Activated
            | Input::PopupBlocked
            | Input::OpenKeeper => {}
        }
    }

    fn claim(&mut self) {
        if matches!(self.phase, Phase::Claiming) {
            self.out.push(Effect::Hold);
        }
    }

    /// Before the lock is held, and after it is lost, only the agent is kept in view.
    fn take_unclaimed(&mut self, now: Millis, input: Input) {
        match input {
            Input::Agent(agent) => self.agent = AgentView::Known(agent),
            Input::SignedOut => self.agent = AgentView::SignedOut,
            Input::Timer(Timer::Shown) if matches!(self.phase, Phase::Duplicate { until } if until <= now) =>
            {
                self.out.push(Effect::Close);
                self.phase = Phase::Stopped;
            }
            // A lock granted to a page in the back/forward cache would stay held.
            Input::PageHide if matches!(self.phase, Phase::Claiming) => {
                self.let_go(Phase::Claiming);
            }
            Input::Stop => self.let_go(Phase::Stopped),
            _ => {}
        }
    }

    fn refused(&mut self, now: Millis, why: &str) {
        if matches!(self.phase, Phase::Stopped) {
            return;
        }
        if !why.is_empty() {
            let message = "the browser refuses the keeper its lock: ";
            self.warn(WarningCode::LocksDenied, [message, why].concat());
        }
        self.let_go(Phase::Duplicate {
            until: now + duration::SHOWN,
        });
    }

    fn let_go(&mut self, phase: Phase) {
        self.presence.leave(&mut self.out);
        self.out.push(Effect::Release);
        self.out.push(Effect::ListenBeforeUnload(false));
        self.still_here_at = None;
        self.ask_at = None;
        self.gone_at = None;
        self.tabs_farewell = None;
        self.announced = None;
        self.phase = phase;
    }

    fn heard(&mut self, now: Millis, message: Message) {
        match message {
            Message::Tab { id, settings } => {
                if settings.is_some() {
                    self.settings = settings;
                    self.ask_at = None;
                }
                self.presence.heard_tab(id.clone());
                self.tab_is_there(now, Some(id));
                // The tab that spoke may have heard nothing yet.
                self.announced = None;
            }
            Message::Leaving { id } => self.tab_leaves(id),
            Message::Left { id } => self.presence.left(&id),
            Message::RollCall { .. } => self.announced = None,
            Message::Keeper { .. } | Message::Outcome { .. } => {}
        }
    }

    fn timer(&mut self, now: Millis, timer: Timer) {
        if self
            .poll_timeout()
            .is_none_or(|(at, due)| due != timer || at > now)
        {
            return;
        }
        match timer {
            Timer::RollCall => {
                if self.presence.roll_call_over(now) {
                    self.looked(now);
                }
            }
            // Whatever was heard or was not: before it acts, and before it closes, a keeper looks once more.
            Timer::SessionEnd | Timer::Shown | Timer::Idle => self.look(),
            Timer::AskAgain => self.ask(now),
            Timer::StillHere => self.still_here_at = None,
            _ => self.with_change(|change, settings, agent, _| {
                change.timer(now, timer, settings, agent);
            }),
        }
    }

    fn warn(&mut self, code: WarningCode, message: String) {
        self.out.log(&message);
        self.out
            .push(Effect::Emit(Event::Warning(Warning { code, message })));
    }
}

impl Machine for Keeper {
    fn handle(&mut self, now: Millis, input: Input) -> Result<(), Unpolled> {
        if self.out.len() > 0 {
            return Err(Unpolled(self.out.len()));
        }
        if !matches!(self.phase, Phase::Stopped) {
            self.take(now, input);
            self.go_on(now);
            self.note_farewell();
            self.announce();
        }
        Ok(())
    }

    fn poll_effect(&mut self) -> Option<Effect> {
        self.out.poll()
    }

    fn poll_timeout(&self) -> Option<(Millis, Timer)> {
        let phase = match &self.phase {
            // The last look before acting or closing may be under way: there is nothing else to wait for.
            Phase::Idle { .. } | Phase::Countdown { .. } | Phase::Done { .. }
                if self.presence.is_looking() =>
            {
                None
            }
            Phase::Idle { until } => Some((*until, Timer::Idle)),
            Phase::Countdown { due, .. } => Some((*due, Timer::SessionEnd)),
            Phase::Acting { change } | Phase::Restoring { change, .. } => change.deadline(),
            Phase::Duplicate { until } => Some((*until, Timer::Shown)),
            Phase::Done { until, .. } => until.map(|until| (until, Timer::Shown)),
            Phase::Claiming | Phase::Watching | Phase::Stopped => None,
        };
        let ask = self.ask_at.map(|at| (at, Timer::AskAgain));
        let still_here = self.still_here_at.map(|at| (at, Timer::StillHere));
        let presence = self.presence.deadline();
        [phase, ask, still_here, presence]
            .into_iter()
            .flatten()
            .min()
    }
}
