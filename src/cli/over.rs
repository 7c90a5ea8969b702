//! What `--over` and its kin mean: a path with values or a range. Decides usage alone; whether the path exists and the values
//! fit is found when the scenario is built.

use plimsoll::experiment::sweep::SweptValue;
use plimsoll::scenario::document::Range;

/// One `--over` of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct OverValues {
    pub path: String,
    pub values: Values,
    /// As it was typed.
    pub text: String,
}

/// The values of a path.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// One by one, at least two.
    Listed(Vec<SweptValue>),
    /// From the first to the second, which is larger; evenly spaced, where a number of values is given, at least two.
    Span(f64, f64, Option<usize>),
}

/// `path=a,b,c`, `path=4..30:5` or, for a Latin hypercube, `path=4..30`.
pub fn values(text: &str) -> Result<OverValues, String> {
    let (path, given) = split(text, '=', "path=a,b,c or path=4..30:5")?;
    let values = match given.split_once("..") {
        Some((min, rest)) => {
            let (max, count) = match rest.split_once(':') {
                Some((max, count)) => (max, Some(count)),
                None => (rest, None),
            };
            let (min, max) = ends(min, max)?;
            let count = count.map(|count| match count.trim().parse::<usize>() {
                Ok(count @ 2..=10_000) => Ok(count),
                Ok(count) => Err(format!(
                    "{count} values: at least 2 and at most 10,000 are needed"
                )),
                Err(_) => Err(format!(
                    "\"{count}\" is no number of values, as 5 in 4..30:5"
                )),
            });
            Values::Span(min, max, count.transpose()?)
        }
        None => {
            let listed: Vec<SweptValue> = given.split(',').map(SweptValue::of).collect();
            for (place, value) in listed.iter().enumerate() {
                if *value == SweptValue::Word(String::new()) {
                    return Err("a value between two commas is missing".to_owned());
                }
                if listed[..place].contains(value) {
                    return Err(format!("the value {} stands twice", value.text()));
                }
            }
            if listed.len() < 2 {
                return Err(format!("{given} is one value: at least 2 are needed"));
            }
            Values::Listed(listed)
        }
    };
    let text = text.to_owned();
    Ok(OverValues { path, values, text })
}

/// `path:4..30`, for `sensitivity`.
pub fn range(text: &str) -> Result<Range, String> {
    let form = "path:min..max, such as staff.tenure.mean:104..208";
    let Some((path, given)) = text.rsplit_once(':').filter(|it| !it.0.trim().is_empty()) else {
        return Err(format!("expected {form}"));
    };
    let Some((min, max)) = given.split_once("..") else {
        return Err(format!("\"{given}\" is no range; expected {form}"));
    };
    let (min, max) = ends(min, max)?;
    Ok(Range {
        path: path.trim().to_owned(),
        min,
        max,
    })
}

fn split<'a>(text: &'a str, mark: char, form: &str) -> Result<(String, &'a str), String> {
    match text.split_once(mark) {
        Some((path, given)) if !path.trim().is_empty() && !given.trim().is_empty() => {
            Ok((path.trim().to_owned(), given.trim()))
        }
        Some(_) | None => Err(format!("expected {form}")),
    }
}

/// The two ends of a range, the second larger.
fn ends(min: &str, max: &str) -> Result<(f64, f64), String> {
    let number = |text: &str| {
        let value = text.trim().parse::<f64>().ok().filter(|it| it.is_finite());
        value.ok_or_else(|| format!("\"{}\" is no number", text.trim()))
    };
    let (low, high) = (number(min)?, number(max)?);
    if low < high {
        Ok((low, high))
    } else {
        Err(format!("the range {low}..{high} is empty: it must rise"))
    }
}

