//! Measurements: scripts of `bench/`, run like the end-to-end tests.

use crate::{
    build, demo,
    step::{self, Failure, Result},
    test::scripts,
    workspace::Workspace,
};

pub fn run(ws: &Workspace, name: Option<&str>, rest: &[String]) -> Result {
    let known = names(ws)?;
    let Some(name) = name else {
        for name in known {
            println!("{name}");
        }
        return Ok(());
    };
    if !known.iter().any(|k| k == name) {
        let known = known.join(", ");
        return Err(Failure::new(format!(
            "no measurement {name:?}: there is {known}"
        )));
    }
    build::package(ws)?;
    step::exec(demo::script(ws, &format!("bench/{name}.mjs"))?.args(rest))
}

fn names(ws: &Workspace) -> Result<Vec<String>> {
    let scripts = scripts(ws, "bench", ".mjs")?;
    let name = |s: &String| {
        s.trim_start_matches("bench/")
            .trim_end_matches(".mjs")
            .to_owned()
    };
    Ok(scripts.iter().map(name).collect())
}
