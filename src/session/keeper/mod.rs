//! The keeper's machine: it outlives the tabs, and makes the change when the last of them is gone. It knows nothing
//! of windows, so another host could run it.
//!
//! # Theory of operation
//!
//! Each part owns its state, and understands the inputs that concern it. [`Presence`] knows who is alive, [`Change`]
//! how a call went, `Ccp` whether the keeper has a CCP and what a tab has told of its own, `LastMoment` what a window
//! wrote down as it went, `Inquiry` when to ask again. `distil` hands an input to its part, and turns the part's answer
//! into one `Event`. `next` is the table: the only place that gives the keeper another `Phase`.
//!
//! ```text
//! Claiming ── lock held ──► Idle ── a tab ──► Watching ◄───────── a tab, before an attempt ─────────┐
//!    │                                           │ none left                                        │
//!    └─ refused ──► Duplicate                    ▼                                                  │
//!                                            Countdown ── the delay is over, no tab at a look ──► Acting
//!                                                                                                   │ outcome
//!                       Watching ◄── Restoring ◄── it shows our state ── Back ◄── a tab ────────── Done
//! ```
//!
//! While the host has ended the session and tabs are there, the keeper is in `Ended`: it has nothing to do after the
//! last tab. The tabs say so, and again if a state is picked; a word may be lost, so after the last tab the journal
//! decides.
//!
//! Two rules couple the parts. Before the keeper acts or closes, it looks once more who is there: a timer that is due
//! only starts a look, and `Event::NobodyThere` acts. Before a look has its answer, the journal has been read: the last
//! tab may have made the change by itself.
//!
//! A third rule is about the CCP: a keeper has one for its proof, for a change, and at no other time.
//! `Phase::needs_ccp` says when. It does without one for an agent who has signed out as they should.
//!
//! After every input the keeper takes these steps, in this order, because each may need the one before. It loads or
//! removes its CCP. The change goes on until it waits for something (`go_on`). If this window is closing, the keeper
//! writes the attempt down. It tells the tabs the news.

mod ccp;
mod ending;
mod inquiry;
mod last_attempt;
mod phase;
pub mod view;

use std::sync::Arc;

use super::change::{self, Change, Goal};
use super::ended::Ended;
use super::port::message::VERSION;
use super::port::timer::duration;
use super::port::{Deadline, Input, Message, Timer, ToBrowser, ToStreams, Unready};
use super::presence::Presence;
use super::runner::{Cx, Logic, Said, earliest};
use super::warnings;
use crate::domain::{AgentView, By, Failure, Kind, Millis, Outcome, Reason, Standing, TabId};
use crate::settings::Settings;
use ccp::Ccp;
pub use ccp::CcpStatus;
use inquiry::Inquiry;
use last_attempt::LastMoment;
use phase::{Countdown, Event, Phase};

/// What a keeper is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeeperConfig {
    /// Any number; spreads the pauses between attempts.
    pub seed: u64,
    /// Whether it takes the place of a keeper that is there.
    pub replaces: bool,
}

/// The machine of one keeper; [`Runner`](super::Runner) runs it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Keeper {
    seed: u64,
    replaces: bool,
    settings: Option<Arc<Settings>>,
    /// The options of `connect.core.initCCP`, as a tab hands them on.
    ccp_options: Option<Arc<str>>,
    phase: Phase,
    presence: Presence,
    shift: Shift,
}

/// What a keeper knows because it holds its lock: with every lock it starts anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Shift {
    /// The tab with which the session started.
    opener: Option<TabId>,
    /// The tab that was asked last what its CCP shows.
    teller: Option<TabId>,
    /// The agent at the session's end.
    found: Option<Standing>,
    /// The agent whose session has ended. They may have signed out before.
    whose: Option<String>,
    /// When the last known lock was released.
    gone_at: Option<Millis>,
    /// When the keeper says that its window has not closed after all.
    still_here_at: Option<Millis>,
    /// When putting a state back was given up. A call for it may still arrive.
    unanswered_at: Option<Millis>,
    /// Whether the host ends the session in a tab just now: nothing is put back.
    is_ending: bool,
    /// How the host has ended the session, as long as this keeper is still busy with an end before.
    ended: Option<Box<Outcome>>,
    ccp: Ccp,
    inquiry: Inquiry,
    last_moment: LastMoment,
    /// What the tabs were told last.
    announced: Said<Message>,
}

