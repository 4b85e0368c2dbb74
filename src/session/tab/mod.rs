//! The machine of a tab: a document that embeds the CCP.
//!
//! # Theory of operation
//!
//! Each part owns its state. [`Presence`] knows who is alive, `Link` the state of the keeper, `Own` the change that the
//! tab makes by itself. `Opening` knows what this document owes the session. In it `Arrival` knows who else has just
//! come, `Record` what the journal says, `Undo` what to put back, `FirstState` whose turn the first state is. `take` is
//! the table of the tab's own `Stage`s: it hands each input to the parts that it concerns.
//!
//! The parts are coupled in four places. A look tells the link whether a keeper is there, and the opening whether a
//! session starts. The keeper's word does the same. A tab that goes makes a last attempt unless the link says that a
//! keeper is ready. What such an attempt has changed, the opening has put back as soon as the session turns out to go
//! on.
//!
//! If the host asks for the session's end, the tab that it asks makes it (`Ending`), also if there is a keeper: the tab
//! has a CCP, and the keeper's would take seconds. The other tabs hear of it, so that one of them can go on if this tab
//! dies. Such a session stays over as long as nobody picks a state: `Record` knows that, and then the tab owes and sets
//! nothing, and its end is no session's end.
//!
//! After every input the tab takes these steps, in this order, because each may need the one before. It takes a last
//! attempt back if the session goes on. If somebody has picked a state, a session that was over runs again. It takes
//! over an end that the host had asked of a tab that is gone. It pays a debt that is due. The change goes on. It writes
//! down a last attempt, and tells an end that the host has asked for. It settles a state that was set, and tells the
//! browser what to listen to.

mod arrival;
mod ending;
mod first_state;
mod last_attempt;
mod link;
mod opening;
mod own;
mod record;
mod undo;
pub mod view;

use std::sync::Arc;

use super::change;
use super::port::message::VERSION;
use super::port::timer::duration;
use super::port::{
    Deadline, Event, Input, KeeperPhase, Message, Peer, Timer, ToBrowser, Unready, Warning,
    WarningCode,
};
use super::presence::{Presence, Seen};
use super::runner::{Cx, Logic, Said, earliest};
use super::warnings;
use crate::domain::{AgentState, Millis, Outcome, TabId, Trigger};
use crate::policy;
use crate::settings::Settings;
use ending::{Ending, Turn};
use last_attempt::Leaving;
use link::{Link, News};
use opening::Opening;
use own::Own;

