//! The machine of a tab: a document that embeds the CCP.
//!
//! It holds its lock and hands the settings to the keeper (`coming`), keeps the agent in view (`agent`), gives a new
//! session its first state (`begin`), knows whether a keeper is there and asks for one (`door`), and where there is none
//! does what can be done at the last moment (`farewell`).

mod agent;
mod begin;
mod coming;
mod door;
mod farewell;

use std::sync::Arc;

use super::change::Change;
use super::journal::{Journal, LastOutcome};
use super::presence::Presence;
use super::timer::duration;
use super::{
    AgentView, Effect, Event, Input, KeeperStatus, Machine, Message, Outbox, Peer, TabId, Timer,
    Unpolled, Warning, WarningCode,
};
use crate::settings::{Millis, Settings};
use begin::Begin;
pub(super) use farewell::Leaving;

/// What a tab is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TabConfig {
    /// New with every document.
    pub id: TabId,
    /// What the host wants.
    pub settings: Settings,
    /// What the tabs and the keeper before it wrote down.
    pub journal: Journal,
    /// When the navigation to this document began, in milliseconds since the epoch
    /// (High Resolution Time, `performance.timeOrigin`): a slow page is no late return.
    pub started_at: Millis,
    /// Any number; spreads the pauses between attempts.
    pub seed: u64,
}

/// The machine of one tab.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each remembers what was last asked of the browser, or heard"
)]
pub struct Tab {
    pub(super) id: TabId,
    pub(super) settings: Arc<Settings>,
    pub(super) agent: AgentView,
    online: bool,
    pub(super) presence: Presence,
    pub(super) keeper: KeeperStatus,
    pub(super) keeper_ready: bool,
    pub(super) keeper_tabs: u32,
    stage: Stage,
    begin: Begin,
    own: Option<Own>,
    journal: Journal,
    started_at: Millis,
    seed: u64,
    out: Outbox,
    keeper_due: Option<Millis>,
    agent_due: Option<Millis>,
    checked_states: bool,
    /// When it says that it has not gone after all.
    still_here_at: Option<Millis>,
    awaits_activation: bool,
    listens: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stage {
    /// The own lock is not held yet.
    Joining,
    /// The own lock is held.
    Joined,
    /// The browser refuses the own lock: this tab counts for nobody, and cannot know that it is the last.
    Blind,
    /// In the back/forward cache.
    Away,
    Stopped,
}

/// What a tab does to the agent by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Own {
    /// Puts a state: the session's first, or the one from before a mere refresh.
    Putting(Box<Change>),
    /// Says farewell.
    Leaving(Box<Leaving>),
}

impl Tab {
    /// A tab that has not started.
    #[must_use]
    pub fn new(config: TabConfig) -> Self {
        Self {
            presence: Presence::new(Some(config.id.clone())),
            id: config.id,
            settings: Arc::new(config.settings),
            agent: AgentView::Unknown,
            online: true,
            keeper: KeeperStatus::Unknown,
            keeper_ready: false,
            keeper_tabs: 0,
            stage: Stage::Joining,
            begin: Begin::Pending { heard: None },
            own: None,
            journal: config.journal,
            started_at: config.started_at,
            seed: config.seed,
            out: Outbox::default(),
            keeper_due: None,
            agent_due: None,
            checked_states: false,
            still_here_at: None,
            awaits_activation: false,
            listens: false,
        }
    }