impl Shift {
    /// No end by the host is under way, nor kept for later.
    fn no_end_by_host(&mut self) {
        self.is_ending = false;
        self.ended = None;
    }
}

impl Keeper {
    /// A keeper that has not started.
    #[must_use]
    pub fn new(config: KeeperConfig) -> Self {
        Self {
            seed: config.seed,
            replaces: config.replaces,
            settings: None,
            ccp_options: None,
            phase: Phase::Claiming,
            presence: Presence::new(None),
            shift: Shift::default(),
        }
    }

    /// What this input says to the keeper, once the part that it concerns has taken it.
    fn distil(&mut self, input: Input, cx: &mut Cx<'_>) -> Option<Event> {
        match input {
            Input::Start | Input::PageShow => Some(Event::Shown),
            Input::LockHeld => Some(Event::Held),
            Input::LockRefused { why } => Some(Event::Refused { why }),
            Input::PageHide => Some(Event::Hidden),
            Input::Stop => Some(Event::Stop),
            // Without its lock nobody knows of the keeper, and it does nothing.
            Input::Timer(Timer::Shown) if !self.is_at_work() => Some(Event::ShownLongEnough),
            _ if !self.is_at_work() => None,
            Input::Looked { id, found } => {
                (self.presence.looked(id, found, cx)).map(|_| self.who_is_there(cx))
            }
            Input::Timer(Timer::Look | Timer::RollCall) => {
                (self.presence.time_is_over(cx)).map(|_| self.who_is_there(cx))
            }
            Input::Gone { id } => {
                if self.presence.gone(id, cx).is_some() {
                    self.shift.gone_at = Some(cx.now);
                    self.look(cx);
                }
                None
            }
            Input::WatchFailed { id, why } => {
                if self.presence.ended(id).is_some() {
                    cx.warn(warnings::no_watch_for_keeper(&why));
                    self.shift.inquiry.later(cx.now);
                }
                None
            }
            Input::Heard(message) => self.heard(message, cx),
            Input::Read { id, journal } => {
                let may_end = self.may_end();
                self.shift.last_moment.found(id, *journal, may_end);
                None
            }
            Input::Resume | Input::Timer(Timer::SessionEnd | Timer::Shown | Timer::Idle) => {
                self.look(cx);
                None
            }
            Input::Timer(Timer::AskAgain) => {
                self.ask(cx);
                None
            }
            Input::Timer(Timer::StillHere) => {
                self.shift.still_here_at = None;
                None
            }
            Input::CcpFailed { code, why } => {
                self.shift.ccp.failed(code, &why, cx);
                None
            }
            Input::CcpDead => {
                if self.shift.ccp.is_open() {
                    self.load_ccp_anew(cx);
                }
                None
            }
            Input::Timer(Timer::CcpSlow) => {
                self.shift.ccp.is_slow();
                None
            }
            Input::Timer(Timer::CcpDead) => {
                self.shift.ccp.give_up(self.ccp_options.as_ref(), cx);
                None
            }
            Input::BeforeUnload => Some(Event::Closing),
            Input::Cancel => Some(Event::Cancel),
            Input::Retry => Some(Event::Retry),
            Input::JournalDenied { why } => {
                cx.warn(warnings::no_journal_for_keeper(&why));
                None
            }
            Input::ReportRefused { why } => {
                let settings = self.settings.as_ref();
                let url = settings.and_then(|settings| settings.report_url.as_deref());
                cx.warn(warnings::report_refused(url.unwrap_or_default(), &why));
                None
            }
            other => {
                match &other {
                    Input::Agent(_) => self.shift.ccp.shown(cx),
                    // Without a network the CCP could not load. Now it can.
                    Input::Online(true) if self.shift.ccp.is_loading() => self.load_ccp_anew(cx),
                    _ => {}
                }
                change::Event::of(other).map(Event::Change)
            }
        }
    }

