//! The pictures in `docs/how-it-works.md` are drawn here: the machines are led by every input from phase to phase, and
//! where one gives way to another, that is an arrow.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use connect_session_end::session::Contact;
use connect_session_end::session::view::PhaseName;
use connect_session_end::settings::{OnContact, Retry};

use super::*;

/// From, to, and the inputs that lead there.
type Arrows = BTreeMap<(String, String), BTreeSet<String>>;

/// How many states are looked at of those that a picture could not tell apart, out of thousands that differ in times and
/// ids alone, or in who was heard when. So an arrow may lack a rare input, never have one that does not lead there.
const EACH: usize = 4;

/// What a picture shows of a machine: the phase that it is in, or nothing of this picture.
type Phase<M> = fn(&M) -> Option<String>;

/// Every phase that can be come to from the first state, and the arrows between them: a picture each.
fn explore<M, const N: usize>(first: At<M>, phases: [Phase<M>; N]) -> [Arrows; N]
where
    M: Machine + Clone + Eq + Debug,
{
    let mut pictures = phases.map(|_| Arrows::new());
    let mut seen: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    let mut open = VecDeque::from([first]);
    while let Some(at) = open.pop_front() {
        let before = phases.map(|phase| phase(&at.machine));
        for (now, input) in inputs(&at) {
            let label = label(&input);
            let mut next = at.clone();
            next.now = now;
            let next = next.after(input);
            if next.machine == at.machine {
                continue;
            }
            for (index, phase) in phases.iter().enumerate() {
                if let (Some(from), Some(to)) = (&before[index], phase(&next.machine))
                    && *from != to
                {
                    let arrow = (from.clone(), to);
                    pictures[index]
                        .entry(arrow)
                        .or_default()
                        .insert(label.clone());
                }
            }
            let debug = format!("{:?}", next.machine);
            let known = seen.entry(alike(&next, &debug)).or_default();
            if known.len() < EACH && known.insert(timeless(&debug)) {
                open.push_back(next);
            }
        }
    }
    pictures
}

/// What the table tries in every state, and what leads on.
fn inputs<M: Machine + Clone + Eq + Debug>(at: &At<M>) -> Vec<(Millis, Input)> {
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
        found(&[], false),
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
    // That what is stale or early does nothing, the table itself shows.
    let counts = |name: &str| !name.ends_with("-stale") && !name.ends_with("-early");
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

/// What tells states apart that a picture could show: the phase and whether it is due, what is being done to the agent,
/// and who is there.
fn alike<M: Machine>(at: &At<M>, debug: &str) -> (Option<Timer>, Vec<Option<String>>) {
    let word = |field: &str| word_after(debug, field);
    let is_due = |field: &str| {
        word(field).map(|due| {
            due.parse()
                .is_ok_and(|due: Millis| due <= at.now)
                .to_string()
        })
    };
    let words = [
        " phase: ",
        " stage: ",
        " own: Some(",
        " goal: ",
        " step: ",
        " tries: ",
        " settings: ",
        " status: ",
        " agent: ",
        " others: Tabs([",
        " look: ",
        " roll_call: ",
        " keeper: ",
        "Outcome { kind: ",
        " begin: ",
    ]
    .map(word)
    .into_iter()
    .chain([" due: ", " until: ", " until: Some("].map(is_due))
    .collect();
    (at.machine.poll_timeout().map(|(_, timer)| timer), words)
}

/// The state without times and ids, which grow for ever.
fn timeless(debug: &str) -> String {
    debug.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// What an arrow bears: the input's name, and where that says too little what it carries.
fn label(input: &Input) -> String {
    let debug = format!("{input:?}");
    match input {
        Input::Heard(_) | Input::Timer(_) => {
            let words: Vec<&str> = debug.split(|c: char| !c.is_alphanumeric()).collect();
            format!("{} {}", words[0], words[1])
        }
        _ => word_after(&debug, "").unwrap_or_default(),
    }
}

/// The word after this, which is a field's name: what machines keep to themselves is seen in their debug form alone.
fn word_after(debug: &str, this: &str) -> Option<String> {
    let (_, rest) = debug.split_once(this)?;
    Some(rest.chars().take_while(|c| c.is_alphanumeric()).collect())
}

fn title(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
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

#[test]
fn a_keeper_and_its_change() {
    let [phases, mut steps] = explore(
        At::new(Keeper::new(KeeperConfig { seed: 1 })),
        [
            |keeper| Some(title(keeper.view().phase.as_ref())),
            |keeper| {
                let debug = format!("{keeper:?}");
                match keeper.view().phase {
                    PhaseName::Acting => word_after(&debug, " step: "),
                    PhaseName::Done | PhaseName::Restoring | PhaseName::Watching => {
                        Some("Over".into())
                    }
                    _ => None,
                }
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
        journal: Journal::default(),
        started_at: 1_000,
        seed: 1,
    });
    let [stages, keepers] = explore(
        At::new(tab),
        [
            |tab| {
                let debug = format!("{tab:?}");
                let stage = word_after(&debug, " stage: ")?;
                let own = word_after(&debug, " own: Some(");
                Some(own.filter(|_| stage == "Joined").unwrap_or(stage))
            },
            |tab| Some(title(tab.snapshot().keeper.as_ref())),
        ],
    );
    are_drawn([("Joining", &stages), ("Unknown", &keepers)]);
}
