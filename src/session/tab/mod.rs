//! The machine of a tab: a document that embeds the CCP.
//!
//! # Theory of operation
//!
//! Each part owns its state: [`Presence`] knows who is alive, `Link` what is known of the keeper, `Opening` what this
//! document owes the session, and in it `Record` what is written down of that, `Own` what the tab does to the agent by
//! itself. `take` is the table of the tab's own `Stage`s: it hands each input to the parts that it concerns.
//!
//! The parts are coupled in four places. A look tells the link whether a keeper is there, and the opening whether a
//! session starts. The keeper's word does the same. A tab that goes makes a last attempt unless the link says that a keeper
//! is ready. What such an attempt has changed, the opening has put back as soon as the session turns out to go on.
//!
//! After every input, in this order, because each step may need the one before: a last attempt is taken back if the
//! session goes on; what is owed is done if it is due; the change goes on; a last attempt is written down; a state that
//! was set is answered for; the browser is told what to listen to.

mod last_attempt;
mod link;
mod opening;
mod own;
mod record;
pub mod view;

use std::sync::Arc;

use super::change::{self, missing};
use super::port::message::VERSION;
use super::port::timer::duration;
use super::port::{Deadline, Event, Input, Message, Peer, Timer, ToBrowser, Unready, WarningCode};
use super::presence::{Presence, Seen};
use super::runner::{Cx, Logic, Said, earliest};
use super::warnings;
use crate::domain::{AgentState, AgentView, Millis, TabId};
use crate::policy;
use crate::settings::Settings;
use last_attempt::Leaving;
use link::{Link, News};
use opening::Opening;
use own::Own;

/// What a tab is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TabConfig {
    /// New with every document.
    pub id: TabId,
    /// What the host wants.
    pub settings: Settings,
    /// The options of the page's `connect.core.initCCP` as JSON: the keeper loads its CCP with them.
    pub ccp: Option<Arc<str>>,
    /// How long this document took until it watched, in milliseconds: a slow page is no late return.
    pub loading: Millis,
    /// Any number; spreads the pauses between attempts.
    pub seed: u64,
}

/// The machine of one tab; [`Runner`](super::Runner) runs it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tab {
    id: TabId,
    settings: Arc<Settings>,
    ccp: Option<Arc<str>>,
    seed: u64,
    stage: Stage,
    presence: Presence,
    link: Link,
    opening: Opening,
    own: Own,
    /// When to say that the CCP has not shown an agent.
    agent_due: Option<Millis>,
    /// The instance's states with which the settings were compared.
    checked: Said<Vec<AgentState>>,
    /// When it says that it has not gone after all.
    still_here_at: Option<Millis>,
    /// What the browser was told last.
    listens: Said<bool>,
    awaits_activation: Said<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, strum::AsRefStr)]
enum Stage {
    /// Its own lock is not held yet.
    Joining,
    /// Its own lock is held.
    Joined,
    /// The browser refuses it its own lock: no other window sees this tab, and it cannot know that it is the last.
    Blind,
    /// In the back/forward cache.
    Away,
    Stopped,
}

impl Tab {
    /// A tab that has not started.
    #[must_use]
    pub fn new(config: TabConfig) -> Self {
        Self {
            presence: Presence::new(Some(config.id.clone())),
            opening: Opening::new(config.id.clone(), config.loading),
            id: config.id,
            settings: Arc::new(config.settings),
            ccp: config.ccp,
            seed: config.seed,
            stage: Stage::Joining,
            link: Link::default(),
            own: Own::Nothing,
            agent_due: None,
            checked: Said::default(),
            still_here_at: None,
            listens: Said::from(false),
            awaits_activation: Said::from(false),
        }
    }