    /// The table. A pair that does not stand here leaves the phase as it is.
    #[allow(
        clippy::match_same_arms,
        clippy::too_many_lines,
        reason = "it is a table: one row a pair"
    )]
    fn next(&mut self, phase: Phase, event: Event, cx: &mut Cx<'_>) -> Phase {
        match (phase, event) {
            (phase @ Phase::Stopped, _) => phase,

            (phase @ Phase::Claiming, Event::Shown) => {
                // Once: later it may be this one that was replaced.
                let replaces = std::mem::take(&mut self.replaces);
                cx.push(if replaces {
                    ToBrowser::Steal
                } else {
                    ToBrowser::Hold
                });
                phase
            }
            (Phase::Claiming, Event::Held) => {
                self.look(cx);
                cx.push(ToBrowser::ListenBeforeUnload(true));
                let until = cx.now + duration::IDLE;
                Phase::Idle { until }
            }
            (_, Event::Refused { why }) => {
                if !why.is_empty() {
                    cx.warn(warnings::no_lock_for_keeper(&why));
                }
                let until = cx.now + duration::SHOWN;
                self.let_go(Phase::Duplicate { until }, cx)
            }
            (Phase::Duplicate { .. }, Event::ShownLongEnough) => {
                cx.push(ToBrowser::Close);
                Phase::Stopped
            }
            (phase @ Phase::Duplicate { .. }, Event::Hidden) => phase,
            // A lock granted to a page in the back/forward cache would stay held.
            (_, Event::Hidden) => self.let_go(Phase::Claiming, cx),
            (_, Event::Stop) => self.let_go(Phase::Stopped, cx),

            (Phase::Idle { .. }, Event::TabThere(tab)) => self.session_starts(tab),
            (Phase::Countdown(_), Event::TabThere(_)) => {
                cx.log("a tab is back before the delay was over: the session goes on");
                Phase::Watching
            }
            (Phase::Acting { change }, Event::TabThere(_)) => {
                self.acting(change, change::Event::Recall(Reason::Returned), cx)
            }
            // The word may be late, and its tab gone. Then the keeper would have to change the state again.
            (
                Phase::Done {
                    outcome,
                    until,
                    spoke_at,
                },
                Event::TabSpoke,
            ) => {
                self.look(cx);
                let spoke_at = spoke_at.or(Some(cx.now));
                Phase::Done {
                    outcome,
                    until,
                    spoke_at,
                }
            }
            (
                Phase::Done {
                    outcome, spoke_at, ..
                },
                Event::TabThere(_),
            ) => {
                let at = spoke_at.unwrap_or(cx.now);
                if outcome.is_end_by_host() && ending::goes_on(&outcome, at) {
                    self.ended(outcome, cx)
                } else if ending::may_undo(&outcome, at) {
                    self.call_roll(cx);
                    Phase::Back { outcome, at }
                } else {
                    self.session_goes_on(&outcome, at, cx)
                }
            }
            (Phase::Back { outcome, at }, Event::AgentTold) => self.returned(outcome, at, cx),
            (Phase::Back { outcome, .. }, Event::NobodyThere) => Self::done(outcome, cx),

            // The host ends the session in a tab. This keeper drops its work for a tab that is back.
            (Phase::Idle { .. } | Phase::Countdown(_) | Phase::Ended { .. }, Event::Ending) => {
                Phase::Watching
            }
            (Phase::Acting { change }, Event::Ending) => {
                self.acting(change, change::Event::Recall(Reason::Returned), cx)
            }
            (Phase::Done { outcome, .. } | Phase::Back { outcome, .. }, Event::Ending) => {
                // It has nothing to put back any more, so it needs no word.
                if !self.needs_word() {
                    self.shift.inquiry.stop();
                }
                self.session_goes_on(&outcome, cx.now, cx)
            }
            // The tab waits until no call is on its way that would come after its own.
            (
                Phase::Restoring {
                    outcome,
                    mut change,
                },
                Event::Ending,
            ) => {
                let recall = change::Event::Recall(Reason::Cancelled);
                self.tell_change(&mut change, recall, cx);
                Phase::Restoring { outcome, change }
            }
            (Phase::Idle { .. } | Phase::Watching, Event::Ended(outcome)) => {
                self.ended(outcome, cx)
            }
            // The outcome in the journal is the host's own, and the record says that the session is over.
            (Phase::Ended { ended, .. }, Event::TabThere(_)) => Phase::Ended { ended, until: None },
            (Phase::Ended { .. }, Event::PickedUp) => Phase::Watching,
            (Phase::Ended { mut ended, until }, Event::AgentTold) => {
                let agent = cx.agent();
                if agent.is_some_and(|agent| ended.is_picked_up_by(&agent)) {
                    Phase::Watching
                } else {
                    Phase::Ended { ended, until }
                }
            }
            // A word may have been lost. The record says whether a session runs.
            (Phase::Ended { .. }, Event::NobodyThere) if self.shift.last_moment.is_running() => {
                self.session_ends(cx)
            }
            (
                Phase::Ended {
                    until: Some(until), ..
                },
                Event::NobodyThere,
            ) if until <= cx.now => {
                cx.push(ToBrowser::Close);
                self.let_go(Phase::Stopped, cx)
            }
            (Phase::Ended { ended, until }, Event::NobodyThere) => {
                let until = until.or(Some(self.delay_since_last_tab(cx)));
                Phase::Ended { ended, until }
            }
            (Phase::Watching, Event::NobodyThere)
                if let Some(outcome) = self.shift.last_moment.ended() =>
            {
                let ended = Ended::new(Box::new(outcome.clone()), None);
                let until = Some(self.delay_since_last_tab(cx));
                Phase::Ended { ended, until }
            }

            (Phase::Watching, Event::NobodyThere) => self.session_ends(cx),
            (Phase::Countdown(count), Event::NobodyThere) if count.due <= cx.now => {
                if count.is_cancelled {
                    self.cancel(count, cx)
                } else {
                    self.act(count.ended_at, cx)
                }
            }
            (Phase::Countdown(count), Event::Change(change::Event::AgentShown))
                if count.is_cancelled =>
            {
                self.cancel(count, cx)
            }
            (Phase::Acting { change }, Event::NobodyThere) => {
                self.acting(change, change::Event::Go, cx)
            }
            (
                Phase::Idle { until }
                | Phase::Done {
                    until: Some(until), ..
                },
                Event::NobodyThere,
            ) if until <= cx.now => {
                cx.push(ToBrowser::Close);
                self.let_go(Phase::Stopped, cx)
            }
            (Phase::Done { outcome, until, .. }, Event::NobodyThere) => Phase::Done {
                outcome,
                until,
                spoke_at: None,
            },

            // A tab that is about to go hears that this window is too, and makes the change by itself: no call can go
            // out of here without a CCP. In all other cases the window asks.
            (phase @ Phase::Watching, Event::Closing) if self.presence.are_all_leaving() => {
                self.await_still_here(cx);
                phase
            }
            (
                phase @ (Phase::Watching | Phase::Back { .. } | Phase::Restoring { .. }),
                Event::Closing,
            ) => {
                cx.push(ToBrowser::Prompt);
                self.await_still_here(cx);
                phase
            }
            (Phase::Countdown(count), Event::Closing) => {
                if !self.shift.ccp.is_open() {
                    // No call can go out of this window yet.
                    cx.push(ToBrowser::Prompt);
                }
                self.act_now(count.ended_at, cx)
            }
            (Phase::Acting { change }, Event::Closing) => self.hurry(change, cx),

            (Phase::Countdown(count), Event::Cancel)
                if self.shift.last_moment.is_of_tab() && !self.shift.ccp.is_open() =>
            {
                let is_cancelled = true;
                Phase::Countdown(Countdown {
                    is_cancelled,
                    ..count
                })
            }
            (Phase::Countdown(count), Event::Cancel) => self.cancel(count, cx),
            (Phase::Acting { change }, Event::Cancel) => {
                self.acting(change, change::Event::Recall(Reason::Cancelled), cx)
            }
            (Phase::Done { outcome, .. }, Event::Retry)
                if outcome.kind == Kind::Failed && self.settings.is_some() =>
            {
                let change = self.new_change(Goal::Retry, outcome.ended_at);
                let change = Box::new(change.after(outcome.attempted));
                Phase::Acting { change }
            }

            (Phase::Acting { change }, Event::Change(event)) => self.acting(change, event, cx),
            (
                Phase::Restoring {
                    outcome,
                    mut change,
                },
                Event::Change(event),
            ) => {
                self.tell_change(&mut change, event, cx);
                Phase::Restoring { outcome, change }
            }
            (Phase::Acting { .. }, Event::ChangeOver(outcome)) => self.conclude(*outcome, cx),
            (Phase::Restoring { outcome, .. }, Event::ChangeOver(restored))
                if restored.reason == Some(Reason::Cancelled) =>
            {
                self.session_goes_on(&outcome, cx.now, cx)
            }
            (Phase::Restoring { outcome, .. }, Event::ChangeOver(restored)) => {
                self.restored(*outcome, restored.error, cx)
            }

            (phase, _) => phase,
        }
    }

    /// The change goes on until it waits for something.
    fn go_on(&mut self, cx: &mut Cx<'_>) {
        while let Some(event) = match &self.phase {
            Phase::Acting { change } | Phase::Restoring { change, .. }
                if change.outcome().is_some() =>
            {
                change
                    .outcome()
                    .cloned()
                    .map(Box::new)
                    .map(Event::ChangeOver)
            }
            Phase::Restoring { change, .. } if change.is_ready() => {
                Some(Event::Change(change::Event::Go))
            }
            Phase::Acting { change } if change.is_ready() && !self.presence.is_looking() => {
                self.look(cx);
                None
            }
            _ => None,
        } {
            self.step(event, cx);
        }
    }

    fn step(&mut self, event: Event, cx: &mut Cx<'_>) {
        let phase = std::mem::replace(&mut self.phase, Phase::Stopped);
        self.phase = self.next(phase, event, cx);
        self.ccp_as_needed(cx);
    }
}

