//! Pictures as SVG: text stays text, what is drawn has a name and a description, and nothing is told
//! by colour alone. A picture has no style of its own: it takes [`STYLE`] from the page it stands in,
//! and the colour of the text around it without. 360 units are read well from 320 pixels up.

mod bars;
mod heat;
mod run;
mod shares;

use std::fmt::Write;

pub use bars::{Bar, bars};
pub use heat::{HeatMap, heat_map};
pub use run::{Mark, Run, run};
pub use shares::{Share, shares};

/// How wide every picture is.
const WIDTH: f64 = 360.0;

/// The style of the pictures, for a page or for [`alone`].
pub const STYLE: &str = include_str!("svg/style.css");

/// The picture as a document of its own.
#[must_use]
pub fn alone(svg: &str) -> String {
    match svg.split_once('>') {
        Some((opening, rest)) => format!("{opening}><style>{STYLE}</style>{rest}\n"),
        None => svg.to_owned(),
    }
}

/// A picture that is being drawn.
struct Drawing {
    body: String,
    height: f64,
}

/// Where a text stands by its point.
#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    const fn new(height: f64) -> Self {
        Self { body: String::new(), height }
    }

    fn text(&mut self, (x, y): (f64, f64), class: &str, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y, text) = (short(x), short(y), escaped(text));
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" class=\"{class}\" text-anchor=\"{anchor}\" font-size=\"14\" fill=\"currentColor\">{text}</text>"
        ));
    }

    fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), class: &str) {
        let (x, y, width, height) = (short(x), short(y), short(width.max(0.0)), short(height));
        self.put(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" class=\"{class}\"/>"
        ));
    }

    /// The same with a fill by its id, over whatever is there.
    fn patterned(&mut self, at: (f64, f64), size: (f64, f64), (class, fill): (&str, &str)) {
        self.rect(at, size, class);
        if !fill.is_empty() {
            let (x, y, width, height) =
                (short(at.0), short(at.1), short(size.0.max(0.0)), short(size.1));
            self.put(format_args!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"url(#{fill})\"/>"
            ));
        }
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
        let (x1, y1, x2, y2) = (short(x1), short(y1), short(x2), short(y2));
        self.put(format_args!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"{class}\" stroke=\"currentColor\"/>"
        ));
    }

    /// A line through points, or a closed shape.
    fn path(&mut self, points: &[(f64, f64)], closed: bool, class: &str) {
        let points: Vec<String> =
            points.iter().map(|(x, y)| format!("{} {}", short(*x), short(*y))).collect();
        let (end, fill) = if closed { ("Z", "") } else { ("", " fill=\"none\"") };
        self.put(format_args!(
            "<path d=\"M{}{end}\" class=\"{class}\"{fill} stroke=\"currentColor\"/>",
            points.join("L")
        ));
    }

    fn circle(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        let (x, y, radius) = (short(x), short(y), short(radius));
        self.put(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" class=\"{class}\"/>"));
    }

    /// Patterns that lie over a colour, so that it is not told by colour alone: lines that rise,
    /// lines that fall, dots, lines across. Their ids begin with the picture's name.
    fn patterns(&mut self, name: &str) {
        let shapes = [
            "<path d=\"M-1 7L7 -1M3 11L11 3\"/>",
            "<path d=\"M-1 1L7 9M3 -3L11 5\"/>",
            "<path d=\"M2 2h1.6M6 6h1.6\"/>",
            "<path d=\"M0 4h8\"/>",
        ];
        self.body.push_str("<defs>");
        for (number, shape) in shapes.iter().enumerate() {
            self.put(format_args!(
                "<pattern id=\"{name}-p{number}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" class=\"t-over\" stroke=\"currentColor\">{shape}</pattern>"
            ));
        }
        self.body.push_str("</defs>");
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(text);
    }

    /// The picture with its name and its description.
    fn done(self, name: &str, title: &str, description: &str) -> String {
        let (width, height) = (short(WIDTH), short(self.height));
        let (title, description) = (escaped(title), escaped(description));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" class=\"t-chart\" role=\"img\" aria-labelledby=\"{name}-title {name}-desc\" font-family=\"Arial, Helvetica, sans-serif\" fill=\"currentColor\"><title id=\"{name}-title\">{title}</title><desc id=\"{name}-desc\">{description}</desc>{}</svg>",
            self.body
        )
    }
}

/// A number with one decimal at most.
fn short(number: f64) -> String {
    let tenths = (number * 10.0).round() / 10.0;
    if tenths.is_finite() { tenths.to_string() } else { "0".to_owned() }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A label that is not longer than the picture is wide, by what letters take on the whole.
fn fitting(label: &str, units: f64) -> String {
    let most = (units / 7.0).max(1.0) as usize;
    if label.chars().count() <= most {
        return label.to_owned();
    }
    let cut: String = label.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_label_says_is_never_markup() {
        assert_eq!(escaped("<a href=\"x\">&\u{7}"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }

    #[test]
    fn numbers_are_short_and_finite() {
        assert_eq!([short(1.25), short(2.0), short(f64::NAN)], ["1.3", "2", "0"]);
    }

    #[test]
    fn a_document_of_its_own_has_its_style() {
        let drawing = Drawing::new(10.0);
        let svg = drawing.done("x", "a > b", "c");
        assert!(alone(&svg).contains("fill=\"currentColor\"><style>"));
    }
}
