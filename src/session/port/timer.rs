//! The moments that a machine waits for, each by its reason.

use strum::{AsRefStr, VariantArray};

use crate::domain::Millis;

/// When a machine wants to be woken, and why.
pub type Deadline = (Millis, Timer);

/// Why a machine wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, AsRefStr, VariantArray)]
pub enum Timer {
    /// When a look that the browser has not answered gives way to a roll call.
    Look,
    /// When those who answered the roll call count as all that there are, or a new tab waits for the others no longer.
    RollCall,
    /// When an opened keeper that was not heard counts as unreachable.
    KeeperExpected,
    /// When to say that the browser has not given a tab its own lock.
    Lock,
    /// When to say that the CCP has not shown an agent.
    AgentSlow,
    /// When a keeper asks once more for the settings.
    AskAgain,
    /// When the delay after the last tab is over.
    SessionEnd,
    /// When the keeper's CCP is to be loaded for the change.
    LoadCcp,
    /// When to say that the keeper's CCP has not shown an agent.
    CcpSlow,
    /// When the keeper's CCP is loaded anew.
    CcpDead,
    /// When a change without an agent to make it for has failed.
    AgentMissing,
    /// When a change that waits for the network has failed.
    NoNetwork,
    /// When an attempt that Streams never answered has failed.
    Attempt,
    /// When an attempt that the snapshot does not show has failed.
    Confirm,
    /// When to try again.
    Retry,
    /// When a logout that was never answered has failed, or one that nothing speaks against has not.
    Logout,
    /// When a window that heard `beforeunload` and has not gone says that it is still here.
    StillHere,
    /// When a keeper has shown its outcome long enough.
    Shown,
    /// When a keeper without a tab has waited long enough.
    Idle,
    /// When a tab that has told the end lets another have its turn.
    Turn,
}

/// How long each lasts, if no setting says so.
pub mod duration {
    use super::Millis;

    /// The browser grants at once a lock that nobody else asks for, on a busy machine within seconds, or not at all.
    pub const LOCK: Millis = 10_000;
    /// The browser says at once who holds which lock, on a busy machine within seconds, or not at all.
    pub const LOOK: Millis = 10_000;
    /// A page that is alive answers the channel in a few milliseconds; a busy one in some hundred.
    pub const ROLL_CALL: Millis = 500;
    /// Tabs that have come together show their agents by then.
    pub const TOGETHER: Millis = 3_000;
    /// A keeper's page, its script and its wasm have loaded by then on any line that carries a call.
    pub const KEEPER_EXPECTED: Millis = 10_000;
    /// Streams shows an agent within a second or two; its own acknowledgement gives up after five.
    pub const AGENT_SLOW: Millis = 30_000;
    /// The first pause before a keeper asks again for settings; it doubles up to [`ASK_AGAIN_MAX`].
    pub const ASK_AGAIN: Millis = 1_000;
    /// The longest pause between two such questions.
    pub const ASK_AGAIN_MAX: Millis = 60_000;
    /// A CCP on a slow line shows an agent by then, and one that lost its login comes back if the login still holds.
    pub const AGENT_MISSING: Millis = 60_000;
    /// A refresh takes less on a quick line, and so wakes no CCP.
    pub const CCP_REST: Millis = 1_000;
    /// A CCP that takes twice as long as at the last time, and this much more, is still in time.
    pub const CCP_MARGIN: Millis = 500;
    /// A CCP that shows no agent by then may need somebody to sign in.
    pub const CCP_SLOW: Millis = 8_000;
    /// A CCP that shows no agent by then hangs. It leaves time to type a password.
    pub const CCP_DEAD: Millis = 30_000;
    /// A router that starts again, or a machine that changes its network or its VPN, is back by then. A longer wait
    /// could end while the agent works elsewhere.
    pub const NO_NETWORK: Millis = 300_000;
    /// A CCP on a slow line has loaded by then, and shows its agent.
    pub const PROOF: Millis = 30_000;
    /// What one process has stored, another reads by then.
    pub const STORED: Millis = 1_000;
    /// A document that is really leaving is gone by then.
    pub const STILL_HERE: Millis = 2_000;
    /// A call that a dying document made reaches the instance by then, or never.
    pub const LATE: Millis = 10_000;
    /// A call that is not answered by then may be lost.
    pub const UNHEARD: Millis = 1_000;
    /// A clock that somebody sets goes further; one that corrects itself, less.
    pub const CLOCK_STEP: Millis = 60_000;
    /// An agent who has set a state since an end that is this late may be working elsewhere.
    pub const TOO_LATE: Millis = 300_000;
    /// Long enough to read the outcome, and for a slow return to find the keeper still there.
    pub const SHOWN: Millis = 6_000;
    /// A keeper opened by a tab hears it within seconds.
    pub const IDLE: Millis = 60_000;
}