impl Logic for Keeper {
    fn take(&mut self, input: Input, cx: &mut Cx<'_>) {
        if let Some(event) = self.distil(input, cx) {
            self.step(event, cx);
        }
        self.ccp_as_needed(cx);
        self.go_on(cx);
        if let Phase::Acting { change } = &self.phase {
            self.shift.last_moment.update(change, cx);
        }
        self.announce(cx);
    }

    fn deadline(&self) -> Option<Deadline> {
        let phase = match &self.phase {
            // The last look before the keeper acts or closes may be under way: that is all there is to wait for.
            Phase::Idle { .. } | Phase::Ended { .. } | Phase::Countdown(_) | Phase::Done { .. }
                if self.presence.is_looking() =>
            {
                None
            }
            phase => phase.deadline(),
        };
        earliest([
            phase,
            self.shift.ccp.deadline(&self.phase),
            self.shift.inquiry.deadline(),
            (self.shift.still_here_at).map(|at| (at, Timer::StillHere)),
            self.presence.deadline(),
        ])
    }

    fn is_stopped(&self) -> bool {
        matches!(self.phase, Phase::Stopped)
    }
}

// The windows that are there.
impl Keeper {
    /// Looks who is there. Before it is known that nobody is, it is known what the last tab has written down.
    fn look(&mut self, cx: &mut Cx<'_>) {
        self.shift.last_moment.read(cx);
        self.presence.look(cx);
    }

