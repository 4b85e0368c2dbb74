//! What happens to the world from without: people, crashes, the network, the instance.

use connect_session_end::domain::{Agent, Kind, Millis, Outcome, TabId};
use connect_session_end::session::{
    Input, Keeper, KeeperConfig, KeeperView, Machine, Runner, Tab, TabConfig, TabSnapshot, Timer,
};

use super::browser::{KEEPER_LOCK, tab_lock};
use super::instance::agent;
use super::window::{Life, Program, Window, WindowId};
use super::{Ahead, World};

/// How long a document takes to be replaced by the next at a reload.
const RELOAD: Millis = 50;

impl World {
    /// A tab is opened.
    pub fn open_tab(&mut self) -> WindowId {
        self.open_tab_since(self.now)
    }

    /// A tab runs its script, its document having begun to load a while ago.
    pub fn open_tab_since(&mut self, started_at: Millis) -> WindowId {
        let place = self.windows.len();
        let name = if self.nature.names_fall {
            99 - place
        } else {
            place
        };
        let id = TabId(format!("{name:02}"));
        let seed = self.random(u64::MAX);
        let tab = Runner::new(Tab::new(TabConfig {
            id: id.clone(),
            settings: self.settings.clone(),
            ccp: None,
            loading: self.now - started_at,
            seed,
        }));
        let ccp = self.nature.tab_ccp;
        self.add(Window::new(Program::Tab(Box::new(tab)), tab_lock(&id)), ccp)
    }

    /// A keeper's page runs.
    pub fn open_keeper_window(&mut self) -> WindowId {
        self.open_keeper(false)
    }

    /// The same; `replaces`: in the place of one that is there.
    pub fn open_keeper(&mut self, replaces: bool) -> WindowId {
        let seed = self.random(u64::MAX);
        let keeper = Runner::new(Keeper::new(KeeperConfig { seed, replaces }));
        // It loads its CCP when it needs one.
        let window = Window::new(Program::Keeper(Box::new(keeper)), KEEPER_LOCK.into());
        self.add(window, None)
    }

    fn add(&mut self, window: Window, ccp: Option<Millis>) -> WindowId {
        let id = self.windows.len();
        self.windows.push(window);
        self.load_ccp(id, ccp);
        self.tell(id, Input::Start);
        if !self.online {
            self.tell(id, Input::Online(false));
        }
        id
    }

    /// So many tabs, with a keeper that is ready.
    pub fn watched(&mut self, tabs: usize) -> Vec<WindowId> {
        let tabs = self.unwatched(tabs);
        self.click(tabs[0]);
        self.run(3_000);
        assert!(self.view().ready, "not ready: {:?}", self.view());
        tabs
    }

    /// So many tabs that nobody has clicked in yet.
    pub fn unwatched(&mut self, tabs: usize) -> Vec<WindowId> {
        let tabs = (0..tabs)
            .map(|_| {
                let tab = self.open_tab();
                self.run(1_500);
                tab
            })
            .collect();
        self.run(1_500);
        tabs
    }

    /// The host's button: end the session now.
    pub fn end(&mut self, tab: WindowId) {
        self.tell(tab, Input::End);
    }

    /// Somebody clicks into the page.
    pub fn click(&mut self, tab: WindowId) {
        self.windows[tab].active = true;
        if self.windows[tab].awaits_activation {
            self.tell(tab, Input::Activated);
        }
        self.windows[tab].active = false;
    }

    /// The document is about to go, and may still stop it.
    pub fn begin_unload(&mut self, tab: WindowId) {
        if self.windows[tab].listens_before_unload {
            self.tell(tab, Input::BeforeUnload);
        }
    }

    /// A window is closed, in the way that a browser does it.
    pub fn close(&mut self, window: WindowId) {
        self.windows[window].is_dying = true;
        self.begin_unload(window);
        self.close_now(window);
    }

    /// A window whose `beforeunload` is over goes.
    pub fn close_now(&mut self, window: WindowId) {
        self.tell(window, Input::PageHide);
        self.die(window);
    }

    /// The renderer is gone; nothing in it runs any more.
    pub fn crash(&mut self, window: WindowId) {
        self.die(window);
    }

    pub(super) fn die(&mut self, window: WindowId) {
        self.release(window);
        self.windows[window].life = Life::Gone;
        self.windows[window].watches.clear();
        self.turns.retain(|(waits, _)| *waits != window);
        self.next_turn();
    }

    /// A tab is reloaded; its script runs again after this time. The new one has the next number.
    pub fn refresh_slowly(&mut self, tab: WindowId, time: Millis) -> WindowId {
        self.close(tab);
        let started_at = self.now + RELOAD.min(time);
        self.plan(time, Ahead::OpenTab { started_at });
        self.run(time);
        self.windows.len() - 1
    }

    pub fn refresh(&mut self, tab: WindowId) -> WindowId {
        self.refresh_slowly(tab, RELOAD)
    }

    /// Another page takes this one's place, and this one waits in the back/forward cache.
    pub fn leave_page(&mut self, tab: WindowId) {
        self.begin_unload(tab);
        self.tell(tab, Input::PageHide);
        self.windows[tab].life = Life::Cached;
    }