    /// The table. An input that does not stand here leaves the stage as it is, and is for the change under way.
    #[allow(
        clippy::match_same_arms,
        clippy::too_many_lines,
        reason = "it is a table: one row a pair"
    )]
    fn next(&mut self, stage: Stage, input: Input, cx: &mut Cx<'_>) -> Stage {
        match (stage, input) {
            (Stage::Joining, Input::Start) => {
                self.join(cx);
                Stage::Joining
            }
            (Stage::Joining, Input::LockHeld) => {
                self.presence.look(cx);
                self.introduce(cx);
                Stage::Joined
            }
            (Stage::Joining | Stage::Joined, Input::LockRefused { why }) => {
                self.presence.leave(cx);
                cx.warn(warnings::no_lock_for_tab(&why));
                Stage::Blind
            }
            (stage @ (Stage::Joining | Stage::Joined | Stage::Blind), Input::PageHide) => {
                self.go_away(stage, cx);
                // A last attempt that failed is tried again for as long as the document lives.
                if !matches!(self.own, Own::Leaving(_)) {
                    self.own = Own::Nothing;
                }
                Stage::Away
            }
            (Stage::Away, Input::PageShow) => {
                // What was last seen of the agent is as old as the page's stay in the cache.
                cx.forget_agent();
                self.opening = Opening::new(self.id.clone(), 0);
                self.own = Own::Nothing;
                self.join(cx);
                Stage::Joining
            }
            (stage, Input::Stop) => {
                self.attempt_last(cx);
                self.go_away(stage, cx);
                self.own = Own::Nothing;
                Stage::Stopped
            }

            (stage, Input::Looked { id, found }) => {
                if let Some(seen) = self.presence.looked(id, found, cx) {
                    self.seen(seen, cx);
                }
                stage
            }
            (stage, Input::Timer(Timer::Look | Timer::RollCall)) => {
                if !self.opening.unheard(&self.settings, cx)
                    && let Some(seen) = self.presence.time_is_over(cx)
                {
                    self.seen(seen, cx);
                }
                stage
            }
            (stage, Input::Gone { id }) => {
                if let Some(peer) = self.presence.ended(id) {
                    self.gone(&peer, cx);
                }
                stage
            }
            (stage, Input::WatchFailed { id, why }) => {
                if self.presence.ended(id).is_some() {
                    cx.warn(warnings::no_watch_for_tab(&why));
                }
                stage
            }
            (Stage::Joined, Input::Heard(message)) => {
                self.heard(message, cx);
                stage
            }
            (Stage::Joined, Input::Resume) => {
                self.presence.look(cx);
                stage
            }
            (stage, Input::Read { id, journal }) => {
                let may_undo = stage == Stage::Joined && self.own == Own::Nothing;
                self.opening.found(id, *journal, may_undo);
                stage
            }

            (Stage::Joined, Input::Activated) if self.link.awaits_activation() => {
                self.link_takes(News::Open, cx);
                stage
            }
            (Stage::Joined, Input::OpenKeeper) => {
                self.link_takes(News::Open, cx);
                stage
            }
            (stage, Input::PopupBlocked) => {
                self.link_takes(News::PopupBlocked, cx);
                stage
            }
            (stage, Input::Timer(Timer::KeeperExpected)) => {
                self.link_takes(News::Overdue, cx);
                self.presence.look(cx);
                stage
            }

            (Stage::Joined, Input::BeforeUnload) => {
                self.may_go(cx);
                stage
            }
            (stage, Input::Timer(Timer::StillHere)) => {
                self.still_here_at = None;
                self.introduce(cx);
                if matches!(&self.own, Own::Leaving(leaving) if !leaving.asks()) {
                    self.take_back(cx);
                }
                stage
            }
            (stage, Input::PromptRefused) => {
                if let Some(leaving) = self.own.asking() {
                    leaving.prompt_refused();
                    cx.warn(warnings::prompt_refused());
                }
                stage
            }
            (stage, Input::Stay) => {
                self.stay(cx);
                stage
            }
            (stage, Input::Leave) => {
                if let Some(leaving) = self.own.asking() {
                    leaving.let_go();
                }
                stage
            }
            (stage, Input::Retry) => {
                if self.own.asking().is_some_and(Leaving::retry) {
                    self.attempt_last(cx);
                }
                stage
            }

            (stage, Input::Hidden) => {
                self.opening.record().note_agent(cx);
                stage
            }
            (stage, Input::Timer(Timer::AgentSlow)) => {
                self.agent_due = None;
                cx.warn_of(WarningCode::AgentUnknown, missing(&AgentView::Unknown));
                stage
            }
            (stage, Input::JournalDenied { why }) => {
                cx.warn(warnings::no_journal_for_tab(&why));
                stage
            }
            (stage, input) => {
                self.agent_changed(&input, cx);
                if let Some(event) = change::Event::of(input) {
                    self.own.tell(event, &self.settings, cx);
                }
                stage
            }
        }
    }

    /// After every input, in the order of the theory.
    fn go_on(&mut self, cx: &mut Cx<'_>) {
        if self.stage == Stage::Joined {
            self.take_back_if_due(cx);
        }
        loop {
            let is_free = self.own == Own::Nothing;
            if let Some((goal, undoes)) = self.opening.go(&self.settings, is_free, cx) {
                self.own = Own::setting(goal, undoes, self.seed, cx);
            }
            self.own.tell(change::Event::Go, &self.settings, cx);
            self.write_down(cx);
            let Some((outcome, undoes)) = self.own.take_set() else {
                break;
            };
            self.opening.set(outcome, undoes.as_deref(), cx);
        }
        let joined = self.stage == Stage::Joined;
        if let Some(on) = self.listens.news(joined) {
            cx.push(ToBrowser::ListenBeforeUnload(on));
        }
        if let Some(message) = self.link.word(cx.agent_view()) {
            cx.push(ToBrowser::Post(message));
        }
        let awaits = joined && self.link.awaits_activation();
        if let Some(on) = self.awaits_activation.news(awaits) {
            cx.push(ToBrowser::AwaitActivation(on));
        }
    }
}

