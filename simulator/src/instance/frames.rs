//! The CCP's documents, the topics that they own, and how they ring.
//!
//! A CCP's page has an id from the server, and says by [`Note`]s which page embeds it, and that it rings. The browser's
//! shared worker says which of them owns which topic. A document that is gone says nothing any more: it stays listed,
//! and stays master until the worker has another one.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Instance;
use crate::clock::now_ms;

/// The topics that cost an agent their telephone.
const TOPICS: [&str; 2] = ["ringtone", "softphone"];

/// Beyond this number the oldest documents and attempts are dropped.
const KEPT: usize = 1_000;

/// One document of the CCP.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    pub(crate) id: String,
    /// When it was served.
    at: u64,
    /// Origin and path of the page that embeds it; none until it runs.
    page: Option<String>,
    /// Its port in the shared worker; none until the worker has acknowledged it.
    #[serde(skip)]
    port: Option<String>,
}

/// One attempt to play a ringtone. Streams makes three in a row if the browser refuses.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Ring {
    at: u64,
    frame: String,
    page: Option<String>,
    /// `playing`, or the name of the browser's error; none while the browser has not answered.
    result: Option<String>,
    /// Counts the document's attempts.
    #[serde(skip)]
    number: u64,
}

/// The notes of the CCP's documents and workers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frames {
    known: VecDeque<Frame>,
    /// Goes on over a reset.
    count: u64,
    worker: Option<Worker>,
    rings: VecDeque<Ring>,
}

/// Word from a document of the CCP, or from its worker.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Note {
    /// A document runs.
    Frame(Started),
    /// It has tried to ring, or the browser has answered that.
    Ring(Tried),
    /// A worker's masters, all of them.
    Masters(Worker),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Started {
    id: String,
    page: String,
    port: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tried {
    frame: String,
    number: u64,
    #[serde(default)]
    result: Option<String>,
}

/// A shared worker; each browser profile has one at a time.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Worker {
    /// When it started, by the browser's clock: the youngest is the one that counts.
    started_at: f64,
    /// Counts its notes, which may overtake each other.
    number: u64,
    /// The master's port by topic.
    ports: BTreeMap<String, String>,
}

impl Frames {
    /// After a reset: only the count goes on.
    pub(crate) fn emptied(&self) -> Self {
        Self {
            count: self.count,
            ..Self::default()
        }
    }

    fn open(&mut self) -> String {
        self.count += 1;
        let id = format!("ccp-{}", self.count);
        let frame = Frame {
            id: id.clone(),
            at: now_ms(),
            page: None,
            port: None,
        };
        push(&mut self.known, frame);
        id
    }

    fn by_id(&self, id: &str) -> Option<&Frame> {
        self.known.iter().find(|frame| frame.id == id)
    }

    /// The document that owns a topic. Its fields are null if the worker names a port that no document has claimed yet.
    fn master(&self, topic: &str) -> Value {
        let Some(port) = self
            .worker
            .as_ref()
            .and_then(|worker| worker.ports.get(topic))
        else {
            return Value::Null;
        };
        let frame = self
            .known
            .iter()
            .find(|frame| frame.port.as_ref() == Some(port));
        json!({ "frame": frame.map(|frame| &frame.id), "page": frame.map(|frame| &frame.page) })
    }

    /// By topic: `{frame, page}`, or null if the topic is free.
    pub(crate) fn masters(&self) -> Value {
        TOPICS
            .iter()
            .map(|topic| ((*topic).to_owned(), self.master(topic)))
            .collect()
    }

    /// Oldest first.
    pub(crate) fn rings(&self) -> Value {
        json!(self.rings)
    }

    /// Oldest first.
    pub(crate) fn view(&self) -> Value {
        json!(self.known)
    }

    fn started(&mut self, Started { id, page, port }: Started) {
        if let Some(frame) = self.known.iter_mut().find(|frame| frame.id == id) {
            frame.page = Some(page);
            frame.port = Some(port);
        }
    }

    /// The attempt, if this note says something new of it.
    fn tried(&mut self, tried: Tried) -> Option<&Ring> {
        let frame = self.by_id(&tried.frame)?;
        let page = frame.page.clone();
        let known = self
            .rings
            .iter()
            .position(|ring| ring.frame == tried.frame && ring.number == tried.number);
        let index = if let Some(index) = known {
            // The attempt's own note may come after the one with its result.
            self.rings[index].result = Some(tried.result?);
            index
        } else {
            let ring = Ring {
                at: now_ms(),
                frame: tried.frame,
                page,
                result: tried.result,
                number: tried.number,
            };
            push(&mut self.rings, ring);
            self.rings.len() - 1
        };
        self.rings.get(index)
    }

    fn works(&mut self, worker: Worker) {
        let is_old = self.worker.as_ref().is_some_and(|known| {
            (worker.started_at, worker.number) < (known.started_at, known.number)
        });
        if !is_old {
            self.worker = Some(worker);
        }
    }
}

fn push<T>(kept: &mut VecDeque<T>, item: T) {
    if kept.len() == KEPT {
        kept.pop_front();
    }
    kept.push_back(item);
}

impl Instance {
    /// A CCP's document that is about to be served; its id.
    pub(crate) fn open_frame(&mut self) -> String {
        self.frames.open()
    }

    /// Takes a note, and tells the listeners the news.
    pub(crate) fn note(&mut self, note: Note) {
        let before = self.frames.masters();
        let tried = match note {
            Note::Frame(started) => {
                self.frames.started(started);
                None
            }
            Note::Ring(tried) => self.frames.tried(tried).map(|ring| json!(ring)),
            Note::Masters(worker) => {
                self.frames.works(worker);
                None
            }
        };
        self.outbox.extend(tried.map(|ring| ("ring", ring)));
        let masters = self.frames.masters();
        for topic in TOPICS {
            if masters[topic] != before[topic] {
                let event = json!({ "at": now_ms(), "topic": topic, "master": masters[topic] });
                self.outbox.push(("master", event));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::AgentOptions;

    fn note(instance: &mut Instance, note: Value) {
        instance.note(serde_json::from_value(note).unwrap());
    }

    #[test]
    fn an_old_note_of_a_worker_changes_nothing() {
        let mut instance = Instance::new(AgentOptions::default());
        let id = instance.open_frame();
        note(
            &mut instance,
            json!({ "frame": { "id": id, "page": "http://app.localhost/", "port": "p" } }),
        );
        for (started_at, number, topic) in [
            (5.0, 2, "ringtone"),
            (5.0, 1, "softphone"),
            (4.5, 9, "softphone"),
        ] {
            let masters =
                json!({ "startedAt": started_at, "number": number, "ports": { topic: "p" } });
            note(&mut instance, json!({ "masters": masters }));
            assert_eq!(
                instance.frames.masters(),
                json!({ "ringtone": { "frame": id, "page": "http://app.localhost/" }, "softphone": null })
            );
        }
    }

    #[test]
    fn a_result_that_overtakes_its_attempt_stays() {
        let mut instance = Instance::new(AgentOptions::default());
        let id = instance.open_frame();
        for result in [json!("playing"), Value::Null] {
            let ring = json!({ "frame": id, "number": 1, "result": result });
            note(&mut instance, json!({ "ring": ring }));
            assert_eq!(instance.frames.rings()[0]["result"], "playing");
            assert_eq!(instance.frames.rings.len(), 1);
        }
    }
}
