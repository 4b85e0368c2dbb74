//! The pictures in `docs/how-it-works.md` are drawn here: every input leads the machines from state to state, and an
//! arrow is drawn if the name of the state has changed.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};

use connect_session_end::domain::Contact;
use connect_session_end::session::change::Change;
use connect_session_end::settings::{OnContact, Retry};

use super::*;

/// From, to, and the inputs that lead there.
type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// How many states are looked at of those that look alike from outside. They are thousands, which differ in whom they
/// heard when.
const EACH: usize = 12;

/// How far a walk goes through the rest of them.
const WALK: u32 = 5_000;

/// What a picture shows of a machine: the name of its state, or nothing of this picture.
type Name<M> = fn(&M) -> Option<String>;

/// What a machine looks like from outside, without times.
trait Looks {
    fn looks(&self, now: Millis) -> String;
}

/// The arrows between the states that can be come to from the first: a picture each. If a long walk takes an arrow that
/// the bounded look has not found, it is drawn too, and then `EACH` is too low or `looks` says too little.
fn explore<M, const N: usize>(first: &At<M>, names: [Name<M>; N]) -> [Arrows; N]
where
    M: Shown + Looks + Hash,
{
    let mut pictures = names.map(|_| Arrows::new());
    let mut seen: BTreeMap<_, BTreeSet<u64>> = BTreeMap::new();
    let mut open = VecDeque::from([first.clone()]);
    while let Some(at) = open.pop_front() {
        for (now, input) in inputs(&at) {
            let next = draw(&mut pictures, names, &at, now, input);
            if next.machine == at.machine {
                continue;
            }
            let timer = next.machine.poll_timeout();
            let is_due = timer.is_some_and(|(at, _)| at <= next.now);
            let looks = (
                next.machine.state(),
                timer.map(|(_, timer)| timer),
                is_due,
                next.machine.looks(next.now),
            );
            let known = seen.entry(looks).or_default();
            if known.len() < EACH && known.insert(timeless(&next.machine)) {
                open.push_back(next);
            }
        }
    }
    let mut at = first.clone();
    let mut random = DefaultHasher::new();
    for step in 0..WALK {
        random.write_u32(step);
        let mut inputs = inputs(&at);
        let picked = random.finish() % inputs.len() as u64;
        let (now, input) = inputs.swap_remove(usize::try_from(picked).expect("an index"));
        let is_last = matches!(input, Input::Stop);
        at = draw(&mut pictures, names, &at, now, input);
        if is_last {
            at = first.clone();
        }
    }
    pictures
}

/// Hands the input in, and draws the arrow that it leads along.
fn draw<M: Shown, const N: usize>(
    pictures: &mut [Arrows; N],
    names: [Name<M>; N],
    at: &At<M>,
    now: Millis,
    input: Input,
) -> At<M> {
    let label = label(&input);
    let mut next = at.clone();
    next.now = now;
    let next = next.after(input);
    if next.machine == at.machine {
        return next;
    }
    for (picture, name) in pictures.iter_mut().zip(names) {
        if let (Some(from), Some(to)) = (name(&at.machine), name(&next.machine))
            && from != to
        {
            let labels = picture.entry((from, to)).or_default();
            labels.insert(label.clone());
        }
    }
    next
}

/// The machine's fingerprint without times and ids, which grow for ever.
fn timeless(machine: &impl Hash) -> u64 {
    let mut hasher = Timeless(DefaultHasher::new());
    machine.hash(&mut hasher);
    hasher.finish()
}

struct Timeless(DefaultHasher);

