//! Time and chance, which the machines are handed.

use std::cell::Cell;

use js_sys::{Date, Math};

use super::sys;
use crate::domain::Millis;
use crate::domain::TabId;

/// The time since the epoch, which never goes back: while the system's clock is behind an earlier reading, it stands
/// still.
#[derive(Default)]
pub struct Clock {
    latest: Cell<Millis>,
}

impl Clock {
    /// The time now.
    pub fn now(&self) -> Millis {
        self.advance_to(wall());
        self.latest.get()
    }

    /// A timer has measured that it is at least that late: a timer may fire a millisecond before the system's
    /// clock shows it, or while that stands still.
    pub(super) fn advance_to(&self, time: Millis) {
        self.latest.set(self.latest.get().max(time));
    }
}

/// The time since the epoch, as the system's clock has it.
pub(super) fn wall() -> Millis {
    whole(Date::now())
}

/// A name for this document's tab: new with every document, never from a storage that a duplicated tab copies.
#[must_use]
pub fn new_id() -> TabId {
    let mut id = String::new();
    for byte in random().to_be_bytes() {
        id.extend([byte >> 4, byte & 0xf].map(hex));
    }
    TabId(id)
}

fn hex(digit: u8) -> char {
    char::from(b"0123456789abcdef"[usize::from(digit)])
}

/// A seed for a machine, or a name: the 52 bits of chance that `Math.random()` has tell any tabs apart.
#[must_use]
pub fn random() -> u64 {
    Math::random().to_bits()
}

/// The longest that a page takes until its script runs. A watch that starts later was not on its way before.
const LONGEST_LOADING: Millis = 60_000;

/// How long this document has loaded (High Resolution Time, `performance.now()`): that clock goes on evenly, while the
/// system's may be set.
#[must_use]
pub fn loading() -> Millis {
    let performance = sys::window().and_then(|window| window.performance());
    let age = whole(performance.map_or(0.0, |performance| performance.now()));
    if age > LONGEST_LOADING { 0 } else { age }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and a time since the epoch is neither negative nor beyond 2^53"
)]
fn whole(millis: f64) -> Millis {
    millis as Millis
}
