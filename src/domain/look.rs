//! How a text looks. A clipboard, a word processor or an input method puts characters into a text that a reader does not
//! tell from those on the keys, or does not see at all.

/// The text in the characters of a keyboard, a single blank for several, to compare it with another.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars().filter_map(plain_char) {
        if c != ' ' || !plain.ends_with(' ') {
            plain.push(c);
        }
    }
    plain
}

/// The text without its invisible characters.
#[must_use]
pub fn visible(text: &str) -> String {
    let seen = |c: &char| plain_char(*c).is_some();
    text.chars().filter(seen).collect()
}

/// Whether two names look the same, blanks around them aside.
#[must_use]
pub fn is_alike(one: &str, other: &str) -> bool {
    plain(one).trim() == plain(other).trim()
}

/// The key that types a character like this one; none if nobody sees it.
#[must_use]
pub fn plain_char(c: char) -> Option<char> {
    oddity(c).map_or(Some(c), |(plain, _)| plain)
}

/// The characters that a reader may not see in a text, or may mistake for others: a sentence for each, to follow
/// another sentence.
#[must_use]
pub fn oddities(text: &str) -> String {
    let mut said = String::new();
    for c in text.chars() {
        if let Some((_, what)) = oddity(c) {
            let sentence = format!(" U+{:04X} in it is {what}.", u32::from(c));
            if !said.contains(&sentence) {
                said += &sentence;
            }
        }
    }
    said
}

/// The plain character for an odd one, and the odd one's kind.
fn oddity(c: char) -> Option<(Option<char>, &'static str)> {
    let mark = "a typographic mark";
    let wide = "a full-width character";
    Some(match c {
        ' '..='~' => return None,
        '\u{a0}' | '\u{202f}' => (Some(' '), "a no-break space"),
        c if c.is_whitespace() => (Some(' '), "an unusual blank"),
        // Control characters, soft hyphens, zero-width spaces, joiners, marks of direction and of order, variation
        // selectors, fillers.
        c if c.is_control() => (None, "invisible"),
        '\u{ad}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}' => (None, "invisible"),
        '\u{300}'..='\u{36f}' => (Some(c), "a combining mark"),
        '‘'..='‛' => (Some('\''), mark),
        '“'..='‟' | '«' | '»' => (Some('"'), mark),
        '‐'..='―' | '−' => (Some('-'), mark),
        '、' | '､' | '،' => (Some(','), wide),
        '︰' | '∶' => (Some(':'), wide),
        '！'..='～' => (char::from_u32(u32::from(c) - 0xfee0), wide),
        _ => return None,
    })
}
