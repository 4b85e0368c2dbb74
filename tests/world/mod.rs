//! A small world: tabs and keepers run on one simulated clock, with locks, a channel that delays and loses, a popup
//! blocker, a store, and a simulated instance behind Streams. It steps from one deadline to the next.
//!
//! [`World`] is the clock and what lies ahead; `browser` carries out what machines ask for; `acts` is what a person,
//! a network or an instance does to them; `instance` is the server.

#![allow(
    dead_code,
    reason = "each test binary makes use of its own part of the world"
)]

mod acts;
mod browser;
pub mod instance;
pub mod window;

use std::collections::BTreeMap;

use connect_session_end::domain::{Millis, Outcome, RequestId};
use connect_session_end::session::{Input, Journal, Machine, Report};
use connect_session_end::settings::{KeeperPage, Settings};

use instance::Instance;
use window::{Life, Window, WindowId};

/// Something that lies ahead.
#[derive(Clone, Debug)]
enum Ahead {
    /// An input for a window.
    Input(WindowId, Input),
    /// A look at the locks, answered as they are at that moment.
    Look(WindowId, RequestId),
    /// A call to the instance.
    SetState {
        from: WindowId,
        id: RequestId,
        name: String,
        enqueue: bool,
    },
    LogOut {
        from: WindowId,
        id: RequestId,
    },
    CcpLoaded(WindowId, u32),
    Proof {
        of: WindowId,
        ccp: u32,
        id: RequestId,
    },
    /// Something that this one of the window's CCPs says.
    OfCcp(WindowId, u32, Input),
    OpenKeeper {
        replaces: bool,
    },
    OpenTab {
        started_at: Millis,
    },
}

/// What the browser and the network are like.
#[derive(Clone, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a thing of its own that a browser may refuse"
)]
pub struct Nature {
    /// How many of a hundred messages are lost.
    pub loss: u64,
    /// The longest that a message takes.
    pub lag: Millis,
    /// Whether the browser refuses to say who holds which lock.
    pub refuses_looks: bool,
    /// How long a window waits for its own lock.
    pub lock_answer: Millis,
    /// How long the answer to a look is on its way.
    pub look_answer: Millis,
    pub refuses_storage: bool,
    pub refuses_reports: bool,
    /// Whether each new tab's name comes before those of the tabs that are there.
    pub names_fall: bool,
    /// Whether nobody has been active in any page.
    pub refuses_prompts: bool,
    /// Whether the browser opens no window, whoever clicks.
    pub refuses_popups: bool,
    /// How long the CCP of a tab takes to load; `None`: it never does.
    pub tab_ccp: Option<Millis>,
    pub keeper_ccp: Option<Millis>,
    /// How long a keeper's page takes; `None`: it never runs.
    pub keeper_page: Option<Millis>,
    /// One way to the instance.
    pub latency: Millis,
    /// How long a call from a dying document takes; `None`: it is lost.
    pub last_call: Option<Millis>,
}

#[derive(Clone, Debug)]
pub struct World {
    pub now: Millis,
    pub settings: Settings,
    pub nature: Nature,
    pub instance: Instance,
    /// Whether the machine has a network: without one no call goes out.
    pub online: bool,
    pub windows: Vec<Window>,
    pub store: Journal,
    /// Every outcome that a host was told, once.
    pub outcomes: Vec<Outcome>,
    /// Where each report went, and what it said.
    pub reports: Vec<(String, Report)>,
    /// How many timers have gone off.
    pub wake_ups: usize,
    ahead: BTreeMap<(Millis, u64), Ahead>,
    planned: u64,
    /// Whether a logout ever came to the server while a contact was live that the agent's CCP had shown.
    pub logged_out_of_a_contact: bool,
    /// Whether a change that began with one agent ever called for another.
    pub crossed_agents: bool,
    most_in_flight: usize,
    locks: BTreeMap<String, WindowId>,
    /// The tabs that ask for their turn to end, in order, and the one that has it.
    turns: Vec<(WindowId, RequestId)>,
    turn: Option<(WindowId, RequestId)>,
    random: u64,
    /// Timers gone off without the clock moving: a machine that wants to be woken in the past would never end.
    spins: u32,
}

