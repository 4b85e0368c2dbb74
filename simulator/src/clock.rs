//! The server's clock. Everything the simulator reports as a time is epoch milliseconds read here.

use std::time::SystemTime;

/// Milliseconds since the epoch.
#[expect(
    clippy::disallowed_methods,
    reason = "a server's log needs the wall clock; the machines under test are handed theirs"
)]
#[must_use]
pub fn now_ms() -> u64 {
    SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .map_or(0, |since| {
            u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
        })
}

/// Streams' SDK reads timestamps as epoch *seconds*.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "epoch milliseconds fit an f64 exactly until the year 287396"
)]
pub fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}
