//! The wasm32 standard library, built and as sources, and the cargo that builds with it.

mod cargo;
pub mod choice;
mod debian_rust;
mod own;

pub use cargo::WasmCargo;
use choice::Choice;
use own::Own;

use super::debian;
use crate::{
    step::{self, Failure, Result},
    workspace::Workspace,
};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// By the first route that works, for every command the same: what the package is built by is what the tests ran with.
pub fn ready(ws: &Workspace) -> Result<WasmCargo> {
    const NAME: &str = "wasm32 std";
    let machine = look(ws);
    let mut refused = Vec::new();
    for route in routes(ws.wasm_std, machine) {
        let tried = match route {
            Route::Installed => {
                step::skip(NAME, "already there, and its sources");
                Ok(WasmCargo::Own)
            }
            Route::Rustup => step::run(NAME, "rustup", || own::complete(ws, machine.own))
                .map(|()| WasmCargo::Own),
            Route::Debian if debian_rust::is_there() => {
                step::skip(NAME, "Debian's packages are already there");
                Ok(WasmCargo::Debian)
            }
            Route::Debian => {
                step::run(NAME, "apt-get install", debian_rust::install).map(|()| WasmCargo::Debian)
            }
        };
        match tried {
            Ok(cargo) => return Ok(cargo),
            Err(failure) => refused.push(format!(" ({failure})")),
        }
    }
    Err(Failure::new(format!(
        "no wasm32 standard library with its sources by route {}: run `rustup target add {TARGET}` \
         and `rustup component add rust-src`, or on Debian `apt-get install {}`{}",
        ws.wasm_std.name(),
        debian_rust::PACKAGES.join(" "),
        refused.concat(),
    )))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    Installed,
    Rustup,
    Debian,
}

/// What this machine has.
#[derive(Clone, Copy, Default)]
struct Machine {
    own: Own,
    rustup: bool,
    debian: bool,
}

fn look(ws: &Workspace) -> Machine {
    Machine {
        own: Own::look(ws),
        rustup: own::has_rustup(),
        debian: debian_rust::is_there() || debian::can_install(),
    }
}

/// The routes to try, in this order.
fn routes(choice: Choice, machine: Machine) -> Vec<Route> {
    let installed = machine.own.is_complete();
    let all = [
        (Route::Installed, Choice::Installed, installed),
        (Route::Rustup, Choice::Rustup, machine.rustup),
        (Route::Debian, Choice::Debian, machine.debian),
    ];
    let asked = |c| choice == Choice::Auto || choice == c;
    all.into_iter()
        .filter(|&(_, c, there)| there && asked(c))
        .map(|(route, ..)| route)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Machine = Machine {
        own: Own {
            built: true,
            sources: true,
        },
        rustup: true,
        debian: true,
    };

    #[test]
    fn auto_prefers_what_is_there_and_ends_with_debian() {
        assert_eq!(
            routes(Choice::Auto, ALL),
            [Route::Installed, Route::Rustup, Route::Debian]
        );
        let bare = Machine {
            debian: true,
            ..Machine::default()
        };
        assert_eq!(routes(Choice::Auto, bare), [Route::Debian]);
    }

    #[test]
    fn half_of_the_library_is_completed_by_rustup_or_left_for_debians() {
        for (built, sources) in [(true, false), (false, true), (false, false)] {
            let own = Own { built, sources };
            let half = Machine { own, ..ALL };
            assert_eq!(routes(Choice::Auto, half), [Route::Rustup, Route::Debian]);
            assert_eq!(routes(Choice::Installed, half), []);
        }
    }

    #[test]
    fn a_forced_route_is_the_only_one() {
        assert_eq!(routes(Choice::Debian, ALL), [Route::Debian]);
        assert_eq!(routes(Choice::Rustup, ALL), [Route::Rustup]);
        assert_eq!(routes(Choice::Installed, ALL), [Route::Installed]);
    }

    #[test]
    fn a_route_that_the_machine_lacks_is_not_tried() {
        let without_rustup = Machine {
            rustup: false,
            ..ALL
        };
        assert_eq!(routes(Choice::Rustup, without_rustup), []);
        assert_eq!(routes(Choice::Auto, Machine::default()), []);
    }
}