impl Logic for Tab {
    fn take(&mut self, input: Input, cx: &mut Cx<'_>) {
        self.stage = self.next(self.stage, input, cx);
        self.go_on(cx);
    }

    fn deadline(&self) -> Option<Deadline> {
        if matches!(self.stage, Stage::Away | Stage::Stopped) {
            return None;
        }
        earliest([
            self.own.deadline(),
            self.still_here_at.map(|at| (at, Timer::StillHere)),
            self.link.deadline(),
            self.agent_due.map(|at| (at, Timer::AgentSlow)),
            self.opening.deadline(),
            self.presence.deadline(),
        ])
    }

    fn is_stopped(&self) -> bool {
        self.stage == Stage::Stopped
    }
}

// Who is there.
impl Tab {
    fn join(&mut self, cx: &mut Cx<'_>) {
        self.agent_due = Some(cx.now + duration::AGENT_SLOW);
        self.opening.join(cx);
        cx.push(ToBrowser::Hold);
    }

    fn introduce(&self, cx: &mut Cx<'_>) {
        cx.push(ToBrowser::Post(Message::Tab {
            id: self.id.clone(),
            settings: Some(Arc::clone(&self.settings)),
            ccp: self.ccp.clone(),
        }));
    }

    /// A page in the back/forward cache would keep its lock, so it is let go of here.
    fn go_away(&mut self, stage: Stage, cx: &mut Cx<'_>) {
        if stage == Stage::Joined {
            cx.push(ToBrowser::Post(Message::Left {
                id: self.id.clone(),
            }));
        }
        self.presence.leave(cx);
        cx.push(ToBrowser::Release);
        self.link = Link::default();
        self.agent_due = None;
        self.still_here_at = None;
    }

    /// It is known who is there: the tab waits for the keeper's lock, or else for the next tab's.
    fn seen(&mut self, seen: Seen, cx: &mut Cx<'_>) {
        let news = if seen.keeper {
            News::Seen
        } else {
            News::NotSeen
        };
        self.link_takes(news, cx);
        // If the browser refuses looks, a keeper is known by the channel alone.
        if !self.link.is_open() {
            self.presence.watch_next(cx);
        }
        (self.opening).looked(&self.presence, seen, &self.settings, cx);
    }

    fn gone(&mut self, peer: &Peer, cx: &mut Cx<'_>) {
        if *peer == Peer::Keeper {
            self.link_takes(News::Gone, cx);
        }
        self.presence.look(cx);
        self.opening.read(cx);
    }

    fn link_takes(&mut self, news: News, cx: &mut Cx<'_>) {
        self.link.take(news, self.settings.keeper.as_ref(), cx);
        if self.link.is_open() {
            self.presence.watch(Some(Peer::Keeper), cx);
        }
    }

    fn heard(&mut self, message: Message, cx: &mut Cx<'_>) {
        match message {
            Message::RollCall { of } => {
                if of.is_none_or(|one| one == self.id) {
                    self.introduce(cx);
                    self.link.tell_again();
                }
            }
            Message::Tab { id, .. } => {
                self.presence.heard_tab(id);
                if !self.presence.is_watching() && !self.presence.is_looking() {
                    self.presence.watch_next(cx);
                }
            }
            Message::Leaving { id } => self.presence.leaving(id),
            Message::Left { id } => self.presence.left(&id),
            Message::Agent { .. } => {}
            Message::Keeper { version, .. } if version != VERSION => {
                self.presence.heard_keeper();
                self.link_takes(News::Outdated, cx);
            }
            Message::Keeper {
                phase,
                unready,
                tabs,
                opener,
                asks,
                ..
            } => {
                self.presence.heard_keeper();
                let asks = asks.as_ref() == Some(&self.id);
                self.link_takes(
                    News::Heard {
                        unready,
                        tabs,
                        asks,
                    },
                    cx,
                );
                // It closes along with this tab, and cannot make the change.
                if self.still_here_at.is_some_and(|at| at > cx.now)
                    && unready == Some(Unready::Closing)
                    && self.presence.is_first()
                {
                    self.attempt_last(cx);
                }
                let opened_by_me = opener.as_ref() == Some(&self.id);
                self.opening.heard(phase, opened_by_me, &self.settings, cx);
            }
            Message::Outcome { outcome } => {
                cx.log(outcome.to_string());
                (self.opening).told((*outcome).clone(), cx.agent().as_deref());
                cx.push(Event::Outcome(outcome));
            }
        }
    }

