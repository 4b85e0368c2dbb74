//! As much of Markdown as the documents have.

/// README.md and all documents in docs/.
pub fn documents() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs");
    let entries = std::fs::read_dir(folder).expect("docs/").flatten();
    let documents = entries.filter(|entry| entry.path().extension().is_some_and(|e| e == "md"));
    let names = documents.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut paths: Vec<String> = names.map(|name| format!("docs/{name}")).collect();
    paths.push("README.md".into());
    paths.sort();
    paths
}

/// What stands between three backticks, and in which language.
pub struct Fence {
    pub language: String,
    pub text: String,
}

/// The fences of a document.
pub fn fences(text: &str) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside = lines.by_ref().take_while(|line| *line != "```");
            let text: Vec<&str> = inside.collect();
            fences.push(Fence {
                language: language.into(),
                text: text.join("\n"),
            });
        }
    }
    fences
}

/// Those in one language.
pub fn fences_in(text: &str, language: &str) -> Vec<String> {
    let found = fences(text).into_iter();
    let found = found.filter(|fence| fence.language == language);
    found.map(|fence| fence.text).collect()
}

/// The cells of every row of every table with this heading row.
pub fn rows<const N: usize>(text: &str, heading: [&str; N]) -> Vec<[String; N]> {
    let heading = format!("| {} |", heading.join(" | "));
    let mut rows = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line == heading {
            for row in lines
                .by_ref()
                .skip(1)
                .take_while(|line| line.starts_with('|'))
            {
                let row = row.trim_start_matches("| ").trim_end_matches(" |");
                let cells: Vec<String> = row.split(" | ").map(Into::into).collect();
                rows.push(
                    cells
                        .try_into()
                        .unwrap_or_else(|_| panic!("{row}: not {N} cells")),
                );
            }
        }
    }
    rows
}

/// What stands in backticks in a cell.
pub fn spans(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The parts of a document by their headings of this level, without what comes before the first.
pub fn sections<'a>(text: &'a str, level: &str) -> Vec<(&'a str, &'a str)> {
    let mut sections = Vec::new();
    for part in text.split(&format!("\n{level} ")).skip(1) {
        let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
        sections.push((heading, body));
    }
    sections
}
