//! The section of docs/validation.md on published dynamics, and its two figures: written when asked to, held to what is found otherwise.

use super::burnout::{self, Against, Found, MAX_SPEED, Published, QUITS_AT_FULL, SENSITIVITY};
use super::labour::{self, Moment, READ, WEEKS, WORKERS};
use crate::support::{Estimate, column};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const BEGIN: &str = "<!-- dynamics: begin -->";
const END: &str = "<!-- dynamics: end -->";

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs")
        .join(name)
}

/// A line of a figure: its label, its class, its points, and how far down its label is moved.
struct Line {
    label: String,
    class: &'static str,
    points: Vec<(f64, f64)>,
    label_down: f64,
}

/// A figure with its axes: from, to and step of each, in units of the data.
struct Figure {
    title: &'static str,
    description: String,
    across: (f64, f64, f64),
    up: (f64, f64, f64),
    axes: [&'static str; 2],
    lines: Vec<Line>,
    /// Values of the engine: where, and what.
    dots: Vec<(f64, f64)>,
}

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 325.0;

impl Figure {
    fn x(&self, value: f64) -> f64 {
        let (from, to, _) = self.across;
        LEFT + (RIGHT - LEFT) * (value - from) / (to - from)
    }

    fn y(&self, value: f64) -> f64 {
        let (from, to, _) = self.up;
        BOTTOM - (BOTTOM - TOP) * (value - from) / (to - from)
    }

    fn svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"t d\">\n<title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n<style>text{{font:13px Inter,Helvetica,Arial,sans-serif;fill:#1c252e}}.h{{font-size:16px;font-weight:600}}.q{{fill:#59636e}}path{{fill:none;stroke-width:2}}.a{{stroke:#59636e}}.b{{stroke:#005c91}}.c{{stroke:#d55e00}}.d{{stroke:#009e73;stroke-dasharray:6 4}}.g{{stroke:#d8dde3;stroke-width:1}}circle{{fill:#fff;stroke:#1c252e;stroke-width:1.6}}</style>\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n<text class=\"h\" x=\"{LEFT}\" y=\"22\">{}</text>\n",
            self.title, self.description, self.title
        );
        self.grid(&mut svg);
        for line in &self.lines {
            let points: Vec<String> = line
                .points
                .iter()
                .map(|(x, y)| format!("{:.1} {:.1}", self.x(*x), self.y(*y)))
                .collect();
            writeln!(
                svg,
                "<path class=\"{}\" d=\"M{}\"/>",
                line.class,
                points.join("L")
            )
            .expect("a text");
            let (_, last) = line.points.last().expect("a line of points");
            let y = self.y(*last) + 4.0 + line.label_down;
            writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
                RIGHT + 8.0,
                line.label
            )
            .expect("a text");
        }
        for (x, y) in &self.dots {
            let (x, y) = (self.x(*x), self.y(*y));
            writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>").expect("a text");
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn grid(&self, svg: &mut String) {
        let steps = |(from, to, step): (f64, f64, f64)| {
            let count = ((to - from) / step).round() as u32;
            (0..=count).map(move |at| from + f64::from(at) * step)
        };
        let decimals = |step: f64| usize::from(step < 1.0) + usize::from(step < 0.1);
        for value in steps(self.up) {
            let (y, digits) = (self.y(value), decimals(self.up.2));
            writeln!(svg, "<path class=\"g\" d=\"M{LEFT} {y:.1}H{RIGHT}\"/><text class=\"q\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{value:.digits$}</text>", LEFT - 8.0, y + 4.0).expect("a text");
        }
        for value in steps(self.across) {
            let digits = decimals(self.across.2);
            writeln!(svg, "<text class=\"q\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{value:.digits$}</text>", self.x(value), BOTTOM + 20.0).expect("a text");
        }
        let [across, up] = self.axes;
        writeln!(svg, "<text class=\"q\" x=\"{LEFT}\" y=\"40\">{up}</text>\n<text class=\"q\" x=\"{RIGHT}\" y=\"{:.1}\" text-anchor=\"end\">{across}</text>", BOTTOM + 42.0).expect("a text");
    }
}

fn weekly(moments: &[Moment]) -> Vec<(f64, f64)> {
    let week = |it: &&Moment| it.week.fract() == 0.0;
    moments
        .iter()
        .filter(week)
        .map(|it| (it.week, it.labour))
        .collect()
}

/// What is found of the labour supply chain: theory and the engine's means.
struct Labour {
    rule: Vec<Moment>,
    followed: Vec<Estimate>,
    at_once: Vec<Moment>,
    at_once_played: Vec<Estimate>,
    cut: Vec<Moment>,
    cut_at_once: Vec<Moment>,
    cut_played: Vec<Estimate>,
}