impl World {
    /// A world with a keeper's page in its settings, and nobody in it.
    pub fn new() -> Self {
        Self {
            now: 1_700_000_000_000,
            settings: Settings {
                keeper: Some(KeeperPage::new("/keeper.html".into())),
                ..Settings::default()
            },
            nature: Nature {
                loss: 0,
                lag: 2,
                refuses_looks: false,
                lock_answer: 2,
                look_answer: 1,
                refuses_storage: false,
                refuses_reports: false,
                names_fall: false,
                refuses_prompts: false,
                refuses_popups: false,
                tab_ccp: Some(800),
                keeper_ccp: Some(900),
                keeper_page: Some(100),
                latency: 40,
                last_call: Some(40),
            },
            instance: Instance::new(),
            online: true,
            windows: Vec::new(),
            store: Journal::default(),
            outcomes: Vec::new(),
            reports: Vec::new(),
            wake_ups: 0,
            ahead: BTreeMap::new(),
            planned: 0,
            logged_out_of_a_contact: false,
            crossed_agents: false,
            most_in_flight: 0,
            locks: BTreeMap::new(),
            turns: Vec::new(),
            turn: None,
            random: 0x9e37_79b9_7f4a_7c15,
            spins: 0,
        }
    }

    /// A world with these settings changed.
    pub fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut world = Self::new();
        change(&mut world.settings);
        world
    }

    pub fn seeded(mut self, seed: u64) -> Self {
        self.random = seed | 1;
        self
    }

    /// Lets this much time pass.
    pub fn run(&mut self, time: Millis) {
        let until = self.now + time;
        while self.step(until) {}
        self.now = until;
    }

    /// Goes to the next deadline and does what is due there; `false` where there is none up to `until`.
    fn step(&mut self, until: Millis) -> bool {
        let timer = self.next_timer();
        let ahead = self.ahead.first_key_value().map(|(&(at, _), _)| at);
        let next = timer
            .map(|(at, _)| at)
            .into_iter()
            .chain(ahead)
            .min()
            .filter(|at| *at <= until);
        let Some(at) = next else { return false };
        if at > self.now {
            self.spins = 0;
            self.now = at;
        }
        if ahead == Some(at) {
            let (_, what) = self.ahead.pop_first().expect("it was seen");
            self.happen(what);
        } else if let Some((_, window)) = timer {
            let (_, due) = self.windows[window]
                .program
                .poll_timeout()
                .expect("it was seen");
            self.wake_ups += 1;
            self.spins += 1;
            assert!(self.spins < 1_000, "window {window} spins on {due:?}");
            self.tell(window, Input::Timer(due));
        }
        true
    }

    fn next_timer(&self) -> Option<(Millis, WindowId)> {
        self.windows
            .iter()
            .enumerate()
            .filter(|(_, window)| window.is_alive())
            .filter_map(|(id, window)| Some((window.program.poll_timeout()?.0, id)))
            .min()
    }

    fn plan(&mut self, after: Millis, what: Ahead) {
        self.planned += 1;
        self.ahead.insert((self.now + after, self.planned), what);
    }

    fn happen(&mut self, what: Ahead) {
        match what {
            Ahead::Input(window, input) => self.tell(window, input),
            Ahead::Look(window, id) => self.answer_look(window, id),
            Ahead::SetState {
                from,
                id,
                name,
                enqueue,
            } => self.serve_set_state(from, id, &name, enqueue),
            Ahead::LogOut { from, id } => self.serve_logout(from, id),
            Ahead::CcpLoaded(window, ccp) if ccp == self.windows[window].ccps => {
                self.windows[window].has_ccp = true;
                self.show_agent(window);
            }
            Ahead::OfCcp(window, ccp, input) if ccp == self.windows[window].ccps => {
                self.tell(window, input);
            }
            Ahead::Proof { of, ccp, id } if ccp == self.windows[of].ccps => {
                self.prove_logout(of, id);
            }
            Ahead::CcpLoaded(..) | Ahead::OfCcp(..) | Ahead::Proof { .. } => {}
            Ahead::OpenKeeper { replaces } => _ = self.open_keeper(replaces),
            Ahead::OpenTab { started_at } => _ = self.open_tab_since(started_at),
        }
    }

    /// Hands an input to a machine, and does all that it asks for before anything else happens.
    pub fn tell(&mut self, id: WindowId, input: Input) {
        let now = self.now;
        let window = &mut self.windows[id];
        if window.life != Life::Alive || window.stands_still {
            return;
        }
        window.note(&input);
        window
            .program
            .handle(now, input)
            .expect("all effects were fetched");
        let mut effects = Vec::new();
        while let Some(effect) = self.windows[id].program.poll_effect() {
            effects.push(effect);
        }
        for effect in effects {
            self.perform(id, effect);
        }
    }

    /// A number below `end`.
    pub fn random(&mut self, end: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 20) % end.max(1)
    }
}
