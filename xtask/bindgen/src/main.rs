//! wasm-bindgen as a command of this workspace.
//!
//! * `xtask-bindgen bindgen PART WASM DIR`: the script and the wasm of one of the package's parts, and `names.json`.
//! * `xtask-bindgen test FILE …`: cargo's runner for wasm tests. Serves the test page and has `WEB_TEST_SCRIPT`
//!   open it in the browsers; that script's exit code is the result.
//! * `xtask-bindgen serve FILE …`: the server alone, until it is killed (`test` starts this).

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fs,
    io::{BufRead as _, BufReader},
    mem,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, ExitStatus, Stdio},
};

use wasm_bindgen_cli::wasm_bindgen_test_runner;
use wasm_bindgen_cli_support::Bindgen;

type Error = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let mode = args.next().unwrap_or_default();
    let args: Vec<OsString> = args.collect();
    let done = match (mode.to_str(), args.as_slice()) {
        (Some("bindgen"), [part, wasm, dir]) => {
            bind(part == "keeper", Path::new(wasm), Path::new(dir))
        }
        (Some("serve"), args) => serve(args),
        (Some("test"), args) => test(args),
        _ => Err(format!(
            "{}: one of bindgen PART WASM DIR, test FILE, serve FILE",
            mode.display()
        )
        .into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask-bindgen: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bind(is_keeper: bool, wasm: &Path, dir: &Path) -> Result<(), Error> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .web(true)?
        // The types are written by hand.
        .typescript(false)
        // The keeper's wasm is handed over, and a bundler is to look for no file.
        .omit_default_module_path(is_keeper)
        .generate_output()?;
    // wasm-bindgen ends its names with a hash, for the case that two versions of a crate say the same. They stand in
    // both files and do not compress. The script gets the short names from esbuild, out of names.json.
    let mut names = BTreeMap::new();
    let mut shorten = |name: &mut String| {
        if name.contains("__") {
            let short = format!("_{}", names.len());
            names.insert(mem::replace(name, short.clone()), short);
        }
    };
    let module = output.wasm_mut();
    module
        .imports
        .iter_mut()
        .for_each(|import| shorten(&mut import.name));
    module
        .exports
        .iter_mut()
        .for_each(|export| shorten(&mut export.name));
    if dir.is_dir() {
        fs::remove_dir_all(dir)?;
    }
    output.emit(dir)?;
    fs::write(dir.join("names.json"), serde_json::to_vec(&names)?)?;
    Ok(())
}

fn serve(args: &[OsString]) -> Result<(), Error> {
    let name = OsString::from("wasm-bindgen-test-runner");
    wasm_bindgen_test_runner::run_cli_with_args([&[name], args].concat()).map_err(Into::into)
}

fn test(args: &[OsString]) -> Result<(), Error> {
    let script =
        PathBuf::from(env::var_os("WEB_TEST_SCRIPT").ok_or(
            "WEB_TEST_SCRIPT is not set: start the wasm tests with `cargo xtask test web`",
        )?);
    let mut server = Server::start(args)?;
    let Some(url) = server.url()? else {
        let status = server.wait()?;
        return Err(format!("the test server served no page ({status}): is there a test in this file, and does the filter match one?").into());
    };
    let status = Command::new("node").arg(script).arg(url).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the browsers' run: {status}").into())
    }
}

/// The interactive test server, which by itself never ends: killed on drop.
struct Server {
    child: Child,
    scratch: PathBuf,
}

impl Server {
    fn start(args: &[OsString]) -> Result<Self, Error> {
        // The server unpacks the page below TMPDIR and, being killed, cannot clean up: that is done here.
        let scratch = env::temp_dir().join(format!("web-tests-{}", std::process::id()));
        std::fs::create_dir_all(&scratch)?;
        let child = Command::new(env::current_exe()?)
            .arg("serve")
            .args(args)
            .env("NO_HEADLESS", "1")
            .env("WASM_BINDGEN_TEST_ADDRESS", "127.0.0.1:0")
            // As in life: pages with a CCP frame are not cross-origin isolated.
            .env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1")
            .env("TMPDIR", &scratch)
            .env("TEMP", &scratch)
            .env("TMP", &scratch)
            .stdout(Stdio::piped())
            .spawn()?;
        Ok(Self { child, scratch })
    }

    /// The page's address, from the line in which the server announces it; `None` if it ends without one.
    fn url(&mut self) -> Result<Option<String>, Error> {
        let stdout = self.child.stdout.as_mut().ok_or("stdout is not piped")?;
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            if let Some(at) = line.find("http://127.0.0.1:") {
                return Ok(Some(line[at..].trim().to_owned()));
            }
            println!("{line}");
        }
        Ok(None)
    }

    fn wait(&mut self) -> Result<ExitStatus, Error> {
        Ok(self.child.wait()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Failing here means that it is gone already.
        _ = self.child.kill();
        _ = self.child.wait();
        _ = std::fs::remove_dir_all(&self.scratch);
    }
}