impl Labour {
    fn new() -> Self {
        let (more, less) = (1.5 * WORKERS, 0.5 * WORKERS);
        let means = |count| {
            let found = labour::played(&labour::workforce(count));
            (0..READ.len()).map(|it| column(&found, it)).collect()
        };
        Labour {
            rule: labour::published(more, WEEKS),
            followed: means(labour::as_the_manager_opens_them(more)),
            at_once: labour::funded_at_once(labour::posts_for(more), WEEKS),
            at_once_played: means(labour::at_once(more)),
            cut: labour::published(less, WEEKS),
            cut_at_once: labour::funded_at_once(labour::posts_for(less), WEEKS),
            cut_played: means(labour::at_once(less)),
        }
    }

    fn figure(&self) -> Figure {
        let line = |label: &str, class, moments: &[Moment], label_down| Line {
            label: label.to_owned(),
            class,
            points: weekly(moments),
            label_down,
        };
        let played = [&self.followed, &self.at_once_played, &self.cut_played];
        let dots = played.into_iter().flat_map(|means| {
            let weeks = READ.iter().zip(means);
            weeks.map(|(week, it)| (*week as f64, it.mean))
        });
        Figure {
            title: "How soon is a workforce as large as it should be?",
            description: "Workers over two years after 1,500 and after 500 are wanted instead of 1,000: the published rule and Plimsoll's posts funded at once. Circles: means of 20 futures of the engine.".to_owned(),
            across: (0.0, 104.0, 13.0),
            up: (400.0, 1600.0, 200.0),
            axes: ["weeks after the change", "workers"],
            lines: vec![
                line("published rule", "a", &self.rule, 14.0),
                line("posts funded at once", "b", &self.at_once, -4.0),
                line("published rule, cut", "a", &self.cut, 14.0),
                line("posts cut at once", "b", &self.cut_at_once, -4.0),
            ],
            dots: dots.collect(),
        }
    }

