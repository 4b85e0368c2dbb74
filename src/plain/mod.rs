//! Plain data: how this library's types look to JS, in messages, in the journal and to the host.
//!
//! Each type's names stand in one list that serves both ways, in `fields!` or `words!`. By hand and through
//! [`Value`], since readers derived for every type weigh more than all the rest of the wasm.

mod text;
mod value;

use std::sync::Arc;

pub(crate) use text::{concat, digits, join, quoted, shown_number};
pub use value::Value;

/// Can be written as plain data.
pub trait ToPlain {
    /// The data.
    fn to_plain(&self) -> Value;
}

/// Can be read from plain data.
pub trait FromPlain: Sized {
    /// The value; none where the data is of another form, as another version of this library might write it.
    fn from_plain(value: &Value) -> Option<Self>;
}

/// An object of these properties, without those that are undefined.
#[must_use]
pub fn object(properties: &[(&str, &dyn ToPlain)]) -> Value {
    let mut entries = Vec::with_capacity(properties.len());
    for (name, value) in properties {
        let value = value.to_plain();
        if value != Value::Undefined {
            entries.push(((*name).to_owned(), value));
        }
    }
    Value::Object(entries)
}

/// Reads one property.
#[must_use]
pub fn get<T: FromPlain>(object: &Value, name: &str) -> Option<T> {
    T::from_plain(object.property(name))
}

/// Where it is `None`, the property is left out; an `Option` alone is null.
#[derive(Clone, Copy, Debug)]
pub struct IfAny<T>(pub Option<T>);

/// An object with a property a field; `only to` where nobody reads it.
macro_rules! fields {
    ($type:ty { $($field:ident: $name:literal),+ $(,)? }) => {
        $crate::plain::fields!(only to $type { $($field: $name),+ });

        impl $crate::plain::FromPlain for $type {
            fn from_plain(value: &$crate::plain::Value) -> Option<Self> {
                Some(Self { $($field: $crate::plain::get(value, $name)?),+ })
            }
        }
    };
    (only to $type:ty { $($field:ident: $name:literal),+ $(,)? }) => {
        impl $crate::plain::ToPlain for $type {
            fn to_plain(&self) -> $crate::plain::Value {
                $crate::plain::object(&[$(($name, &self.$field)),+])
            }
        }
    };
}

/// A string a variant; `only to` where nobody reads it.
macro_rules! words {
    ($type:ty { $($variant:ident: $word:literal),+ $(,)? }) => {
        $crate::plain::words!(only to $type { $($variant: $word),+ });

        impl $crate::plain::FromPlain for $type {
            fn from_plain(value: &$crate::plain::Value) -> Option<Self> {
                let place = $crate::plain::place(value, &[$($word),+])?;
                [$(Self::$variant),+].get(place).copied()
            }
        }
    };
    (only to $type:ty { $($variant:ident: $word:literal),+ $(,)? }) => {
        impl $type {
            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::plain::ToPlain for $type {
            fn to_plain(&self) -> $crate::plain::Value {
                self.word().to_plain()
            }
        }
    };
}

pub(crate) use {fields, words};

/// Which of the words it is.
pub(crate) fn place(value: &Value, words: &[&str]) -> Option<usize> {
    match value {
        Value::String(text) => words.iter().position(|word| word == text),
        _ => None,
    }
}

impl ToPlain for Value {
    fn to_plain(&self) -> Value {
        self.clone()
    }
}

impl ToPlain for str {
    fn to_plain(&self) -> Value {
        Value::String(self.to_owned())
    }
}

impl ToPlain for String {
    fn to_plain(&self) -> Value {
        self.as_str().to_plain()
    }
}

impl FromPlain for String {
    fn from_plain(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl ToPlain for bool {
    fn to_plain(&self) -> Value {
        Value::Bool(*self)
    }
}

impl FromPlain for bool {
    fn from_plain(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(yes) => Some(*yes),
            _ => None,
        }
    }
}

impl ToPlain for f64 {
    fn to_plain(&self) -> Value {
        Value::Number(*self)
    }
}

/// JS tells whole numbers apart up to here: `Number.MAX_SAFE_INTEGER`. A time since the epoch is far below.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

impl ToPlain for u64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "it is a time or a count, below MAX_SAFE_INTEGER"
    )]
    fn to_plain(&self) -> Value {
        Value::Number(*self as f64)
    }
}

impl FromPlain for u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a whole number that fits"
    )]
    fn from_plain(value: &Value) -> Option<Self> {
        match value {
            Value::Number(number)
                if (0.0..=MAX_SAFE_INTEGER).contains(number) && number.fract() == 0.0 =>
            {
                Some(*number as Self)
            }
            _ => None,
        }
    }
}

impl ToPlain for u32 {
    fn to_plain(&self) -> Value {
        Value::Number((*self).into())
    }
}

impl ToPlain for usize {
    fn to_plain(&self) -> Value {
        (*self as u64).to_plain()
    }
}

impl FromPlain for u32 {
    fn from_plain(value: &Value) -> Option<Self> {
        u64::from_plain(value)?.try_into().ok()
    }
}

impl<T: ToPlain + ?Sized> ToPlain for &T {
    fn to_plain(&self) -> Value {
        (**self).to_plain()
    }
}

impl<T: ToPlain> ToPlain for Arc<T> {
    fn to_plain(&self) -> Value {
        (**self).to_plain()
    }
}

impl<T: FromPlain> FromPlain for Arc<T> {
    fn from_plain(value: &Value) -> Option<Self> {
        T::from_plain(value).map(Self::new)
    }
}

impl<T: ToPlain> ToPlain for Box<T> {
    fn to_plain(&self) -> Value {
        (**self).to_plain()
    }
}

impl<T: FromPlain> FromPlain for Box<T> {
    fn from_plain(value: &Value) -> Option<Self> {
        T::from_plain(value).map(Self::new)
    }
}

impl<T: ToPlain> ToPlain for Option<T> {
    fn to_plain(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_plain)
    }
}

impl<T: FromPlain> FromPlain for Option<T> {
    fn from_plain(value: &Value) -> Option<Self> {
        match value {
            Value::Undefined | Value::Null => Some(None),
            _ => T::from_plain(value).map(Some),
        }
    }
}

impl<T: ToPlain> ToPlain for IfAny<T> {
    fn to_plain(&self) -> Value {
        self.0.as_ref().map_or(Value::Undefined, T::to_plain)
    }
}

impl<T: ToPlain> ToPlain for Vec<T> {
    fn to_plain(&self) -> Value {
        Value::List(self.iter().map(T::to_plain).collect())
    }
}