/// What a tab is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TabConfig {
    /// New with every document.
    pub id: TabId,
    /// The host's settings.
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
    /// Another tab that ends the session, because the host has asked it to.
    ends: Option<TabId>,
    turn: Turn,
    /// When to say that the browser has not given the tab its own lock.
    lock_due: Option<Millis>,
    /// When to say that the CCP has not shown an agent.
    agent_due: Option<Millis>,
    /// The address that the page gives its CCP.
    ccp_url: String,
    /// The instance's states with which the settings were compared.
    checked: Said<Vec<AgentState>>,
    /// Why the browser has opened no keeper.
    refused: Said<String>,
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
            ends: None,
            turn: Turn::default(),
            lock_due: None,
            agent_due: None,
            ccp_url: String::new(),
            checked: Said::default(),
            refused: Said::default(),
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
                self.lock_due = None;
                self.presence.look(cx);
                self.introduce(cx);
                Stage::Joined
            }
            // It may still come.
            (Stage::Joining, Input::Timer(Timer::Lock)) => {
                self.lock_due = None;
                cx.warn(warnings::no_lock_for_tab("no answer within ten seconds"));
                Stage::Joining
            }
            (Stage::Joining | Stage::Joined, Input::LockRefused { why }) => {
                self.lock_due = None;
                self.presence.leave(cx);
                cx.warn(warnings::no_lock_for_tab(&why));
                Stage::Blind
            }
            (stage @ (Stage::Joining | Stage::Joined | Stage::Blind), Input::PageHide) => {
                self.go_away(stage, cx);
                // A last attempt that failed is tried again for as long as the document lives.
                if !self.own.outlasts_the_page() {
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
                self.opening.time_passed(cx.now);
                let seen = self.seen_so_far();
                if !self.opening.unheard(seen, &self.settings, cx)
                    && let Some(seen) = self.presence.time_is_over(cx)
                {
                    self.seen(seen, cx);
                }
                self.reconsider(false, cx);
                stage
            }
            (stage, Input::Gone { id } | Input::WatchFailed { id, .. })
                if self.turn.has_come(id) =>
            {
                self.opening.read(cx);
                stage
            }
            (stage, Input::Timer(Timer::Turn)) => {
                self.turn.pass(cx);
                stage
            }
            (stage, Input::Gone { id }) => {
                if let Some(peer) = self.presence.gone(id, cx) {
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
                let may_undo = stage == Stage::Joined && self.own.is_open();
                let (agent, seen) = (cx.agent(), self.seen_so_far());
                if (self.opening).found(id, *journal, may_undo, seen, agent.as_deref()) {
                    self.reconsider(true, cx);
                }
                stage
            }

            (stage @ (Stage::Joining | Stage::Joined | Stage::Blind), Input::End) => {
                if !matches!(self.own, Own::Ending(_)) {
                    let insists = self.own.has_set() || self.opening.is_restored();
                    self.end(Ending::new(insists, self.seed, cx), cx);
                }
                stage
            }
            (stage, Input::ReportRefused { why }) => {
                let url = self.settings.report_url.as_deref().unwrap_or_default();
                cx.warn(warnings::report_refused(url, &why));
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
            (stage, Input::PopupRefused { why }) => {
                if let (Some(page), Some(why)) = (&self.settings.keeper, self.refused.news(why)) {
                    cx.warn(warnings::keeper_refused(&page.url, &why));
                }
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
                self.asks_no_more(warnings::prompt_refused(), cx);
                stage
            }
            (stage, Input::DialogFailed) => {
                self.asks_no_more(warnings::dialog_failed(), cx);
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
                self.opening.note_agent(cx);
                stage
            }
            (stage, Input::CcpOpened { url }) => {
                self.ccp_url = url;
                stage
            }
            (stage, Input::Timer(Timer::AgentSlow)) => {
                self.agent_due = None;
                cx.warn(warnings::no_agent(&self.ccp_url));
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
        self.opening.note_pick(&self.id, cx);
        if self.own.is_open()
            && let Some(attempt) = self.opening.take_over()
        {
            self.end(Ending::taken_over(attempt, self.seed, cx), cx);
        }
        loop {
            self.end_goes_on(cx);
            let is_free = self.own == Own::Nothing;
            if let Some((goal, undoes)) =
                (self.opening).go(&self.presence, &self.settings, is_free, cx)
            {
                self.own = Own::setting(goal, undoes, self.seed, cx);
            }
            self.own.tell(change::Event::Go, &self.settings, cx);
            self.write_down(cx);
            // In a page that goes, another window may have taken it over.
            if !matches!(self.stage, Stage::Away | Stage::Stopped) && self.tells_end(cx) {
                continue;
            }
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
            self.lock_due.map(|at| (at, Timer::Lock)),
            self.agent_due.map(|at| (at, Timer::AgentSlow)),
            self.opening.deadline(),
            self.turn.deadline(),
            self.presence.deadline(),
        ])
    }

    fn is_stopped(&self) -> bool {
        self.stage == Stage::Stopped
    }
}

// The windows that are there.
impl Tab {
    fn join(&mut self, cx: &mut Cx<'_>) {
        self.lock_due = Some(cx.now + duration::LOCK);
        self.agent_due = Some(cx.now + duration::AGENT_SLOW);
        self.opening.join(cx);
        cx.push(ToBrowser::Hold);
    }

    fn introduce(&self, cx: &mut Cx<'_>) {
        let settings = Arc::clone(&self.settings);
        self.say_what_it_is(Some(settings), self.ccp.clone(), cx);
    }

    fn say_what_it_is(
        &self,
        settings: Option<Arc<Settings>>,
        ccp: Option<Arc<str>>,
        cx: &mut Cx<'_>,
    ) {
        cx.push(ToBrowser::Post(Message::Tab {
            id: self.id.clone(),
            settings,
            ccp,
            new: self.opening.is_new(),
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
        self.ends = None;
        self.turn.pass(cx);
        self.lock_due = None;
        self.agent_due = None;
        self.still_here_at = None;
    }

    /// The tab knows who is there, and waits for the keeper's lock, or else for the next tab's.
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
        (self.opening).looked(&self.presence, seen, false, &self.settings, cx);
    }

    /// The tab may know by now whether a session runs.
    fn reconsider(&mut self, is_fresh: bool, cx: &mut Cx<'_>) {
        if self.presence.is_known() {
            let seen = self.seen_so_far();
            (self.opening).looked(&self.presence, seen, is_fresh, &self.settings, cx);
        }
    }

    fn seen_so_far(&self) -> Seen {
        let keeper = self.link.is_open();
        Seen { keeper }
    }

    fn gone(&mut self, peer: &Peer, cx: &mut Cx<'_>) {
        if *peer == Peer::Keeper {
            self.link_takes(News::Gone, cx);
            self.opening.keeper_is_gone(cx.now);
        }
        self.presence.look(cx);
        self.opening.read(cx);
    }

    fn link_takes(&mut self, news: News, cx: &mut Cx<'_>) {
        self.link.take(news, self.settings.keeper.as_ref(), cx);
        if self.link.is_open() {
            self.presence.watch_keeper(cx);
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
            Message::Arrived { of } => {
                if of == self.id {
                    // The settings of the latest tab are to count.
                    self.say_what_it_is(None, None, cx);
                }
            }
            Message::Tab { id, new, .. } => {
                if !self.presence.others().contains(&id) {
                    self.tell_of_end(cx);
                }
                self.opening.heard_tab(id.clone(), new);
                self.presence.heard_tab(id);
                // It may come between this tab and its next.
                if !self.link.is_open() && !self.presence.is_looking() {
                    self.presence.watch_next(cx);
                }
                self.reconsider(false, cx);
            }
            Message::Leaving { id } => self.presence.leaving(id),
            Message::Left { id } => {
                self.presence.left(&id);
                if self.ends.as_ref() == Some(&id) {
                    self.ends = None;
                }
                // That tab may not have finished its end, or it has waited for the end of a contact.
                self.opening.read(cx);
                self.reconsider(false, cx);
            }
            Message::Agent { .. } => {}
            Message::Keeper { version, .. } if version != VERSION => {
                self.presence.heard_keeper();
                let news = if version < VERSION {
                    News::Outdated
                } else {
                    News::Newer
                };
                self.link_takes(news, cx);
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
                self.opening.heard(phase, opener, &self.settings, cx);
                if matches!(phase, KeeperPhase::Idle | KeeperPhase::Watching) {
                    self.tell_of_end(cx);
                }
            }
            Message::Outcome { outcome } => {
                cx.log(outcome.to_string());
                (self.opening).told((*outcome).clone(), cx.agent().as_deref());
                if outcome.attempted.trigger == Trigger::End {
                    self.ends = None;
                    self.is_ended_by_another(&outcome, cx);
                }
                // With an end that nobody has seen, another tab has started a session.
                self.reconsider(false, cx);
                cx.push(Event::Outcome(outcome));
            }
            Message::Ending(id) => self.another_ends(id),
            Message::Ended(outcome) => self.opening.heard_end(outcome, cx),
            Message::PickedUp(_) => self.opening.heard_pick(),
            // Of several tabs one is enough. One that goes, or sets a state, has its hands full.
            Message::NotRestored(outcome) => {
                if self.own == Own::Nothing && self.presence.is_first() {
                    self.opening.not_restored(*outcome);
                }
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
                self.opening.note_agent(cx);
                if cx.has_agent_appeared() {
                    self.opening.agent_appeared(cx);
                }
                self.check_states(cx);
            }
            Input::SignedOut => cx.warn(warnings::signed_out()),
            Input::SessionExpiring => cx.warn(warnings::session_expiring()),
            _ => {}
        }
    }

    /// Warns of a state that the instance does not have, or has no more. At the session's end that would be too late.
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

// The end that the host asks for.
impl Tab {
    /// This tab is to make it, and drops whatever else it was doing.
    fn end(&mut self, mut ending: Ending, cx: &mut Cx<'_>) {
        let undone = match std::mem::replace(&mut self.own, Own::Nothing) {
            Own::Setting { undoes, .. } => undoes.map(|attempt| *attempt),
            Own::Leaving(leaving) => leaving.written(),
            Own::Nothing | Own::Ending(_) => None,
        };
        if let Some(undone) = undone {
            ending.comes_after(undone);
        }
        self.own = Own::Ending(Box::new(ending));
        self.turn.ask(cx);
        self.opening.read(cx);
    }

    /// It starts when it is this tab's turn, if no other tab has ended the session by then.
    fn end_goes_on(&mut self, cx: &mut Cx<'_>) {
        let Own::Ending(ending) = &mut self.own else {
            return;
        };
        if let Some(undone) = self.opening.hand_over() {
            ending.comes_after(undone);
        }
        if ending.has_begun() || self.opening.is_reading() {
            return;
        }
        if let Some(outcome) = self.opening.ended_since(ending.asked_at()) {
            let outcome = Box::new(outcome.clone());
            self.own = Own::Nothing;
            self.turn.pass(cx);
            cx.push(Event::OverSince(outcome));
            return;
        }
        // A keeper that does not see this tab yet may just make the change.
        let is_unseen = self.stage == Stage::Joining && self.lock_due.is_some();
        if !self.turn.is_mine() || is_unseen {
            return;
        }
        if ending.is_to_say() {
            cx.push(ToBrowser::Post(Message::Ending(self.id.clone())));
        }
        // The tab whose turn it was has died.
        if let Some(unfinished) = self.opening.unfinished() {
            ending.comes_after(unfinished);
        }
        // A keeper that puts a state back would come after it, so the keeper stops.
        if !self.opening.is_restored() {
            ending.begins();
        }
    }

    /// It has its outcome.
    fn tells_end(&mut self, cx: &mut Cx<'_>) -> bool {
        let Some(outcome) = self.own.take_ended(cx) else {
            return false;
        };
        self.opening.end(outcome, &self.settings, cx);
        self.turn.told(cx.now);
        true
    }

    fn another_ends(&mut self, id: TabId) {
        if self.turn.is_mine() {
            // The word has come late.
            return;
        }
        self.presence.heard_tab(id.clone());
        self.ends = Some(id);
        self.opening.gives_way();
        if matches!(self.own, Own::Setting { .. }) {
            self.own = Own::Nothing;
        }
    }

    /// Another tab has told an end by the host. An end that this tab was to make since is the same one.
    fn is_ended_by_another(&mut self, outcome: &Outcome, cx: &mut Cx<'_>) {
        if let Own::Ending(ending) = &self.own
            && ending.asked_at() <= outcome.at
        {
            if ending.has_begun() {
                self.opening.forget_attempt(cx);
            }
            self.own = Own::Nothing;
            self.turn.pass(cx);
        }
    }

    /// To a window that has not been there.
    fn tell_of_end(&self, cx: &mut Cx<'_>) {
        if let Some(message) = self.opening.word_of_end() {
            cx.push(ToBrowser::Post(message));
        } else if matches!(self.own, Own::Ending(_)) && self.turn.is_mine() {
            cx.push(ToBrowser::Post(Message::Ending(self.id.clone())));
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
        self.opening.note_agent(cx);
        self.attempt_last(cx);
        if let (true, Own::Leaving(leaving)) = (self.settings.confirm_leave, &mut self.own) {
            leaving.ask_to_stay(cx);
        }
    }

    fn attempt_last(&mut self, cx: &mut Cx<'_>) {
        if matches!(self.own, Own::Ending(_)) {
            self.own.tell(change::Event::Hurry, &self.settings, cx);
            return;
        }
        if self.opening.ended().is_some() {
            return;
        }
        // The last session's entry must not be written over. A keeper that was there before this tab, and is about to
        // say so, sees this tab go.
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
            Own::Ending(_) => return,
        };
        let undone = self.opening.hand_over().or(undoes);
        let tabs = self.presence.others().len() + 1;
        let mut leaving = Leaving::new(
            earlier,
            undone,
            insists,
            tabs,
            &self.settings,
            self.seed,
            cx,
        );
        leaving.tell(change::Event::Go, &self.settings, cx);
        self.own = Own::Leaving(Box::new(leaving));
        self.write_down(cx);
    }

    fn write_down(&mut self, cx: &mut Cx<'_>) {
        if let Some(attempt) = self.own.attempt(cx) {
            self.opening.save(attempt, cx);
        }
    }

    /// An agent who stays is back at work in a moment, as after a download.
    fn asks_no_more(&mut self, why: Warning, cx: &mut Cx<'_>) {
        if let Some(leaving) = self.own.asking() {
            leaving.asks_no_more();
            cx.warn(why);
        }
    }

    /// The agent goes on working.
    fn stay(&mut self, cx: &mut Cx<'_>) {
        if let Some(leaving) = self.own.asking() {
            // The last call may still arrive.
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
            Own::Nothing if self.still_here_at.is_none() => {
                self.opening.undo_what_was_found(&self.presence, cx);
            }
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
