//! Sets an Amazon Connect agent's status when the agent's session ends.
