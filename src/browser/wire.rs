//! What goes over the channel and into the journal, as plain JS data: one table a type, for both directions, in the
//! form that serde gives it elsewhere. By hand, because serde's derived readers would be a third of the wasm.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::session::{
    By, Failure, FailureCode, Farewell, KeeperPhase, Kind, LastAgent, LastOutcome, Message,
    Outcome, Reason, TabId,
};
use crate::settings::{InitialAgentState, KeeperPage, OnContact, Retry, Settings, Status};

/// A value that can be written as plain data, and read if the data is of its form.
pub(crate) trait Wire: Sized {
    fn write(&self) -> JsValue;
    fn read(data: &JsValue) -> Option<Self>;
}

/// Reads one property.
pub(crate) fn get<T: Wire>(object: &JsValue, name: &str) -> Option<T> {
    T::read(&Reflect::get(object, &name.into()).ok()?)
}

/// Adds one property to an object of our own.
pub(crate) fn set(object: &Object, name: &str, value: &impl Wire) {
    // It throws where the object is frozen, which this one is not.
    _ = Reflect::set(object, &name.into(), &value.write());
}

/// An object with a property a field.
macro_rules! record {
    ($type:ty { $($field:ident $name:literal),+ }) => {
        impl Wire for $type {
            fn write(&self) -> JsValue {
                let object = Object::new();
                $(set(&object, $name, &self.$field);)+
                object.into()
            }

            fn read(data: &JsValue) -> Option<Self> {
                Some(Self { $($field: get(data, $name)?),+ })
            }
        }
    };
}