    fn who_is_there(&mut self, cx: &mut Cx<'_>) -> Event {
        if self.nobody_stays() {
            // Nobody is there to answer, and nobody has asked the next tab yet.
            self.shift.inquiry.answered();
            Event::NobodyThere
        } else {
            self.tab_there(None, cx)
        }
    }

    /// Once the keeper's own window has started to close, a tab that may be about to go counts as gone.
    fn nobody_stays(&self) -> bool {
        self.presence.others().is_empty()
            || (self.shift.last_moment.is_written() && self.presence.all_leave())
    }

    fn tab_there(&mut self, tab: Option<TabId>, cx: &mut Cx<'_>) -> Event {
        self.shift.gone_at = None;
        self.shift.last_moment.leave_to_the_tab();
        self.presence.watch_each(cx);
        // A tab that speaks can say what its CCP shows. A tab that stands still cannot.
        if tab.is_some() && !self.shift.ccp.is_told() {
            self.shift.teller.clone_from(&tab);
        } else if self.teller().is_none() {
            self.shift.teller = self.presence.others().first().cloned();
        }
        if self.needs_word() && !self.shift.inquiry.is_under_way() {
            self.ask(cx);
        }
        Event::TabThere(tab)
    }

    fn heard(&mut self, message: Message, cx: &mut Cx<'_>) -> Option<Event> {
        match message {
            Message::Tab {
                id, settings, ccp, ..
            } => {
                if settings.is_some() {
                    self.settings = settings;
                    self.ccp_options = ccp.or(self.ccp_options.take());
                }
                if !self.needs_word() {
                    self.shift.inquiry.stop();
                }
                self.presence.heard_tab(id.clone());
                self.shift.inquiry.heard(&id);
                // The tab that spoke may have heard nothing yet.
                self.shift.announced.repeat();
                if matches!(self.phase, Phase::Done { .. }) {
                    return Some(Event::TabSpoke);
                }
                return Some(self.tab_there(Some(id), cx));
            }
            Message::Leaving { id } => {
                self.presence.leaving(id);
            }
            Message::Left { id } => self.presence.left(&id),
            Message::RollCall { .. } => self.shift.announced.repeat(),
            Message::Agent { agent } => {
                self.shift.ccp.told(agent, cx);
                if self.settings.is_some() {
                    self.shift.inquiry.answered();
                }
                return Some(Event::AgentTold);
            }
            Message::Ending(id) => {
                // If it dies, the tabs that are left have to know.
                self.presence.heard_tab(id.clone());
                self.tab_there(Some(id), cx);
                self.shift.is_ending = true;
                return Some(Event::Ending);
            }
            Message::Ended(outcome) => {
                let is_busy = matches!(
                    self.phase,
                    Phase::Acting { .. } | Phase::Back { .. } | Phase::Restoring { .. }
                );
                self.shift.ended = is_busy.then(|| outcome.clone());
                return Some(Event::Ended(outcome));
            }
            Message::PickedUp(_) => {
                self.shift.no_end_by_host();
                return Some(Event::PickedUp);
            }
            Message::Outcome { outcome } => {
                self.shift.is_ending &= outcome.is_end_by_host();
            }
            Message::Arrived { .. } | Message::Keeper { .. } | Message::NotRestored(_) => {}
        }
        None
    }