    /// Whether, as far as it knows, no other tab lives that is to stay.
    fn is_last(&self) -> bool {
        self.stage == Stage::Joined && self.presence.all_leave()
    }
}

// The agent, as the tab's CCP shows it.
impl Tab {
    fn agent_changed(&mut self, input: &Input, cx: &mut Cx<'_>) {
        match input {
            Input::Agent(_) => {
                self.agent_due = None;
                self.opening.record().note_agent(cx);
                if cx.has_agent_appeared() {
                    // Another tab may have begun a session since.
                    self.opening.read(cx);
                }
                self.check_states(cx);
            }
            Input::SignedOut => cx.warn(warnings::signed_out()),
            _ => {}
        }
    }

    /// A state that the instance does not have, or has no more, is said now, not at the end.
    fn check_states(&mut self, cx: &mut Cx<'_>) {
        if let Some(agent) = cx.agent()
            && self.checked.news(agent.states.clone()).is_some()
        {
            for unknown in policy::unknown_states(&self.settings, &agent) {
                cx.warn_of(WarningCode::UnknownState, unknown);
            }
        }
    }
}

// The last attempt.
impl Tab {
    /// The document may be about to go.
    fn may_go(&mut self, cx: &mut Cx<'_>) {
        cx.push(ToBrowser::Post(Message::Leaving {
            id: self.id.clone(),
        }));
        self.still_here_at = Some(cx.now + duration::STILL_HERE);
        self.opening.record().note_agent(cx);
        self.attempt_last(cx);
        if let (true, Own::Leaving(leaving)) = (self.settings.confirm_leave, &mut self.own) {
            leaving.ask_to_stay(cx);
        }
    }

    fn attempt_last(&mut self, cx: &mut Cx<'_>) {
        // What the last session left must not be written over. A keeper that was there before this tab, and is about to
        // say so, sees it go.
        if !self.is_last() || self.opening.owes_outcome() || self.opening.awaits_keeper() {
            return;
        }
        if let Own::Leaving(leaving) = &mut self.own
            && leaving.stands(cx)
        {
            leaving.starts_anew(cx.now);
            // A keeper that was opened since can wait.
            if !self.link.is_ready() {
                leaving.tell(change::Event::Hurry, &self.settings, cx);
            }
            return;
        }
        if self.link.is_ready() {
            return;
        }
        let insists = self.own.has_set();
        let (earlier, undoes) = match std::mem::take(&mut self.own) {
            Own::Nothing => (None, None),
            Own::Setting { undoes, .. } => (None, undoes.map(|attempt| *attempt)),
            Own::Leaving(earlier) => (Some(*earlier), None),
        };
        let undone = self.opening.hand_over().or(undoes);
        let mut leaving = Leaving::new(earlier, undone, insists, &self.settings, self.seed, cx);
        leaving.tell(change::Event::Go, &self.settings, cx);
        self.own = Own::Leaving(Box::new(leaving));
        self.write_down(cx);
    }

    fn write_down(&mut self, cx: &mut Cx<'_>) {
        if let Own::Leaving(leaving) = &mut self.own
            && let Some(attempt) = leaving.news(cx)
        {
            self.opening.save(attempt, cx);
        }
    }

    /// The agent goes on working.
    fn stay(&mut self, cx: &mut Cx<'_>) {
        if let Some(leaving) = self.own.asking() {
            // What was asked for last may still arrive.
            leaving.starts_anew(cx.now);
            self.write_down(cx);
            self.take_back(cx);
        }
    }

    /// The session may go on after all.
    fn take_back_if_due(&mut self, cx: &mut Cx<'_>) {
        match &self.own {
            // Another tab is there.
            Own::Leaving(leaving) if leaving.asks() && !self.presence.all_leave() => self.stay(cx),
            Own::Nothing if self.still_here_at.is_none() => self.opening.undo_what_was_found(cx),
            _ => {}
        }
    }

    /// The document has not gone: somebody stayed at a prompt, or it was a download.
    fn take_back(&mut self, cx: &mut Cx<'_>) {
        if let Own::Leaving(leaving) = std::mem::take(&mut self.own)
            && let Some(attempt) = leaving.written()
        {
            cx.log("this tab is still here: it takes its last attempt back");
            self.opening.undo(attempt, cx);
        }
    }
}