    /// Back to the page in the cache.
    pub fn come_back(&mut self, tab: WindowId) {
        self.windows[tab].life = Life::Alive;
        self.tell(tab, Input::PageShow);
        self.show_agent(tab);
    }

    /// The agent picks a state in the CCP.
    pub fn agent_picks(&mut self, state: &str) {
        self.instance
            .set_state(self.now, state, true)
            .expect("somebody is signed in");
        self.instance.calls.clear();
        self.show_agent_everywhere();
        self.run(200);
    }

    /// Streams shows the agent as the instance has it now.
    pub fn show(&mut self) {
        self.show_agent_everywhere();
        self.run(200);
    }

    pub fn start_contact(&mut self, kind: &str) {
        self.instance.start_contact(kind);
        self.show_agent_everywhere();
    }

    pub fn end_contacts(&mut self) {
        self.instance.end_contacts(self.now);
        self.show_agent_everywhere();
    }

    pub fn sign_out(&mut self) {
        self.instance.signed_in = false;
        self.show_agent_everywhere();
    }

    pub fn sign_in(&mut self) {
        self.instance.signed_in = true;
        self.show_agent_everywhere();
    }

    /// Another agent signs in on the same tabs, in this state.
    pub fn sign_in_as(&mut self, username: &str, state: &str) {
        self.instance.agent = Agent {
            username: username.into(),
            ..agent(state)
        };
        self.sign_in();
        self.run(200);
    }

    /// The process of this window's CCP is gone, or hangs.
    pub fn kill_ccp(&mut self, window: WindowId) {
        self.windows[window].is_ccp_dead = true;
    }

    /// The last call that this window has made does not arrive.
    pub fn lose_newest_call(&mut self, window: WindowId) {
        let is_its = |(_, what): &(_, &Ahead)| matches!(what, Ahead::SetState { from, .. } if *from == window);
        let newest = self.ahead.iter().rev().find(is_its).map(|(key, _)| *key);
        if let Some(key) = newest {
            self.ahead.remove(&key);
        }
    }

    /// The machine's network comes, or goes.
    pub fn set_online(&mut self, online: bool) {
        self.online = online;
        for window in 0..self.windows.len() {
            self.tell(window, Input::Online(online));
        }
    }

    /// Somebody takes this window's lock with `steal: true`.
    pub fn steal_lock(&mut self, window: WindowId) {
        self.release(window);
        let why = "AbortError: Lock broken by another request with the 'steal' option.".into();
        self.tell(window, Input::LockRefused { why });
    }

    /// What this window waits for.
    pub fn timer(&self, window: WindowId) -> Option<(Millis, Timer)> {
        self.windows[window].program.poll_timeout()
    }

    /// The state that the server holds.
    #[allow(
        clippy::misnamed_getters,
        reason = "the agent's own state is its availability; the other may be a system state"
    )]
    pub fn state(&self) -> &str {
        &self.instance.agent.availability
    }

    pub fn next_state(&self) -> Option<&str> {
        self.instance.agent.next.as_deref()
    }

    /// The states that library calls have asked the server for, in order.
    pub fn asked_for(&self) -> Vec<&str> {
        self.instance
            .calls
            .iter()
            .map(|call| call.state.as_str())
            .collect()
    }

    /// What a tab would say of itself.
    pub fn snapshot(&self, tab: WindowId) -> TabSnapshot<'_> {
        match &self.windows[tab].program {
            Program::Tab(tab) => tab.snapshot(),
            Program::Keeper(_) => panic!("window {tab} is a keeper"),
        }
    }

    /// What a tab's bar says of a state that could not be set: that state, the agent's, and whether it tries again.
    pub fn not_set(&self, tab: WindowId) -> Option<(String, String, bool)> {
        match &self.windows[tab].program {
            Program::Tab(tab) => tab.view().not_set,
            Program::Keeper(_) => None,
        }
        .map(|not_set| (not_set.to.into(), not_set.now.into(), not_set.tries_again))
    }

    /// The tabs that live.
    pub fn tabs(&self) -> Vec<WindowId> {
        (0..self.windows.len())
            .filter(|window| self.windows[*window].is_alive() && !self.windows[*window].is_keeper())
            .collect()
    }

    /// How many calls one window has had on their way at once, at most.
    pub fn most_in_flight(&self) -> usize {
        self.most_in_flight
    }

    /// The keeper that lives, if one does.
    pub fn keeper(&self) -> Option<WindowId> {
        let alive = |window: &Window| window.is_alive() && window.is_keeper();
        self.windows.iter().position(alive)
    }

    /// What that keeper shows.
    pub fn view(&self) -> KeeperView<'_> {
        let keeper = self.keeper().expect("a keeper is alive");
        match &self.windows[keeper].program {
            Program::Keeper(keeper) => keeper.view(),
            Program::Tab(_) => unreachable!("it is a keeper"),
        }
    }

    /// The one outcome there is; there must not be another.
    pub fn outcome(&self) -> &Outcome {
        assert_eq!(self.outcomes.len(), 1, "{:#?}", self.outcomes);
        &self.outcomes[0]
    }

    pub fn kinds(&self) -> Vec<Kind> {
        self.outcomes.iter().map(|outcome| outcome.kind).collect()
    }
}