    fn table(&self) -> String {
        let mut table = String::from(
            "| week | published rule | engine, posts as the manager opens them | theory, posts at once | engine | cut: published rule | theory, at once | engine |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        );
        for (at, week) in READ.into_iter().enumerate() {
            let played =
                |means: &[Estimate]| format!("{:.1} ± {:.1}", means[at].mean, means[at].error);
            let theory = |moments| format!("{:.1}", labour::at(moments, week));
            let cells = [
                week.to_string(),
                theory(&self.rule),
                played(&self.followed),
                theory(&self.at_once),
                played(&self.at_once_played),
                theory(&self.cut),
                theory(&self.cut_at_once),
                played(&self.cut_played),
            ];
            writeln!(table, "| {} |", cells.join(" | ")).expect("a text");
        }
        table
    }

    fn text(&self) -> String {
        let (more, less) = (1.5 * WORKERS, 0.5 * WORKERS);
        let near = |moments: &[Moment], goal: f64| labour::settled(moments, goal, 0.02 * goal);
        let peak = self.rule.iter().map(|it| it.vacancies).fold(0.0, f64::max);
        format!(
            "### The labour supply chain\n\n\
A thousand workers stay 100 weeks on average; a vacancy takes 8 weeks to fill; the manager closes a gap in workers over 13 weeks and a gap in\n\
vacancies over 4, and lays nobody off (Sterman 2000, *Business Dynamics*, ch. 19, equations 19-1 to 19-8). The rule is written down in\n\
[labour.rs](../tests/it/theory/dynamics/labour.rs#published).\n\n\
*Published, and found.* When half as many again are wanted, vacancies opened jump from {:.0} to {:.1} a week (published: 10 to 125);\n\
workers are within 2 % of the goal after {:.1} weeks (published: about 32), without overshoot, as both roots of the rule are real; open\n\
vacancies rise to {peak:.0} on the way. When half are to go, through attrition alone, 2 % takes {:.0} weeks and the last worker {:.0}\n\
(published: nearly two years). Both measures are ours, as the published figures name no tolerance: at 2 % the first is met\n\
to a tenth of a week, and the second is a year and a half, or nearly two years to the last worker.\n\n\
{}\n\
Workers in post; ± is the standard error over {} futures.\n\n\
![How soon is a workforce as large as it should be?](figures/labour.svg)\n\n\
*What agrees.* Plimsoll has the two physical parts, tenure and time to fill. Given the posts that the manager opens day by day, the\n\
engine follows the published curve at every week read. Quits, hires and their equilibrium (15 a week, 120 vacancies) are the same.\n\n\
*What does not, and why.* Plimsoll has no manager. Posts are a plan, stated before the run, and a post that empties is advertised the moment notice is\n\
given: the rule's forecast of attrition is exact and free. So a rise funded at once opens 540 vacancies on one day, instead of 125 a week and falling, and\n\
is within 2 % after {:.1} weeks instead of {:.1}: the two management delays are the difference. A cut at once is there after {:.0} weeks instead of {:.0}; attrition is the\n\
bottleneck there, and no rule hurries it (half of a workforce that nobody joins is gone after 100 ln 2 = 69 weeks).\n\
Approval (`hiring.approval`) and freezes delay a search, but no decision of the plan looks at the workforce. A manager who reacts can be played as a list of dates, as here,\n\
and not as a rule.\n",
            labour::published(WORKERS, 1)[0].created,
            self.rule[0].created,
            near(&self.rule, more),
            near(&self.cut, less),
            labour::settled(&self.cut, less, 1.0),
            self.table(),
            labour::FUTURES,
            near(&self.at_once, more),
            near(&self.rule, more),
            near(&self.cut_at_once, less),
            near(&self.cut, less),
        )
    }
}

/// Work asked over funded hours, in the table.
const WORK: [f64; 4] = [1.0, 1.1, 1.5, 2.0];

fn published(against: Against, beta: f64) -> Published {
    Published {
        against,
        follows: 1.0,
        beta,
    }
}

/// What is found of overtime and burnout.
struct Overtime {
    burnout: Vec<Found>,
    full: Found,
    empty: Found,
    capped: Found,
}

fn hundred(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

fn played(found: &Found) -> String {
    let it = found.played;
    format!(
        "{} ({} ± {:.1})",
        hundred(found.theory),
        hundred(it.mean),
        100.0 * it.error
    )
}

impl Overtime {
    fn new() -> Self {
        Overtime {
            burnout: WORK.into_iter().map(burnout::engine_burnout).collect(),
            full: burnout::engine_overload(1.1, true),
            empty: burnout::engine_overload(1.1, false),
            capped: burnout::engine_capped(1.1),
        }
    }

    fn figure(&self) -> Figure {
        let years: Vec<f64> = (0..=40).map(|it| f64::from(it) * 13.0).collect();
        let line = |label: &str, class, against, beta, label_down| Line {
            label: label.to_owned(),
            class,
            points: years
                .iter()
                .map(|weeks| {
                    (
                        *weeks / 52.0,
                        100.0 * published(against, beta).left(1.5, *weeks),
                    )
                })
                .collect(),
            label_down,
        };
        let floor = 100.0 * self.burnout[2].theory;
        Figure {
            title: "Half as much work again: what is left of the staff hours?",
            description: "Staff hours left of 100 over ten years of work at 1.5 times the funded hours. Measured against funded hours they settle at 67; against remaining hours they vanish at beta 1 and settle at beta one half; Plimsoll's burnout keeps a floor.".to_owned(),
            across: (0.0, 10.0, 1.0),
            up: (0.0, 100.0, 20.0),
            axes: ["years", "staff hours left, of 100 funded"],
            lines: vec![
                line("against funded hours, β 1", "b", Against::Funded, 1.0, -5.0),
                line("against remaining, β 1", "c", Against::Remaining, 1.0, 0.0),
                line("against remaining, β ½", "d", Against::Remaining, 0.5, 12.0),
                Line {
                    label: "Plimsoll: burnout".to_owned(),
                    class: "a",
                    points: vec![(0.0, floor), (10.0, floor)],
                    label_down: 0.0,
                },
            ],
            dots: vec![(7.5, 100.0 * self.burnout[2].played.mean)],
        }
    }

    fn table(&self) -> String {
        let mut table = String::from(
            "| work over funded hours | against funded, β 1, in the end | against remaining, β 1, after 5 years | after 20 | against remaining, β ½, in the end | Plimsoll, `burnout` at 1.57 |\n|--:|--:|--:|--:|--:|--:|\n",
        );
        for (work, found) in WORK.into_iter().zip(&self.burnout) {
            let left = |against, beta, weeks| hundred(published(against, beta).left(work, weeks));
            let cells = [
                format!("{work:.1}"),
                left(Against::Funded, 1.0, 5000.0),
                left(Against::Remaining, 1.0, 260.0),
                left(Against::Remaining, 1.0, 1040.0),
                left(Against::Remaining, 0.5, 20_000.0),
                played(found),
            ];
            writeln!(table, "| {} |", cells.join(" | ")).expect("a text");
        }
        table
    }

    fn text(&self) -> String {
        format!(
            "### Overtime and burnout\n\n\
In Modeling to Learn (US Department of Veterans Affairs) hours worked follow work pressure, smoothed over 4 weeks, to a power; what they exceed the\n\
official hours by, smoothed over 52 weeks, cuts the official hours by (1 + excess)^-β. The loop is written down in\n\
[burnout.rs](../tests/it/theory/dynamics/burnout.rs#Published), with the power 1.\n\n\
*Published, and found.* At β 1 doubling the hours eventually halves the staff hours. Whether that is the end depends on what overtime is measured\n\
against. Against *funded* hours the excess is the work asked less 1, whatever is left: staff hours settle at work^-β, always. Against\n\
*remaining* hours the loop closes: they settle at work^(-β / (1 - β)) below β 1, and from there on at nothing at all, for any work above\n\
the funded hours. (With a power γ of pressure, γβ takes the place of β.)\n\n\
{}\n\
Staff hours left, or posts filled, of 100. In brackets what the engine plays in its sixth to tenth year ({} futures of 400 posts, tenure 100 weeks, 8 to fill), ± its standard error.\n\n\
![Half as much work again: what is left of the staff hours?](figures/overtime.svg)\n\n\
*Where Plimsoll stands.* It measures against those who are left: pressure and overtime are a worker's own, over the hours that she has, because overtime is worked by\n\
people and not by posts. By that it could collapse. Three things are different. What is worn down is not hours but tenures, and a post that empties is filled\n\
again, so there is a balance of leaving and hiring, filled = 1 / (1 + fill / tenure x speed). Strain has an end, and with it the speed of leaving: `burnout` at the published {QUITS_AT_FULL} never takes\n\
the posts filled below the value in the last row. And overtime has an end (`overtime_max`): beyond it work is left undone, which does its damage through `care` and `records`, that is through demand.\n\
So burnout alone has no collapse in it, at any amount of work; the table of [two-futures.md](two-futures.md) says the same of a whole service.\n\n\
`overload`, which is absent unless a scenario gives it, is the loop with a collapse: leaving grows with pressure on those who are left, up to `max_speed`. At work of 1.1, sensitivity {SENSITIVITY} and\n\
`max_speed` {MAX_SPEED}, posts filled of 100:\n\n\
| start | balance (engine) |\n|---|--:|\n| full team | {} |\n| three quarters of the posts empty | {} |\n| the same, under a safe load: clients wait when their worker leaves | {} |\n\n\
The same service, the same numbers, two ends. The cap is what makes pressure one of funded posts: nobody is given more than the safe load however few are left, and the\n\
second balance is gone; the work that is not done stands on the waiting list, where the report shows it.\n\n\
*What does not agree, and why.* Plimsoll has no official hours that shrink: a worker who wears out leaves or is sick, she does not turn part-time. It smooths strain (13 weeks up, 26 down, by default)\n\
and not excess hours over 52. In the reductions above strain follows at once, which moves no balance.\n",
            self.table(),
            burnout::FUTURES,
            played(&self.full),
            played(&self.empty),
            played(&self.capped),
        )
    }
}

fn section(labour: &Labour, overtime: &Overtime) -> String {
    format!(
        "{BEGIN}\n## Feedback against published dynamics\n\n\
Written by `PLIMSOLL_BLESS=1 cargo test --release --test it dynamics`; do not edit. The same tests, without the variable, hold the engine to the\n\
published figures and this section to what they find. Two models are reproduced in behaviour, not in code: as a reduction of a few lines beside the engine, and, as\n\
far as it has the parts, by the engine.\n\n{}\n{}{END}",
        labour.text(),
        overtime.text()
    )
}

/// Writes a file, or asserts that it already says so.
fn is_or_becomes(file: &Path, wanted: &str) {
    if std::env::var_os("PLIMSOLL_BLESS").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder that can be made");
        fs::write(file, wanted).expect("a file that can be written");
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    let differs = found.lines().zip(wanted.lines()).find(|it| it.0 != it.1);
    assert!(
        found == wanted,
        "{} is not what is found now; write it anew by PLIMSOLL_BLESS=1. First difference: {differs:?}",
        file.display()
    );
}

#[test]
fn the_page_and_its_figures_say_what_is_found() {
    let (labour, overtime) = (Labour::new(), Overtime::new());
    is_or_becomes(&path("figures/labour.svg"), &labour.figure().svg());
    is_or_becomes(&path("figures/overtime.svg"), &overtime.figure().svg());
    let file = path("validation.md");
    let page = fs::read_to_string(&file).expect("a readable page");
    let section = section(&labour, &overtime);
    let wanted = match (page.find(BEGIN), page.find(END)) {
        (Some(from), Some(to)) => format!("{}{section}{}", &page[..from], &page[to + END.len()..]),
        _ => format!("{}\n\n{section}\n", page.trim_end()),
    };
    is_or_becomes(&file, &wanted);
}
