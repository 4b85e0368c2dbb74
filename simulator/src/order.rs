//! Orders for connections: to reset one, or to close all that carry no request.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::Waker;

use futures_util::task::AtomicWaker;

/// One connection's orders, and the number of requests on it.
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

/// The open connections.
#[derive(Default)]
pub(crate) struct Connections(Mutex<Vec<Weak<Order>>>);

impl Order {
    /// Ends the connection without an answer.
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

    /// An order wakes this waker too. Register it before looking for an order, so that none is missed.
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
    /// The orders of a new connection.
    pub(crate) fn open(&self) -> Arc<Order> {
        let order = Arc::default();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|order| order.strong_count() > 0);
        open.push(Arc::downgrade(&order));
        order
    }

    /// Closes the idle connections and returns their number.
    pub(crate) fn close_idle(&self) -> usize {
        let open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = open.iter().filter_map(Weak::upgrade);
        open.filter(|order| order.requests.load(Ordering::Acquire) == 0)
            .inspect(|order| order.close())
            .count()
    }
}