    /// The tab that is to say what its CCP shows, as long as it is there.
    fn teller(&self) -> Option<&TabId> {
        let teller = self.shift.teller.as_ref();
        teller.filter(|tab| self.presence.others().contains(*tab))
    }

    /// Whether a tab has still to say its settings, or what its CCP shows.
    fn needs_word(&self) -> bool {
        let is_back = matches!(self.phase, Phase::Back { .. });
        // A tab tells by itself as soon as its CCP shows an agent. Only the message may be lost.
        let needs_agent = !self.shift.ccp.is_told() || is_back;
        self.settings.is_none() || (needs_agent && !self.shift.inquiry.is_spent())
    }

    /// Asks until it has heard what it needs, as long as somebody is there to answer. If a watch failed, it looks
    /// instead.
    fn ask(&mut self, cx: &mut Cx<'_>) {
        self.shift.inquiry.stop();
        if self.needs_word() {
            self.call_roll(cx);
        } else {
            self.look(cx);
        }
    }

    fn call_roll(&mut self, cx: &mut Cx<'_>) {
        if let Some(first) = self.presence.others().first() {
            // One tab has what all have. If it was silent, the keeper asks all.
            let of = self.shift.inquiry.asks_one().then(|| first.clone());
            cx.push(ToBrowser::Post(Message::RollCall { of: of.clone() }));
            self.shift.inquiry.asked(of, cx.now);
        }
    }

    /// Tells the tabs what the keeper does, whenever it is new.
    fn announce(&mut self, cx: &mut Cx<'_>) {
        if !self.is_at_work() {
            return;
        }
        let news = self.shift.announced.news(Message::Keeper {
            version: VERSION,
            phase: self.phase.name(),
            unready: self.unready(cx.agent_view()),
            tabs: u32::try_from(self.presence.others().len()).unwrap_or(u32::MAX),
            opener: self.shift.opener.clone(),
            asks: self.teller().cloned(),
        });
        if let Some(message) = news {
            cx.push(ToBrowser::Post(message));
        }
    }

    /// Why it could not make a change now, or would not be there to make it.
    fn unready(&self, agent: &AgentView) -> Option<Unready> {
        if self.settings.is_none() {
            Some(Unready::NoSettings)
        } else if self.shift.still_here_at.is_some() {
            Some(Unready::Closing)
        } else if agent.is_signed_out() {
            Some(Unready::SignedOut)
        } else {
            self.shift.ccp.unproved()
        }
    }

    fn is_at_work(&self) -> bool {
        !matches!(
            self.phase,
            Phase::Claiming | Phase::Duplicate { .. } | Phase::Stopped
        )
    }

    /// Whether a session runs whose end nobody has told.
    fn may_end(&self) -> bool {
        matches!(
            self.phase,
            Phase::Watching | Phase::Countdown(_) | Phase::Acting { .. }
        )
    }
}

// The keeper's CCP.
impl Keeper {
    fn ccp_as_needed(&mut self, cx: &mut Cx<'_>) {
        let needed = (self.phase).needs_ccp(&self.shift.ccp, self.settings.is_some(), cx.now);
        let is_spared = match &self.phase {
            Phase::Countdown(_) => self.needs_no_ccp(cx),
            Phase::Acting { change } => change.outcome().is_some() && self.shift.ccp.is_away(),
            _ => false,
        };
        if needed && is_spared {
            return self.shift.ccp.spare();
        }
        self.shift.ccp.go(needed, self.ccp_options.as_ref(), cx);
    }

