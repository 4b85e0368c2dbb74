//! The WebSocket that Streams' worker keeps: it answers heartbeats and acknowledges subscriptions, nothing is pushed.

use axum::extract::ws::{Message, WebSocket};
use serde_json::{Value, json};

pub(crate) async fn talk(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else {
            continue;
        };
        let Ok(message) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        let answer = match message["topic"].as_str() {
            Some("aws/heartbeat") => {
                json!({ "topic": "aws/heartbeat", "statusCode": 200, "statusContent": "OK" })
            }
            Some("aws/subscribe") => json!({
                "topic": "aws/subscribe",
                "content": { "status": "success", "topics": message["content"]["topics"] },
            }),
            _ => continue,
        };
        if socket
            .send(Message::text(answer.to_string()))
            .await
            .is_err()
        {
            return;
        }
    }
}
