//! The loop, numbered as on the [crate]'s page: hands a machine its inputs and carries out its effects.
//!
//! **No input reaches the machine before all effects of the one before have been carried out, and none is carried
//! out under a borrow of the machine.**
//!
//! All of it is synchronous: when `beforeunload` returns, all that the machine wants done at it has been done.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use thiserror::Error;

use crate::browser::{Browser, Inbox, Role, Unsupported};
use crate::session::{Effect, Event, Input, Machine};
use crate::streams::Ccp;
pub use crate::streams::{NoStreams, Source};

/// Why there is nothing to run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StartError {
    /// The browser, or the way that the page is served, lacks something.
    #[error(transparent)]
    Unsupported(#[from] Unsupported),
    /// The page has no Streams that serves.
    #[error(transparent)]
    NoStreams(#[from] NoStreams),
}

/// One machine at work in this window. `Input::Stop` ends it, and so does the drop: lock, listeners, channel, timer
/// and subscription are given back, and nothing reaches the machine any more.
pub struct Runtime {
    /// Shared with its screen, which may look at it at any time: the loop borrows it only while it takes an input or gives
    /// an effect.
    machine: Rc<RefCell<dyn Machine>>,
    queue: RefCell<Vec<Input>>,
    /// Whether the loop runs, or something else during which inputs have to wait.
    busy: Cell<bool>,
    /// In here while the loop does not run; gone for good once stopped.
    doors: Cell<Option<Box<Doors>>>,
    on_event: Box<dyn Fn(Event)>,
    after: Box<dyn Fn()>,
}

/// All ways out.
struct Doors {
    browser: Browser,
    ccp: Ccp,
}

impl Runtime {
    /// Starts the machine: its first input is `Input::Start`. `on_event` is told its events, and `after` is called
    /// whenever it may have changed; both may send inputs and look at it.
    ///
    /// # Errors
    /// The browser or the page lacks something that nothing works without.
    pub fn new(
        machine: Rc<RefCell<dyn Machine>>,
        role: Role,
        scope: &str,
        source: Source<'_>,
        on_event: Box<dyn Fn(Event)>,
        after: Box<dyn Fn()>,
    ) -> Result<Rc<Self>, StartError> {
        let runtime = Rc::new(Self {
            machine,
            queue: RefCell::new(vec![Input::Start]),
            // An input that the doors let in while they are made comes after the start.
            busy: Cell::new(true),
            doors: Cell::new(None),
            on_event,
            after,
        });
        let this = Rc::downgrade(&runtime);
        let inbox: Inbox = Rc::new(move |input| {
            if let Some(this) = this.upgrade() {
                this.send(input);
            }
        });
        let browser = Browser::new(role, scope, Rc::clone(&inbox))?;
        let ccp = Ccp::new(source, inbox)?;
        runtime.doors.set(Some(Box::new(Doors { browser, ccp })));
        runtime.busy.set(false);
        runtime.run();
        Ok(runtime)
    }

    /// Hands in an input; ignored after a stop.
    pub fn send(&self, input: Input) {
        // (1)
        self.queue.borrow_mut().push(input);
        self.run();
    }

    /// Whether it is at work. It stays so if a panic, or an exception that passes through the wasm, ends its work.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.busy.get()
    }

    fn run(&self) {
        if self.busy.replace(true) {
            return;
        }
        if let Some(doors) = self.doors.take() {
            self.doors.set(self.work_off(doors));
        } else {
            self.queue.take();
        }
        self.busy.set(false);
    }

    /// The doors come back unless the machine was stopped.
    fn work_off(&self, mut doors: Box<Doors>) -> Option<Box<Doors>> {
        while let Some(input) = self.next() {
            let stopped = matches!(input, Input::Stop);
            self.step(&mut doors, input);
            if stopped {
                // The drop gives back all that the machine did not.
                drop(doors);
                (self.after)();
                self.queue.take();
                return None;
            }
            if self.queue.borrow().is_empty() {
                self.settle(&mut doors);
            }
        }
        Some(doors)
    }

    fn next(&self) -> Option<Input> {
        let mut queue = self.queue.borrow_mut();
        (!queue.is_empty()).then(|| queue.remove(0))
    }

    /// One input and all that comes of it.
    fn step(&self, doors: &mut Doors, input: Input) {
        // (2)
        let taken = self.machine.borrow_mut().handle(doors.browser.now(), input);
        debug_assert!(taken.is_ok(), "(3) fetches all effects of every input");
        // (3)
        while let Some(effect) = self.next_effect() {
            // (4)
            match effect {
                Effect::Browser(effect) => doors.browser.perform(effect),
                Effect::Streams(effect) => doors.ccp.perform(effect),
                Effect::Emit(event) => (self.on_event)(event),
            }
        }
    }

    fn next_effect(&self) -> Option<Effect> {
        self.machine.borrow_mut().poll_effect()
    }

    /// (5), and the screen looks at the machine.
    fn settle(&self, doors: &mut Doors) {
        let timeout = self.machine.borrow().poll_timeout();
        doors.browser.set_timer(timeout);
        // The loop still runs: an input sent meanwhile waits in the queue.
        (self.after)();
    }
}