    /// With single sign-on a CCP would sign the agent in again, who has done all by themselves and gone.
    fn needs_no_ccp(&self, cx: &Cx<'_>) -> bool {
        let settings = self.settings.as_deref();
        self.shift.ccp.is_away()
            && settings.is_some_and(|settings| change::is_needless(settings, cx))
    }

    fn load_ccp_anew(&mut self, cx: &mut Cx<'_>) {
        self.shift.ccp.load(self.ccp_options.as_ref(), cx);
    }
}

// What follows, as the table says. Each gives the next phase.
impl Keeper {
    /// Releases the lock, and forgets all that it knew as its holder.
    fn let_go(&mut self, phase: Phase, cx: &mut Cx<'_>) -> Phase {
        self.presence.leave(cx);
        cx.push(ToBrowser::Release);
        cx.push(ToBrowser::ListenBeforeUnload(false));
        self.shift.ccp.go(false, None, cx);
        self.shift = Shift::default();
        phase
    }

    fn session_starts(&mut self, tab: Option<TabId>) -> Phase {
        self.shift.opener = tab.or_else(|| self.presence.others().first().cloned());
        Phase::Watching
    }

    fn session_ends(&mut self, cx: &mut Cx<'_>) -> Phase {
        let ended_at = self.shift.gone_at.take().unwrap_or(cx.now);
        let delay = self.delay();
        self.shift.no_end_by_host();
        self.shift.opener = None;
        let agent = cx.agent();
        self.shift.found = agent.as_deref().map(Standing::from);
        self.shift.whose = (agent.or_else(|| cx.signed_out())).map(|agent| agent.username.clone());
        cx.log(format!(
            "the last tab is gone: the change is due in {delay} ms"
        ));
        let due = ended_at + delay;
        if due <= cx.now {
            self.act(ended_at, cx)
        } else {
            Phase::Countdown(Countdown {
                ended_at,
                due,
                is_cancelled: false,
            })
        }
    }

    fn delay(&self) -> Millis {
        (self.settings.as_ref()).map_or_else(
            || Settings::default().session_end_timer,
            |settings| settings.session_end_timer,
        )
    }

    /// Until then a tab that comes back may be a refreshed one.
    fn delay_since_last_tab(&mut self, cx: &Cx<'_>) -> Millis {
        self.shift.gone_at.take().unwrap_or(cx.now) + self.delay()
    }

    fn ended(&mut self, outcome: Box<Outcome>, cx: &Cx<'_>) -> Phase {
        self.shift.opener = None;
        self.shift.no_end_by_host();
        let ended = Ended::new(outcome, cx.agent().as_deref());
        Phase::Ended { ended, until: None }
    }

    fn cancel(&mut self, count: Countdown, cx: &mut Cx<'_>) -> Phase {
        let (kind, reason) = (Kind::Skipped, Some(Reason::Cancelled));
        let outcome = ending::without_attempt(kind, reason, None, count.ended_at, cx.now);
        self.conclude(outcome, cx)
    }

    /// The delay is over, and the look that has just been taken found nobody.
    fn act(&mut self, ended_at: Millis, cx: &mut Cx<'_>) -> Phase {
        if self.settings.is_none() {
            let error = Some(change::sentences::no_settings());
            return self.conclude(
                ending::without_attempt(Kind::Failed, None, error, ended_at, cx.now),
                cx,
            );
        }
        if !self.needs_no_ccp(cx) {
            self.shift.ccp.go(true, self.ccp_options.as_ref(), cx);
        }
        let found = self.shift.found.take();
        let insists = (self.shift.unanswered_at).is_some_and(|at| cx.now <= at + duration::LATE);
        let change = self.new_change(Goal::End { found, insists }, ended_at);
        let mut change = change.of(self.shift.whose.take());
        if self.shift.last_moment.is_asked_for() {
            change = change.asked_for();
        }
        self.acting(Box::new(change), change::Event::Go, cx)
    }

    fn acting(&mut self, mut change: Box<Change>, event: change::Event, cx: &mut Cx<'_>) -> Phase {
        self.tell_change(&mut change, event, cx);
        Phase::Acting { change }
    }

    fn tell_change(&self, change: &mut Change, event: change::Event, cx: &mut Cx<'_>) {
        let Some(settings) = &self.settings else {
            return;
        };
        let was_in_vain = event == change::Event::Due && change.waits_for_ccp();
        change.handle(event, settings, cx);
        // The instance may be slow, or the CCP dead: then no other attempt is answered either.
        if was_in_vain && change.outcome().is_none() {
            cx.push(ToStreams::CheckCcp);
        }
    }

