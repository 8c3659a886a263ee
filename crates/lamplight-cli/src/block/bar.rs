//! A bar: a part of a line that stands for a part of a span of time.

/// How a bar is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Blocks, the last of them to the eighth of a column.
    Blocks,
    /// Shaded: where it ends is not known.
    Shade,
    /// `#`, in whole columns.
    Hashes,
    /// `.`, in whole columns: where it ends is not known.
    Dots,
}

/// From nothing to seven eighths of a column, from the left.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar from `start` to `end`, both as parts of the whole, in a line of `width` columns.
///
/// What lies outside of the whole is cut off. However short it is, something of it is seen.
pub(crate) fn draw(start: f64, end: f64, width: usize, ink: Ink) -> String {
    let columns = u16::try_from(width.max(1)).unwrap_or(u16::MAX);
    let eighths = f64::from(columns) * 8.0;
    let last = usize::from(columns) * 8 - 1;
    // In eighths of a column; the casts cut off what the clamps have left of it.
    let from = ((start.clamp(0.0, 1.0) * eighths).round() as usize).min(last);
    let to = ((end.clamp(0.0, 1.0) * eighths).round() as usize).max(from + 1);
    let (first, rest) = (from / 8, from % 8);
    match ink {
        Ink::Blocks => " ".repeat(first) + &blocks(rest, to - first * 8),
        Ink::Shade | Ink::Hashes | Ink::Dots => {
            let cells = to.div_ceil(8) - first;
            " ".repeat(first) + &ink.cell().repeat(cells)
        }
    }
}

/// Blocks from so many eighths within the first column to so many eighths from its beginning.
///
/// There are blocks for every eighth from the left, and from the right only for a half.
fn blocks(from: usize, to: usize) -> String {
    if to <= 8 {
        // Too short to show where in the column it begins.
        return if to - from == 8 { "█".to_owned() } else { EIGHTHS[to - from].to_owned() };
    }
    let begin = if from >= 4 { "▐" } else { "█" };
    format!("{begin}{}{}", "█".repeat(to / 8 - 1), EIGHTHS[to % 8])
}

// === impl Ink ===

impl Ink {
    const fn cell(self) -> &'static str {
        match self {
            Self::Blocks => "█",
            Self::Shade => "░",
            Self::Hashes => "#",
            Self::Dots => ".",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_true_to_the_eighth_of_a_column() {
        for (start, end, bar) in [
            (0.0, 1.0, "██████████"),
            (0.0, 0.05, "▌"),
            (0.0, 0.5125, "█████▏"),
            (0.25, 0.5, "  ▐██"),
            (0.2, 0.5, "  ███"),
            (0.92, 0.99, "         ▋"),
            (0.9, 1.0, "         █"),
        ] {
            assert_eq!(draw(start, end, 10, Ink::Blocks), bar, "{start}..{end}");
        }
    }

    #[test]
    fn the_shortest_and_those_outside_are_seen() {
        for (start, end, bar) in
            [(0.5, 0.5, "     ▏"), (1.0, 1.0, "         ▏"), (-2.0, -1.0, "▏"), (3.0, 4.0, "         ▏")]
        {
            assert_eq!(draw(start, end, 10, Ink::Blocks), bar, "{start}..{end}");
        }
    }

    #[test]
    fn never_leaves_its_columns() {
        for width in [1, 2, 7, 40] {
            for start in -3..=103 {
                for end in -3..=103 {
                    let (start, end) = (f64::from(start) / 100.0, f64::from(end) / 100.0);
                    for ink in [Ink::Blocks, Ink::Shade, Ink::Hashes, Ink::Dots] {
                        let length = draw(start, end, width, ink).chars().count();
                        assert!((1..=width).contains(&length), "{start}..{end} in {width}: {length}");
                    }
                }
            }
        }
        assert_eq!(draw(f64::NAN, f64::NAN, 5, Ink::Blocks), "▏");
    }

    #[test]
    fn ascii_has_whole_columns() {
        assert_eq!(draw(0.25, 0.5, 10, Ink::Hashes), "  ###");
        assert_eq!(draw(0.25, 1.0, 10, Ink::Dots), "  ........");
    }
}
