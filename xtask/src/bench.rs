//! Measurements: scripts of `bench/`, run like the end-to-end tests.

use crate::{
    build, demo,
    step::{self, Failure, Result},
    workspace::Workspace,
};

pub fn run(ws: &Workspace, name: Option<&str>, args: &[String]) -> Result {
    let scripts = ws.files("bench", ".mjs")?;
    let names = scripts
        .iter()
        .map(|script| script.trim_start_matches("bench/").trim_end_matches(".mjs"));
    let names: Vec<_> = names.collect();
    let Some(name) = name else {
        println!("{}", names.join("\n"));
        return Ok(());
    };
    if !names.contains(&name) {
        let known = names.join(", ");
        return Err(Failure::Lacking(format!(
            "no measurement {name:?}: there is {known}"
        )));
    }
    build::package(ws)?;
    step::exec(demo::script(ws, &format!("bench/{name}.mjs"))?.args(args))
}
