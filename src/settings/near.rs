//! What a mistyped word was probably meant to be.

/// The candidate nearest to `word`, if one is near enough to name: at most two slips away (and fewer than half
/// its letters), or one of the two starts with the other. Case, blanks and marks do not count.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = letters(word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let lower = letters(candidate);
        let slips = slips(&word, &lower);
        let near = slips <= 2 && slips * 2 < lower.len();
        let starts = word.len() >= 4
            && !lower.is_empty()
            && (lower.starts_with(&word) || word.starts_with(&lower));
        if (near || starts) && best.is_none_or(|(fewest, _)| slips < fewest) {
            best = Some((slips, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What is left of a word without case, blanks and marks: `Session End-Timer` is `sessionendtimer`. By ASCII alone:
/// our own names have nothing else, and Unicode's tables would weigh more than all of this module.
fn letters(word: &str) -> Vec<char> {
    let mut letters = Vec::new();
    for c in word.chars() {
        if !c.is_ascii_whitespace() && !c.is_ascii_punctuation() {
            letters.push(c.to_ascii_lowercase());
        }
    }
    letters
}

/// The Levenshtein distance in which two neighbours that changed places count as one slip (optimal string alignment).
fn slips(a: &[char], b: &[char]) -> usize {
    let a = &a[..a.len().min(LONGEST)];
    let b = &b[..b.len().min(LONGEST)];
    let mut two_above = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let changed = above[j] + usize::from(a[i] != b[j]);
            let mut fewest = changed.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                fewest = fewest.min(two_above[j - 1] + 1);
            }
            row.push(fewest);
        }
        two_above = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

/// Longer words than any name of ours are not worth the square of their length.
const LONGEST: usize = 40;
