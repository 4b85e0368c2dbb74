//! Chromium and Firefox: tests drive them by their own protocols, so no driver programs are needed.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use super::debian;
use crate::step::{self, Failure, Result};

struct Browser {
    /// Also the variable that overrides the search.
    variable: &'static str,
    programs: &'static [&'static str],
    places: &'static [&'static str],
    package: &'static str,
}

const CHROMIUM: Browser = Browser {
    variable: "CHROMIUM",
    programs: &[
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ],
    places: &[
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ],
    package: "chromium",
};

const FIREFOX: Browser = Browser {
    variable: "FIREFOX",
    programs: &["firefox-esr", "firefox"],
    places: &[
        "/Applications/Firefox.app/Contents/MacOS/firefox",
        r"C:\Program Files\Mozilla Firefox\firefox.exe",
        r"C:\Program Files (x86)\Mozilla Firefox\firefox.exe",
    ],
    package: "firefox-esr",
};

pub struct Browsers {
    chromium: PathBuf,
    firefox: PathBuf,
}

impl Browsers {
    /// Tells a script where they are.
    pub fn pass_to(&self, command: &mut Command) {
        command
            .env(CHROMIUM.variable, &self.chromium)
            .env(FIREFOX.variable, &self.firefox);
    }
}

pub fn ready() -> Result<Browsers> {
    Ok(Browsers {
        chromium: find_or_install(&CHROMIUM)?,
        firefox: find_or_install(&FIREFOX)?,
    })
}

fn find_or_install(browser: &Browser) -> Result<PathBuf> {
    let name = browser.package;
    if let Some(path) = find(browser)? {
        step::skip(name, &format!("already there, {}", path.display()));
        return Ok(path);
    }
    if debian::can_install() {
        step::run(name, "apt-get install", || {
            debian::install(&[browser.package])
        })?;
    }
    find(browser)?.ok_or_else(|| {
        Failure::new(format!(
            "no {name} found: install it, or set {} to its program",
            browser.variable
        ))
    })
}

fn find(browser: &Browser) -> Result<Option<PathBuf>> {
    if let Some(path) = env::var_os(browser.variable).filter(|v| !v.is_empty()) {
        let path = PathBuf::from(path);
        return if path.is_file() {
            Ok(Some(path))
        } else {
            Err(Failure::new(format!(
                "{}={}: no such file",
                browser.variable,
                path.display()
            )))
        };
    }
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(on_path(browser.programs, &path).or_else(|| {
        browser
            .places
            .iter()
            .map(PathBuf::from)
            .find(|p| p.is_file())
    }))
}

fn on_path(programs: &[&str], path: &OsStr) -> Option<PathBuf> {
    let dirs: Vec<PathBuf> = env::split_paths(path).collect();
    let in_dirs = |program: &&str| {
        let file = format!("{program}{}", env::consts::EXE_SUFFIX);
        dirs.iter()
            .map(|dir: &PathBuf| dir.join(Path::new(&file)))
            .find(|p| p.is_file())
    };
    programs.iter().find_map(in_dirs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_program_that_any_directory_has_is_taken() {
        let dir = env::temp_dir().join(format!("xtask-browsers-{}", std::process::id()));
        let (one, two) = (dir.join("one"), dir.join("two"));
        let file = |d: &Path, name: &str| d.join(format!("{name}{}", env::consts::EXE_SUFFIX));
        std::fs::create_dir_all(&one).unwrap();
        std::fs::create_dir_all(&two).unwrap();
        std::fs::write(file(&one, "b"), "").unwrap();
        std::fs::write(file(&two, "a"), "").unwrap();
        let path = env::join_paths([&one, &two]).unwrap();

        assert_eq!(on_path(&["a", "b"], &path), Some(file(&two, "a")));
        assert_eq!(on_path(&["c", "b"], &path), Some(file(&one, "b")));
        assert_eq!(on_path(&["c"], &path), None);

        std::fs::remove_dir_all(&dir).unwrap();
    }
}