/// A string a variant.
macro_rules! names {
    ($type:ty { $($variant:ident $name:literal),+ }) => {
        impl Wire for $type {
            fn write(&self) -> JsValue {
                match self { $(Self::$variant => $name,)+ }.into()
            }

            fn read(data: &JsValue) -> Option<Self> {
                match data.as_string()?.as_str() {
                    $($name => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

impl Wire for Message {
    fn write(&self) -> JsValue {
        let object = Object::new();
        let tag = |name: &str| set(&object, "type", &name.to_owned());
        match self {
            Self::RollCall => tag("rollCall"),
            Self::Tab { id, settings } => {
                tag("tab");
                set(&object, "id", id);
                set(&object, "settings", settings);
            }
            Self::Leaving { id } => {
                tag("leaving");
                set(&object, "id", id);
            }
            Self::Keeper {
                phase,
                ready,
                tabs,
                opener,
            } => {
                tag("keeper");
                set(&object, "phase", phase);
                set(&object, "ready", ready);
                set(&object, "tabs", tabs);
                set(&object, "opener", opener);
            }
            Self::Outcome { outcome } => {
                tag("outcome");
                set(&object, "outcome", outcome);
            }
        }
        object.into()
    }

    fn read(data: &JsValue) -> Option<Self> {
        Some(match get::<String>(data, "type")?.as_str() {
            "rollCall" => Self::RollCall,
            "tab" => Self::Tab {
                id: get(data, "id")?,
                settings: get(data, "settings")?,
            },
            "leaving" => Self::Leaving {
                id: get(data, "id")?,
            },
            "keeper" => Self::Keeper {
                phase: get(data, "phase")?,
                ready: get(data, "ready")?,
                tabs: get(data, "tabs")?,
                opener: get(data, "opener")?,
            },
            "outcome" => Self::Outcome {
                outcome: get(data, "outcome")?,
            },
            _ => return None,
        })
    }
}

names!(KeeperPhase {
    Idle "idle", Watching "watching", Countdown "countdown", Acting "acting", Done "done",
    Restoring "restoring"
});

record!(Settings {
    status "status",
    if_profile_name_includes "ifProfileNameIncludes",
    if_current_agent_state "ifCurrentAgentState",
    session_end_timer "sessionEndTimer",
    initial_agent_state "initialAgentState",
    keeper "keeper",
    on_contact "onContact",
    retry "retry",
    confirm_leave "confirmLeave",
    scope "scope"
});
record!(KeeperPage { url "url", width "width", height "height" });
record!(Retry {
    attempts "attempts", first_delay "firstDelay", max_delay "maxDelay",
    attempt_timeout "attemptTimeout"
});
names!(OnContact { Queue "queue", Wait "wait", Skip "skip" });

impl Wire for Status {
    fn write(&self) -> JsValue {
        let object = Object::new();
        match self {
            Self::State(name) => set(&object, "state", name),
            Self::Logout { url } => {
                let logout = Object::new();
                set(&logout, "url", url);
                _ = Reflect::set(&object, &"logout".into(), &logout);
            }
        }
        object.into()
    }

    fn read(data: &JsValue) -> Option<Self> {
        if let Some(name) = get(data, "state") {
            return Some(Self::State(name));
        }
        let logout = Reflect::get(data, &"logout".into()).ok()?;
        Some(Self::Logout {
            url: get(&logout, "url")?,
        })
    }
}

impl Wire for InitialAgentState {
    fn write(&self) -> JsValue {
        match self {
            Self::AfterOurChange => "afterOurChange".into(),
            Self::Never => "never".into(),
            Self::Always(state) => {
                let object = Object::new();
                set(&object, "always", state);
                object.into()
            }
        }
    }

    fn read(data: &JsValue) -> Option<Self> {
        match data.as_string().as_deref() {
            Some("afterOurChange") => Some(Self::AfterOurChange),
            Some("never") => Some(Self::Never),
            Some(_) => None,
            None => Some(Self::Always(get(data, "always")?)),
        }
    }
}

record!(Outcome {
    kind "kind", agent "agent", from "from", to "to", reason "reason", error "error",
    attempts "attempts", by "by", ended_at "endedAt", at "at"
});
names!(Kind {
    Changed "changed", Queued "queued", LoggedOut "loggedOut", Skipped "skipped", Failed "failed"
});
names!(By { Keeper "keeper", Tab "tab" });
names!(Reason {
    Profile "profile", CurrentState "current-state", AlreadySet "already-set",
    LiveContact "live-contact", Returned "returned", Cancelled "cancelled"
});
record!(Failure { code "code", message "message" });
names!(FailureCode {
    SetStateFailed "set-state-failed", AttemptTimedOut "attempt-timed-out",
    NotConfirmed "not-confirmed", UnknownState "unknown-state", SignedOut "signed-out",
    AgentUnknown "agent-unknown", LogoutFailed "logout-failed", NoSettings "no-settings"
});

record!(LastAgent { username "username", availability "availability", at "at" });
record!(LastOutcome { outcome "outcome", answered "answered" });
record!(Farewell {
    agent "agent", from "from", to "to", reason "reason", error "error", at "at",
    attempts "attempts"
});

impl Wire for TabId {
    fn write(&self) -> JsValue {
        self.0.write()
    }

    fn read(data: &JsValue) -> Option<Self> {
        String::read(data).map(Self)
    }
}

impl Wire for String {
    fn write(&self) -> JsValue {
        self.into()
    }

    fn read(data: &JsValue) -> Option<Self> {
        data.as_string()
    }
}

impl Wire for bool {
    fn write(&self) -> JsValue {
        (*self).into()
    }

    fn read(data: &JsValue) -> Option<Self> {
        data.as_bool()
    }
}

/// The whole numbers that JS tells apart, times since the epoch among them (`Number.MAX_SAFE_INTEGER`).
const LARGEST: f64 = 9_007_199_254_740_991.0;

impl Wire for u64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a time since the epoch is below 2^53"
    )]
    fn write(&self) -> JsValue {
        (*self as f64).into()
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is a whole number that a u64 has"
    )]
    fn read(data: &JsValue) -> Option<Self> {
        let number = data.as_f64()?;
        let whole = (0.0..=LARGEST).contains(&number) && number.fract() == 0.0;
        whole.then_some(number as Self)
    }
}

impl Wire for u32 {
    fn write(&self) -> JsValue {
        (*self).into()
    }

    fn read(data: &JsValue) -> Option<Self> {
        u64::read(data)?.try_into().ok()
    }
}

impl<T: Wire> Wire for Box<T> {
    fn write(&self) -> JsValue {
        T::write(self)
    }

    fn read(data: &JsValue) -> Option<Self> {
        T::read(data).map(Self::new)
    }
}

/// `None` is `null`; what is not there at all is read as it too.
impl<T: Wire> Wire for Option<T> {
    fn write(&self) -> JsValue {
        self.as_ref().map_or(JsValue::NULL, T::write)
    }

    fn read(data: &JsValue) -> Option<Self> {
        if data.is_null_or_undefined() {
            return Some(None);
        }
        T::read(data).map(Some)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self) -> JsValue {
        self.iter().map(T::write).collect::<Array>().into()
    }

    fn read(data: &JsValue) -> Option<Self> {
        Array::is_array(data)
            .then(|| Array::from(data))?
            .iter()
            .map(|item| T::read(&item))
            .collect()
    }
}
