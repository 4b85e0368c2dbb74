//! The keeper's machine: it outlives the tabs, and makes the change when the last of them is gone. It knows nothing
//! of windows, so another host could run it.
//!
//! # Theory of operation
//!
//! Each part owns its state, and understands the inputs that concern it: [`Presence`] who is alive, [`Change`] what
//! becomes of a call, `LastMoment` what a window wrote down as it went, `Inquiry` when to ask again.
//! `distil` hands an input to its part, and what that says to the keeper becomes one `Event`. `next` is the table: the
//! only place that gives the keeper another `Phase`.
//!
//! ```text
//! Claiming ── lock held ──► Idle ── a tab ──► Watching ◄───────── a tab, before an attempt ─────────┐
//!    │                                           │ none left                                        │
//!    └─ refused ──► Duplicate                    ▼                                                  │
//!                                            Countdown ── the delay is over, no tab at a look ──► Acting
//!                                                                                                   │ outcome
//!                       Watching ◄── Restoring ◄── a tab, while an outcome of ours is shown ────── Done
//! ```
//!
//! Two rules couple the parts. Before the keeper acts or closes, it looks once more who is there: a timer that is due
//! only starts a look, and `Event::NobodyThere` acts. Before a look has its answer, the journal has been read: the last
//! tab may have made the change by itself.
//!
//! After every input, in this order, because each step may need the one before: the change goes on until it waits for
//! something (`go_on`); what it has done is written down if this window is closing; the tabs are told what is new.

mod ending;
mod inquiry;
mod last_attempt;
mod phase;
pub mod view;

use std::sync::Arc;

use super::change::{self, Change, Goal};
use super::port::timer::duration;
use super::port::{Deadline, Input, Message, Timer, ToBrowser};
use super::presence::Presence;
use super::runner::{Cx, Logic, Said, earliest};
use super::warnings;
use crate::domain::{AgentView, By, Failure, Kind, Millis, Outcome, Reason, TabId};
use crate::settings::Settings;
use inquiry::Inquiry;
use last_attempt::LastMoment;
use phase::{Event, Phase};

/// What a keeper is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeeperConfig {
    /// Any number; spreads the pauses between attempts.
    pub seed: u64,
}

/// The machine of one keeper; [`Runner`](super::Runner) runs it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Keeper {
    seed: u64,
    settings: Option<Arc<Settings>>,
    phase: Phase,
    presence: Presence,
    shift: Shift,
}

/// What a keeper knows because it holds its lock: with every lock it starts anew.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Shift {
    /// The tab with which the session started.
    opener: Option<TabId>,
    /// When the session's first tab was seen.
    session_at: Option<Millis>,
    /// When the last lock known of was let go of.
    gone_at: Option<Millis>,
    /// When the keeper says that its window has not closed after all.
    still_here_at: Option<Millis>,
    inquiry: Inquiry,
    last_moment: LastMoment,
    /// What the tabs were told last.
    announced: Said<Message>,
}

