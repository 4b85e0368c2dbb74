//! What is ordered for connections from outside: a reset, or the close of those that carry no request.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::Waker;

use futures_util::task::AtomicWaker;

/// One connection's orders, and how many requests it carries.
#[derive(Default)]
pub(crate) struct Order {
    reset: AtomicBool,
    closed: AtomicBool,
    requests: AtomicUsize,
    waker: AtomicWaker,
}

/// A connection is in use as long as this is there.
#[must_use]
pub(crate) struct Occupied(Arc<Order>);

/// Those that are open.
#[derive(Default)]
pub(crate) struct Connections(Mutex<Vec<Weak<Order>>>);

impl Order {
    /// To end without an answer.
    pub(crate) fn reset(&self) {
        self.reset.store(true, Ordering::Release);
        self.waker.wake();
    }

    pub(crate) fn is_reset(&self) -> bool {
        self.reset.load(Ordering::Acquire)
    }

    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.waker.wake();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Who waits for bytes is woken by an order, too; to be said before one looks.
    pub(crate) fn wake_by(&self, waker: &Waker) {
        self.waker.register(waker);
    }

    pub(crate) fn occupy(self: &Arc<Self>) -> Occupied {
        self.requests.fetch_add(1, Ordering::AcqRel);
        Occupied(Arc::clone(self))
    }
}

impl Drop for Occupied {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Connections {
    /// The orders of a new one.
    pub(crate) fn open(&self) -> Arc<Order> {
        let order = Arc::default();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|order| order.strong_count() > 0);
        open.push(Arc::downgrade(&order));
        order
    }

    /// Closes the idle ones, and says how many they were.
    pub(crate) fn close_idle(&self) -> usize {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = open.iter().filter_map(Weak::upgrade);
        open.filter(|order| order.requests.load(Ordering::Acquire) == 0)
            .inspect(|order| order.close())
            .count()
    }
}