    /// Whether, as far as it knows, no other tab lives that is to stay.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.stage == Stage::Joined && self.presence.all_leave()
    }

    fn take(&mut self, now: Millis, input: Input) {
        match input {
            Input::Start if self.stage == Stage::Joining => {
                self.agent_due = Some(now + duration::AGENT_SLOW);
                self.out.push(Effect::Hold);
            }
            Input::LockHeld if self.stage == Stage::Joining => {
                self.joined();
            }
            Input::LockRefused { why } if matches!(self.stage, Stage::Joining | Stage::Joined) => {
                self.refused(&why);
            }
            Input::Looked { id, found } => {
                if self.presence.looked(now, id, found, &mut self.out) {
                    self.looked(now);
                }
            }
            Input::Gone { id } => match self.presence.ended(id) {
                Some(Peer::Keeper) => {
                    self.keeper_gone();
                    self.out.push(Effect::ReadFarewell);
                }
                Some(Peer::Tab(_)) => {
                    self.presence.look(&mut self.out);
                    self.out.push(Effect::ReadFarewell);
                }
                None => {}
            },
            Input::WatchFailed { id, why } => {
                if self.presence.ended(id).is_some() {
                    let message = "the browser does not say when another is gone: ";
                    self.warn(WarningCode::LocksDenied, [message, &why].concat());
                }
            }
            Input::Heard(message) => self.heard(message),
            Input::Agent(agent) => self.agent_seen(now, agent),
            Input::SignedOut => self.signed_out(now),
            Input::Online(online) => {
                self.online = online;
                self.with_change(|change, _, _, _| change.network_changed(online));
            }
            Input::Attempted { id, result } => {
                self.with_change(|change, settings, agent, _| {
                    change.attempted(now, id, result, settings, agent);
                });
            }
            Input::FarewellRead(farewell) => self.find_farewell(*farewell),
            Input::BeforeUnload => self.before_unload(now),
            Input::PromptRefused => self.prompt_refused(),
            Input::Stay => self.stay(now),
            Input::Leave => self.leave(),
            Input::Retry => self.retry(now),
            Input::PageHide => self.go_away(Stage::Away),
            Input::PageShow { journal } => self.come_back(now, *journal),
            Input::Hidden => self.note_agent(now),
            Input::Resume => self.look_again(),
            Input::Activated => self.activated(now),
            Input::PopupBlocked => self.popup_blocked(),
            Input::OpenKeeper => self.open_keeper(now),
            Input::JournalDenied { why } => {
                let message = [
                    "outcomes will not be readable after a reload: ",
                    &why,
                    "; allow this site to store data",
                ];
                self.warn(WarningCode::StorageDenied, message.concat());
            }
            Input::Timer(timer) => self.timer(now, timer),
            Input::Stop => {
                self.say_farewell(now);
                self.go_away(Stage::Stopped);
            }
            Input::Start
            | Input::LockHeld
            | Input::LockRefused { .. }
            | Input::LogoutSent { .. }
            | Input::Cancel => {}
        }
    }

    fn look_again(&mut self) {
        if self.stage == Stage::Joined {
            self.presence.look(&mut self.out);
        }
    }

    /// It is known who is there: wait for the keeper's lock, or else for the next tab's.
    fn looked(&mut self, now: Millis) {
        if self.presence.has_keeper() {
            self.keeper_is_there();
        } else {
            let next = self.presence.next_tab();
            self.presence.watch(next, &mut self.out);
            self.no_keeper_is_there();
        }
        self.begin_looked(now);
    }

    fn heard(&mut self, message: Message) {
        if self.stage != Stage::Joined {
            return;
        }
        match message {
            Message::RollCall { of } => {
                if of.is_none_or(|one| one == self.id) {
                    self.introduce();
                }
            }
            Message::Tab { id, .. } => {
                self.presence.heard_tab(id);
                if !self.presence.is_watching() && !self.presence.is_looking() {
                    let next = self.presence.next_tab();
                    self.presence.watch(next, &mut self.out);
                }
            }
            Message::Leaving { id } => self.presence.leaving(id),
            Message::Left { id } => self.presence.left(&id),
            Message::Keeper {
                phase,
                ready,
                tabs,
                opener,
            } => {
                self.presence.heard_keeper();
                self.keeper_ready = ready;
                self.keeper_tabs = tabs;
                self.keeper_is_there();
                self.begin_heard(phase, opener.as_ref() == Some(&self.id));
            }
            Message::Outcome { outcome } => {
                self.journal.outcome = Some(LastOutcome {
                    outcome: (*outcome).clone(),
                    answered: false,
                });
                self.out.push(Effect::Emit(Event::Outcome(outcome)));
            }
        }
    }

    fn with_change(&mut self, act: impl FnOnce(&mut Change, &Settings, &AgentView, &mut Outbox)) {
        let change = match &mut self.own {
            Some(Own::Putting(change)) => change,
            Some(Own::Leaving(leaving)) => &mut leaving.change,
            None => return,
        };
        act(change, &self.settings, &self.agent, &mut self.out);
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
                if !self.begin_unheard(now) && self.presence.roll_call_over(now) {
                    self.looked(now);
                }
            }
            Timer::AgentSlow => self.agent_slow(),
            Timer::KeeperExpected => self.keeper_unheard(),
            Timer::StillHere => self.still_here(),
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

    /// `beforeunload` is listened to only by a tab that others know of: they are told that it may be going. No browser
    /// keeps a page out of its back/forward cache for that.
    fn update_listener(&mut self) {
        let listens = self.stage == Stage::Joined;
        if self.listens != listens {
            self.listens = listens;
            self.out.push(Effect::ListenBeforeUnload(listens));
        }
    }
}

impl Machine for Tab {
    fn handle(&mut self, now: Millis, input: Input) -> Result<(), Unpolled> {
        if self.out.len() > 0 {
            return Err(Unpolled(self.out.len()));
        }
        if self.stage != Stage::Stopped {
            self.take(now, input);
            self.go_on(now);
            self.update_listener();
        }
        Ok(())
    }

    fn poll_effect(&mut self) -> Option<Effect> {
        self.out.poll()
    }

    fn poll_timeout(&self) -> Option<(Millis, Timer)> {
        if matches!(self.stage, Stage::Away | Stage::Stopped) {
            return None;
        }
        let own = match &self.own {
            Some(Own::Putting(change)) => change.deadline(),
            Some(Own::Leaving(leaving)) => leaving.change.deadline(),
            None => None,
        };
        let still_here = self.still_here_at.map(|at| (at, Timer::StillHere));
        let keeper = self.keeper_due.map(|at| (at, Timer::KeeperExpected));
        let agent = self.agent_due.map(|at| (at, Timer::AgentSlow));
        let begin = self.begin.deadline();
        let presence = self.presence.deadline();
        [own, still_here, keeper, agent, begin, presence]
            .into_iter()
            .flatten()
            .min()
    }
}