impl OverValues {
    /// The values of a factorial design.
    ///
    /// # Errors
    /// A range without a number of values.
    pub fn listed(&self) -> Result<Vec<SweptValue>, String> {
        match &self.values {
            Values::Listed(listed) => Ok(listed.clone()),
            Values::Span(min, max, Some(count)) => {
                let step = |place: usize| min + (max - min) * place as f64 / (count - 1) as f64;
                // Rounded to ten digits after the first, so that 0.1..0.3:3 reads 0.1, 0.2, 0.3.
                let tidy = |value: f64| format!("{value:.10e}").parse().unwrap_or(value);
                Ok((0..*count)
                    .map(|place| SweptValue::Number(tidy(step(place))))
                    .collect())
            }
            Values::Span(min, max, None) => Err(format!(
                "--over {}={min}..{max}: say how many values, such as {min}..{max}:5, or use --design lhs",
                self.path
            )),
        }
    }

    /// The range of a Latin hypercube.
    ///
    /// # Errors
    /// Listed values, or a number of values.
    pub fn span(&self) -> Result<Range, String> {
        match self.values {
            Values::Span(min, max, None) => Ok(Range {
                path: self.path.clone(),
                min,
                max,
            }),
            Values::Span(min, max, Some(count)) => Err(format!(
                "--over {}={min}..{max}:{count}: a Latin hypercube takes a range without a number of values; --points gives that",
                self.path
            )),
            Values::Listed(_) => Err(format!(
                "--over {}: a Latin hypercube takes a range such as 4..30, not listed values",
                self.path
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<f64> {
        let listed = values(text).unwrap().listed().unwrap();
        listed.iter().map(|it| it.number().unwrap()).collect()
    }

    #[test]
    fn values_are_listed_or_evenly_spaced() {
        assert_eq!(
            numbers("staff.tenure.mean=52,104,156"),
            [52.0, 104.0, 156.0]
        );
        assert_eq!(numbers("a=4..30:5"), [4.0, 10.5, 17.0, 23.5, 30.0]);
        assert_eq!(numbers("a=0.1..0.3:3"), [0.1, 0.2, 0.3]);
        let words = values("allocation.admission=open, safe_load").unwrap();
        assert_eq!(words.path, "allocation.admission");
        let text: Vec<String> = words
            .listed()
            .unwrap()
            .iter()
            .map(SweptValue::text)
            .collect();
        assert_eq!(text, ["open", "safe_load"]);
    }

    #[test]
    fn a_range_has_a_path_that_may_hold_spaces() {
        let found = range("posts.peer worker.count:1..4").unwrap();
        assert_eq!(
            (found.path.as_str(), found.min, found.max),
            ("posts.peer worker.count", 1.0, 4.0)
        );
    }

    #[test]
    fn what_makes_no_design_is_refused_with_what_was_expected() {
        for (text, said) in [
            ("a", "expected path=a,b,c"),
            ("=1,2", "expected path=a,b,c"),
            ("a=1", "1 is one value: at least 2"),
            ("a=1,,2", "is missing"),
            ("a=1,2,1", "the value 1 stands twice"),
            ("a=9..4:3", "the range 9..4 is empty"),
            ("a=4..9:1", "1 values: at least 2"),
            ("a=4..nine:3", "\"nine\" is no number"),
            ("a=4..9:x", "is no number of values"),
        ] {
            let refused = values(text).unwrap_err();
            assert!(refused.contains(said), "{text}: {refused}");
        }
        for (text, said) in [
            ("a", "expected path:min..max"),
            ("a:3", "\"3\" is no range"),
            ("a:4..4", "the range 4..4 is empty"),
            ("a:4..inf", "\"inf\" is no number"),
        ] {
            let refused = range(text).unwrap_err();
            assert!(refused.contains(said), "{text}: {refused}");
        }
        assert!(
            values("a=4..9")
                .unwrap()
                .listed()
                .unwrap_err()
                .contains("--design lhs")
        );
        assert!(
            values("a=4..9:3")
                .unwrap()
                .span()
                .unwrap_err()
                .contains("--points")
        );
        assert!(
            values("a=4,9")
                .unwrap()
                .span()
                .unwrap_err()
                .contains("not listed values")
        );
    }
}
