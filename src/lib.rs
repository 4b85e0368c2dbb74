//! Sets an Amazon Connect agent's status when the agent's session ends.

pub mod policy;
pub mod session;
pub mod settings;