impl Hasher for Timeless {
    fn finish(&self) -> u64 {
        self.0.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    fn write_u32(&mut self, _id: u32) {}

    fn write_u64(&mut self, _time: u64) {}
}

/// What the table tries in every state, and what leads on.
fn inputs<M: Shown>(at: &At<M>) -> Vec<(Millis, Input)> {
    let found = |tabs: &[&str], keeper| Input::Looked {
        id: at.look,
        found: Ok(present(tabs, keeper)),
    };
    let mut busy = agent("Available");
    busy.contacts.push(Contact {
        kind: "voice".into(),
        state: "connected".into(),
    });
    let mut other = agent("Available");
    other.username = "lee".into();
    let more = [
        found(&["me"], false),
        found(&["me"], true),
        shown("Available"),
        shown("Offline"),
        Input::Agent(Arc::new(busy)),
        Input::Agent(Arc::new(other)),
        told(patient()),
        told(Settings {
            status: Status::Logout {
                url: "https://a/logout".into(),
            },
            ..patient()
        }),
    ];
    // That what is stale or early does nothing, the table itself shows. The CCP's address is for a sentence alone, and would
    // double all states.
    let counts =
        |name: &str| !name.ends_with("-stale") && !name.ends_with("-early") && name != "ccp-opened";
    let samples = at.samples().into_iter().filter(|(name, _)| counts(name));
    samples
        .map(|(_, sample)| sample)
        .chain(more.map(|input| (at.now, input)))
        .collect()
}

fn told(settings: Settings) -> Input {
    Input::Heard(Message::Tab {
        id: TabId("other".into()),
        settings: Some(Arc::new(settings)),
        ccp: None,
        new: false,
    })
}

/// Two attempts, and contacts are waited for: a change with these comes to every step.
fn patient() -> Settings {
    Settings {
        retry: Retry {
            attempts: 2,
            ..Retry::default()
        },
        on_contact: OnContact::Wait,
        ..settings()
    }
}

/// What an arrow bears: the input's name, and if that says too little what it carries.
fn label(input: &Input) -> String {
    match input {
        Input::Heard(Message::Keeper { version, .. }) if *version < VERSION => {
            "Heard Keeper of an older version".into()
        }
        Input::Heard(Message::Keeper { version, .. }) if *version > VERSION => {
            "Heard Keeper of a newer version".into()
        }
        Input::Heard(message) => format!("Heard {}", message.as_ref()),
        Input::Timer(timer) => format!("Timer {}", timer.as_ref()),
        _ => input.as_ref().into(),
    }
}

/// What leads to one phase from most of the others would hide the rest: below the picture, a sentence says it.
fn picture(first: &str, arrows: &Arrows) -> String {
    let phases: BTreeSet<&str> = arrows
        .keys()
        .flat_map(|(from, to)| [&**from, &**to])
        .collect();
    let mut sources: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for ((from, to), labels) in arrows {
        for label in labels {
            sources.entry((label, to)).or_default().insert(from);
        }
    }
    let leads_elsewhere = |this: &str, there: &str| {
        let mut arrows = arrows.iter();
        arrows.any(|((_, to), labels)| to != there && labels.contains(this))
    };
    sources.retain(|(label, to), from| {
        from.len() > 3 && from.len() * 2 > phases.len() && !leads_elsewhere(label, to)
    });

    let mut text = format!("```mermaid\nstateDiagram-v2\n  [*] --> {first}\n");
    for ((from, to), labels) in arrows {
        let labels = labels.iter().map(String::as_str);
        let labels: Vec<&str> = labels
            .filter(|label| !sources.contains_key(&(label, to)))
            .collect();
        if !labels.is_empty() {
            writeln!(text, "  {from} --> {to} : {}", labels.join(", ")).expect("a string");
        }
    }
    text += "```\n";
    for ((label, to), from) in &sources {
        let others = phases
            .iter()
            .filter(|phase| *phase != to && !from.contains(**phase));
        let others: Vec<&str> = others.copied().collect();
        let but = if others.is_empty() { "" } else { " but " };
        write!(
            text,
            "\n- {label} leads to {to}, from every other{but}{}.",
            others.join(", ")
        )
        .expect("a string");
    }
    text + "\n"
}

#[track_caller]
fn are_drawn(machines: [(&str, &Arrows); 2]) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/how-it-works.md");
    let document = std::fs::read_to_string(path).expect("docs/how-it-works.md");
    let pictures = machines.map(|(first, arrows)| picture(first, arrows));
    let missing: Vec<&String> = pictures
        .iter()
        .filter(|picture| !document.contains(*picture))
        .collect();
    for picture in &missing {
        println!("{picture}");
    }
    assert!(
        missing.is_empty(),
        "docs/how-it-works.md is to have what is printed above"
    );
}

/// As the documents write it, the first letter large.
fn title(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

impl Looks for Runner<Keeper> {
    fn looks(&self, now: Millis) -> String {
        let view = self.view();
        let would = view.would.map(|would| would.as_ref().to_owned());
        let outcome = view.outcome.map(|told| told.kind);
        let is_due = view.due_at.or(view.closes_at).is_some_and(|at| at <= now);
        let tries = view.attempts.min(2);
        format!("{would:?} {outcome:?} {} {is_due} {tries}", view.tabs > 0)
    }
}

impl Looks for Runner<Tab> {
    fn looks(&self, _now: Millis) -> String {
        let (snapshot, view) = (self.snapshot(), self.view());
        let agent = snapshot.agent.map(|agent| agent.state);
        let dialog = view.dialog.map(|dialog| dialog.phase);
        let tries = self.change().map_or(0, Change::attempts).min(2);
        format!(
            "{agent:?} {} {} {dialog:?} {tries}",
            snapshot.last, snapshot.keeper_ready
        )
    }
}

#[test]
fn a_keeper_and_its_change() {
    let [phases, mut steps] = explore(
        &At::new(Runner::new(Keeper::new(KeeperConfig {
            seed: 1,
            replaces: false,
        }))),
        [
            |keeper| Some(title(keeper.view().phase.as_ref())),
            |keeper| match keeper.view().phase {
                KeeperPhase::Acting => keeper.change().map(|change| change.step().into()),
                KeeperPhase::Done | KeeperPhase::Restoring | KeeperPhase::Watching => {
                    Some("Over".into())
                }
                _ => None,
            },
        ],
    );
    // The next change is another.
    steps.retain(|(from, _), _| from != "Over");
    are_drawn([("Claiming", &phases), ("Ready", &steps)]);
}

#[test]
fn a_tab_and_what_it_knows_of_its_keeper() {
    let tab = Tab::new(TabConfig {
        id: TabId("me".into()),
        settings: patient(),
        ccp: None,
        loading: 0,
        seed: 1,
    });
    let [stages, keepers] = explore(
        &At::new(Runner::new(tab)),
        [
            |tab| {
                let (stage, own) = tab.stage();
                let name = match (stage, own) {
                    ("Joined", "Setting" | "Leaving" | "Ending") => own,
                    _ => stage,
                };
                Some(name.into())
            },
            |tab| Some(title(tab.snapshot().keeper.as_ref())),
        ],
    );
    are_drawn([("Joining", &stages), ("Unknown", &keepers)]);
}
