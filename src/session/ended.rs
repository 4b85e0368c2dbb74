//! A session that the host has ended while tabs are still there. It stays over until somebody picks a state.

use crate::domain::{Agent, Outcome, Standing};

/// How it ended, and whether it is still over.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Ended {
    outcome: Box<Outcome>,
    /// The agent as this window's CCP had shown them before it showed the end: nobody has picked that since.
    stale: Option<Standing>,
}

impl Ended {
    /// It ended like this. `agent`: as this window knows them just now.
    pub(super) fn new(outcome: Box<Outcome>, agent: Option<&Agent>) -> Self {
        let mut ended = Self {
            outcome,
            stale: None,
        };
        ended.stale = (agent.filter(|agent| !ended.shows(agent))).map(Standing::from);
        ended
    }

    pub(super) fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// Whether this agent is another, or has picked a state since.
    pub(super) fn is_picked_up_by(&mut self, agent: &Agent) -> bool {
        if self.shows(agent) {
            self.stale = None;
            return false;
        }
        self.stale != Some(agent.into())
    }

    /// Whether the agent is as the end has left them.
    fn shows(&self, agent: &Agent) -> bool {
        let attempted = &self.outcome.attempted;
        let left_in = attempted.to.as_ref().or(attempted.from.as_ref());
        attempted.agent.as_ref() == Some(&agent.username)
            && left_in.is_some_and(|state| state == agent.settled())
    }
}