    fn new_change(&mut self, goal: Goal, ended_at: Millis) -> Change {
        self.seed = self.seed.wrapping_add(1);
        Change::new(goal, By::Keeper, ended_at, self.seed)
    }

    /// The window closes: nobody may be left to answer a look.
    fn act_now(&mut self, ended_at: Millis, cx: &mut Cx<'_>) -> Phase {
        let phase = self.act(ended_at, cx);
        self.write_down(phase, cx)
    }

    fn hurry(&mut self, change: Box<Change>, cx: &mut Cx<'_>) -> Phase {
        let mut change = change;
        self.tell_change(&mut change, change::Event::Hurry, cx);
        let phase = self.acting(change, change::Event::Go, cx);
        self.write_down(phase, cx)
    }

    fn write_down(&mut self, phase: Phase, cx: &mut Cx<'_>) -> Phase {
        self.await_still_here(cx);
        if let Phase::Acting { change } = &phase {
            self.shift.last_moment.write(change, cx.now, cx);
        }
        phase
    }

    /// Until then the tabs know that they cannot rely on this keeper.
    fn await_still_here(&mut self, cx: &Cx<'_>) {
        self.shift.still_here_at = Some(cx.now + duration::STILL_HERE);
    }

    /// The session's end has its outcome: the keeper tells everybody.
    fn conclude(&mut self, mut outcome: Outcome, cx: &mut Cx<'_>) -> Phase {
        let nobody_stays = self.nobody_stays();
        let agent = cx.agent();
        (self.shift.last_moment).close(&mut outcome, agent.as_deref(), cx);
        let journal = &mut self.shift.last_moment;
        ending::tell(&outcome, journal, self.settings.as_deref(), cx);
        let outcome = Box::new(outcome);
        if nobody_stays || outcome.kind == Kind::LoggedOut {
            self.shift.last_moment.write_session(true, cx);
        }
        if nobody_stays {
            Self::done(outcome, cx)
        } else {
            self.returned(outcome, cx.now, cx)
        }
    }

    fn done(outcome: Box<Outcome>, cx: &Cx<'_>) -> Phase {
        // A failure stays on the screen until somebody has seen it.
        let until = (outcome.kind != Kind::Failed).then_some(cx.now + duration::SHOWN);
        Phase::Done {
            outcome,
            until,
            spoke_at: None,
        }
    }

    /// A tab is back since `at`, while the keeper shows the outcome. It puts the change back, and no new session
    /// starts.
    fn returned(&mut self, outcome: Box<Outcome>, at: Millis, cx: &mut Cx<'_>) -> Phase {
        if outcome.is_end_by_host() {
            return self.ended(outcome, cx);
        }
        if !self.shift.is_ending
            && self.shift.ended.is_none()
            && let Some(goal) = ending::undoing(&outcome, at, cx)
        {
            let change = self.new_change(goal, outcome.ended_at);
            let change = Box::new(change.of(outcome.attempted.agent.clone()));
            return Phase::Restoring { outcome, change };
        }
        self.session_goes_on(&outcome, at, cx)
    }

    /// With nothing to put back.
    fn session_goes_on(&mut self, outcome: &Outcome, at: Millis, cx: &mut Cx<'_>) -> Phase {
        if let Some(ended) = self.shift.ended.take() {
            return self.ended(ended, cx);
        }
        if !ending::goes_on(outcome, at) || ending::is_of_another(outcome, cx) {
            return self.session_starts(None);
        }
        self.shift.opener = None;
        self.shift.last_moment.write_session(false, cx);
        Phase::Watching
    }

    fn restored(&mut self, outcome: Outcome, error: Option<Failure>, cx: &mut Cx<'_>) -> Phase {
        self.shift.unanswered_at = error.as_ref().map(|_| cx.now);
        ending::tell_restored(outcome, &mut self.shift.last_moment, error, cx);
        self.shift.last_moment.write_session(false, cx);
        if self.presence.others().is_empty() && !self.presence.is_looking() {
            self.shift.gone_at.get_or_insert(cx.now);
            self.look(cx);
        }
        Phase::Watching
    }

    fn change(&self) -> Option<&Change> {
        match &self.phase {
            Phase::Acting { change } | Phase::Restoring { change, .. } => Some(change),
            _ => None,
        }
    }
}