impl Keeper {
    /// A keeper that has not started.
    #[must_use]
    pub fn new(config: KeeperConfig) -> Self {
        Self {
            seed: config.seed,
            settings: None,
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
            Input::Timer(Timer::RollCall) => {
                (self.presence.roll_call_over(cx.now)).map(|_| self.who_is_there(cx))
            }
            Input::Gone { id } => {
                if self.presence.ended(id).is_some() {
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
                let since = self.shift.session_at.filter(|_| self.may_end());
                self.shift.last_moment.found(id, *journal, since);
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
            Input::BeforeUnload => Some(Event::Closing),
            Input::Cancel => Some(Event::Cancel),
            Input::Retry => Some(Event::Retry),
            Input::JournalDenied { why } => {
                cx.warn(warnings::no_journal_for_keeper(&why));
                None
            }
            other => change::Event::of(other).map(Event::Change),
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
                cx.push(ToBrowser::Hold);
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

            (Phase::Idle { .. }, Event::TabThere(tab)) => self.session_starts(tab, cx),
            (Phase::Countdown { .. }, Event::TabThere(_)) => {
                cx.log("a tab is back before the delay was over: the session goes on");
                Phase::Watching
            }
            (Phase::Acting { change }, Event::TabThere(_)) => {
                self.acting(change, change::Event::Recall(Reason::Returned), cx)
            }
            (Phase::Done { outcome, .. }, Event::TabThere(tab)) => self.returned(outcome, tab, cx),

            (Phase::Watching, Event::NobodyThere) => self.session_ends(cx),
            (Phase::Countdown { ended_at, due }, Event::NobodyThere) if due <= cx.now => {
                self.act(ended_at, cx)
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

            // While tabs stay the window asks. If none does, it cannot wait for the delay.
            (Phase::Watching, Event::Closing) if self.presence.all_leave() => {
                self.act_now(cx.now, cx)
            }
            (phase @ (Phase::Watching | Phase::Restoring { .. }), Event::Closing) => {
                cx.push(ToBrowser::Prompt);
                self.await_still_here(cx);
                phase
            }
            (Phase::Countdown { ended_at, .. }, Event::Closing) => self.act_now(ended_at, cx),
            (Phase::Acting { change }, Event::Closing) => self.hurry(change, cx),

            (Phase::Countdown { ended_at, .. }, Event::Cancel) => {
                let (kind, reason) = (Kind::Skipped, Some(Reason::Cancelled));
                self.conclude(
                    ending::without_attempt(kind, reason, None, ended_at, cx.now),
                    cx,
                )
            }
            (Phase::Acting { change }, Event::Cancel) => {
                self.acting(change, change::Event::Recall(Reason::Cancelled), cx)
            }
            (Phase::Done { outcome, .. }, Event::Retry)
                if outcome.kind == Kind::Failed && self.settings.is_some() =>
            {
                let change = self.new_change(Goal::End, outcome.ended_at);
                let change = Box::new(change.of(outcome.attempted.agent));
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
    }
}

impl Logic for Keeper {
    fn take(&mut self, input: Input, cx: &mut Cx<'_>) {
        if let Some(event) = self.distil(input, cx) {
            self.step(event, cx);
        }
        self.go_on(cx);
        if let Phase::Acting { change } = &self.phase {
            self.shift.last_moment.update(change, cx);
        }
        self.announce(cx);
    }

    fn deadline(&self) -> Option<Deadline> {
        let phase = match &self.phase {
            // The last look before the keeper acts or closes may be under way: that is all there is to wait for.
            Phase::Idle { .. } | Phase::Countdown { .. } | Phase::Done { .. }
                if self.presence.is_looking() =>
            {
                None
            }
            phase => phase.deadline(),
        };
        earliest([
            phase,
            self.shift.inquiry.deadline(),
            (self.shift.still_here_at).map(|at| (at, Timer::StillHere)),
            self.presence.deadline(),
        ])
    }

    fn is_stopped(&self) -> bool {
        matches!(self.phase, Phase::Stopped)
    }
}

// Who is there.
impl Keeper {
    /// Looks who is there. Before it is known that nobody is, it is known what the last tab has written down.
    fn look(&mut self, cx: &mut Cx<'_>) {
        self.shift.last_moment.read(cx);
        self.presence.look(cx);
    }

    fn who_is_there(&mut self, cx: &mut Cx<'_>) -> Event {
        if self.nobody_stays() {
            // Nobody is there to answer.
            self.shift.inquiry.stop();
            Event::NobodyThere
        } else {
            self.tab_there(None, cx)
        }
    }

    /// Once its own window has started to close, a tab that may be about to go is as good as gone.
    fn nobody_stays(&self) -> bool {
        self.presence.others().is_empty()
            || (self.shift.last_moment.is_written() && self.presence.all_leave())
    }

    fn tab_there(&mut self, tab: Option<TabId>, cx: &mut Cx<'_>) -> Event {
        self.shift.gone_at = None;
        self.shift.last_moment.leave_to_the_tab();
        if !self.presence.is_watching() {
            self.presence.watch_next(cx);
        }
        if self.settings.is_none() && !self.shift.inquiry.is_under_way() {
            self.ask(cx);
        }
        Event::TabThere(tab)
    }

    fn heard(&mut self, message: Message, cx: &mut Cx<'_>) -> Option<Event> {
        match message {
            Message::Tab { id, settings } => {
                if settings.is_some() {
                    self.settings = settings;
                    self.shift.inquiry.stop();
                }
                self.presence.heard_tab(id.clone());
                // The tab that spoke may have heard nothing yet.
                self.shift.announced.repeat();
                return Some(self.tab_there(Some(id), cx));
            }
            Message::Leaving { id } => {
                self.presence.leaving(id);
                // This window may go along with the tab, before a look.
                if matches!(self.phase, Phase::Watching) && self.presence.all_leave() {
                    self.shift.last_moment.read(cx);
                }
            }
            Message::Left { id } => self.presence.left(&id),
            Message::RollCall { .. } => self.shift.announced.repeat(),
            Message::Keeper { .. } | Message::Outcome { .. } => {}
        }
        None
    }

    /// Asks for the settings until they are heard, as long as somebody is there to answer. If a watch failed, it looks
    /// instead.
    fn ask(&mut self, cx: &mut Cx<'_>) {
        self.shift.inquiry.stop();
        if self.settings.is_some() {
            self.look(cx);
        } else if let Some(first) = self.presence.others().first() {
            // One has what all have. If that one was silent, all are asked.
            let of = self.shift.inquiry.is_first().then(|| first.clone());
            cx.push(ToBrowser::Post(Message::RollCall { of }));
            self.shift.inquiry.later(cx.now);
        }
    }

    /// Tells the tabs what the keeper does, whenever it is new.
    fn announce(&mut self, cx: &mut Cx<'_>) {
        if !self.is_at_work() {
            return;
        }
        let news = self.shift.announced.news(Message::Keeper {
            phase: self.phase.name(),
            ready: self.is_ready(cx.agent_view()),
            tabs: u32::try_from(self.presence.others().len()).unwrap_or(u32::MAX),
            opener: self.shift.opener.clone(),
        });
        if let Some(message) = news {
            cx.push(ToBrowser::Post(message));
        }
    }

    /// Whether it could make a change now, and will be there to make it.
    fn is_ready(&self, agent: &AgentView) -> bool {
        self.settings.is_some() && agent.known().is_some() && self.shift.still_here_at.is_none()
    }

    fn is_at_work(&self) -> bool {
        !matches!(
            self.phase,
            Phase::Claiming | Phase::Duplicate { .. } | Phase::Stopped
        )
    }

    /// Whether the session that runs has not been told as over.
    fn may_end(&self) -> bool {
        matches!(
            self.phase,
            Phase::Watching | Phase::Countdown { .. } | Phase::Acting { .. }
        )
    }
}

// What follows, as the table says. Each gives the next phase.
impl Keeper {
    /// Gives the lock back, and forgets what it knew because it held it.
    fn let_go(&mut self, phase: Phase, cx: &mut Cx<'_>) -> Phase {
        self.presence.leave(cx);
        cx.push(ToBrowser::Release);
        cx.push(ToBrowser::ListenBeforeUnload(false));
        self.shift = Shift::default();
        phase
    }

    fn session_starts(&mut self, tab: Option<TabId>, cx: &Cx<'_>) -> Phase {
        self.shift.opener = tab.or_else(|| self.presence.others().first().cloned());
        self.shift.session_at = Some(cx.now);
        Phase::Watching
    }

    fn session_ends(&mut self, cx: &mut Cx<'_>) -> Phase {
        let ended_at = self.shift.gone_at.take().unwrap_or(cx.now);
        let delay = (self.settings.as_ref()).map_or_else(
            || Settings::default().session_end_timer,
            |settings| settings.session_end_timer,
        );
        self.shift.opener = None;
        cx.log(format!(
            "the last tab is gone: the change is due in {delay} ms"
        ));
        let due = ended_at + delay;
        if due <= cx.now {
            self.act(ended_at, cx)
        } else {
            Phase::Countdown { ended_at, due }
        }
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
        let change = Box::new(self.new_change(Goal::End, ended_at));
        self.acting(change, change::Event::Go, cx)
    }

    fn acting(&mut self, mut change: Box<Change>, event: change::Event, cx: &mut Cx<'_>) -> Phase {
        self.tell_change(&mut change, event, cx);
        Phase::Acting { change }
    }

    fn tell_change(&self, change: &mut Change, event: change::Event, cx: &mut Cx<'_>) {
        if let Some(settings) = &self.settings {
            change.handle(event, settings, cx);
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

    /// The session's end has its outcome: everybody is told.
    fn conclude(&mut self, mut outcome: Outcome, cx: &mut Cx<'_>) -> Phase {
        let nobody_stays = self.nobody_stays();
        let agent = cx.agent();
        (self.shift.last_moment).close(&mut outcome, agent.as_deref(), cx);
        ending::tell(&outcome, cx);
        // What failed stays on the screen until somebody has seen it.
        let until = (outcome.kind != Kind::Failed).then_some(cx.now + duration::SHOWN);
        let outcome = Box::new(outcome);
        if nobody_stays {
            Phase::Done { outcome, until }
        } else {
            self.returned(outcome, None, cx)
        }
    }

    /// A tab is back while the outcome is shown: what was changed is put back, and no new session starts.
    fn returned(&mut self, outcome: Box<Outcome>, tab: Option<TabId>, cx: &Cx<'_>) -> Phase {
        if let Some(goal) = ending::undoing(&outcome, cx) {
            let change = self.new_change(goal, outcome.ended_at);
            let change = Box::new(change.of(outcome.attempted.agent.clone()));
            return Phase::Restoring { outcome, change };
        }
        if outcome.reason == Some(Reason::Returned) {
            self.shift.opener = None;
            return Phase::Watching;
        }
        self.session_starts(tab, cx)
    }

    fn restored(&mut self, outcome: Outcome, error: Option<Failure>, cx: &mut Cx<'_>) -> Phase {
        ending::tell_restored(outcome, error, cx);
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
