//! Texts, made without std's formatting and joining: those weigh more than all of this module.

/// The parts, one after the other.
pub(crate) fn concat(parts: &[&str]) -> String {
    join(parts, "")
}

/// The parts with this between them.
pub(crate) fn join(parts: &[&str], between: &str) -> String {
    let mut text = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push_str(between);
        }
        text.push_str(part);
    }
    text
}

/// A shown value's length in characters: enough for any sensible URL, short enough for a log line.
const LONGEST: usize = 120;

/// Without what goes beyond the longest that is shown.
pub(crate) fn cut(mut shown: String) -> String {
    let mut rest = shown.chars();
    for _ in 1..LONGEST {
        rest.next();
    }
    let end = shown.len() - rest.as_str().len();
    if rest.next().and(rest.next()).is_some() {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

/// A number as JS writes it, to six digits after the point. Not std's: printing floats exactly weighs more than all of
/// this module.
pub(crate) fn shown_number(number: f64) -> String {
    let mut shown = String::new();
    if number < 0.0 {
        shown.push('-');
    }
    let mut size = number.abs();
    if number.is_nan() {
        shown.push_str("NaN");
    } else if size.is_infinite() {
        shown.push_str("Infinity");
    } else if size == 0.0 || (1e-6..1e15).contains(&size) {
        write_fixed(size, &mut shown);
    } else {
        let e = if size < 1.0 { "e-" } else { "e+" };
        let mut exponent = 0;
        while size >= 10.0 {
            size /= 10.0;
            exponent += 1;
        }
        while size < 1.0 {
            size *= 10.0;
            exponent += 1;
        }
        write_fixed(size, &mut shown);
        shown.push_str(e);
        write_whole(exponent, &mut shown);
    }
    shown
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below 10^15"
)]
fn write_fixed(size: f64, out: &mut String) {
    // Beyond 10^9, six more digits would not be exact.
    if size >= 1e9 {
        return write_whole(size.round_ties_even() as u64, out);
    }
    let millionths = (size * 1e6).round_ties_even() as u64;
    write_whole(millionths / 1_000_000, out);
    let mut fraction = millionths % 1_000_000;
    let mut unit = 100_000;
    if fraction > 0 {
        out.push('.');
    }
    while fraction > 0 {
        out.push(char::from(b'0' + (fraction / unit) as u8));
        fraction %= unit;
        unit /= 10;
    }
}

/// A whole number. Not std's either, which brings all of its formatting along.
pub(crate) fn digits(number: u64) -> String {
    let mut shown = String::new();
    write_whole(number, &mut shown);
    shown
}

fn write_whole(number: u64, out: &mut String) {
    if number >= 10 {
        write_whole(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// A text in quotation marks, with what would break the line made visible.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
