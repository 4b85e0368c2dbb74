//! What the user asks for.

use std::str::FromStr;

use crate::step::{Failure, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Auto,
    Installed,
    Rustup,
    Debian,
}

impl Choice {
    const ALL: [Self; 4] = [Self::Auto, Self::Installed, Self::Rustup, Self::Debian];

    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Installed => "installed",
            Self::Rustup => "rustup",
            Self::Debian => "debian",
        }
    }
}

impl FromStr for Choice {
    type Err = Failure;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|c| c.name() == name)
            .ok_or_else(|| {
                let names = Self::ALL.map(Self::name).join(", ");
                Failure::new(format!(
                    "no route {name:?} to the wasm32 standard library: one of {names}"
                ))
            })
    }
}
