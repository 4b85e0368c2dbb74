//! Server-sent events: first the full state, then each change as it happens.

use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::sync::broadcast::error::RecvError;

use super::state::view;
use crate::shared::Shared;

pub(super) async fn get(
    State(shared): State<Shared>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (receiver, state) = shared.listen(|instance| view(instance, true));
    let first = Event::default().event("state").data(state.to_string());
    let stream = unfold(
        (Some(first), receiver, shared),
        |(first, mut receiver, shared)| async move {
            let event = match first {
                Some(first) => first,
                None => match receiver.recv().await {
                    Ok((name, data)) => Event::default().event(name).data(data.to_string()),
                    Err(RecvError::Lagged(_)) => {
                        let state = shared.read(|instance| view(instance, true));
                        Event::default().event("state").data(state.to_string())
                    }
                    Err(RecvError::Closed) => return None,
                },
            };
            Some((Ok(event), (None, receiver, shared)))
        },
    );
    Sse::new(stream).keep_alive(KeepAlive::default())
}
