//! The absolute limits: at least as high as those that only warn.

use crate::scenario::Limits;
use crate::scenario::check::Checker;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::client::LevelFile;
use crate::scenario::file::week::SafeLoadFile;
use crate::scenario::problem::number;
use crate::units::Dated;

impl Checker<'_> {
    /// The limits beyond which nobody is given a client; `limits` are those that warn.
    pub(super) fn absolute(
        &mut self,
        file: &ScenarioFile,
        safe_load: &SafeLoadFile,
        limits: Option<&Dated<Limits>>,
    ) -> Option<Limits> {
        let absolute = safe_load.absolute.as_ref()?;
        if absolute.limits.is_empty() && absolute.total.is_none() && absolute.points.is_none() {
            self.problem("safe_load.absolute", "safe_load.absolute gives no limit")
                .hint = Some("absolute = { total = 18 }".into());
        }
        let names: Vec<&str> = file.level.iter().map(|level| level.name()).collect();
        let per_level = self.by_name(
            "safe_load.absolute.limits",
            ("level", &names),
            &absolute.limits,
            (None, |limit| Some(limit.0)),
        );
        for (level, _) in file
            .level
            .iter()
            .zip(&per_level)
            .filter(|it| it.1.is_some())
        {
            if !matches!(level, LevelFile::OneToOne { .. }) {
                let path = format!("safe_load.absolute.limits.{}", level.name());
                self.problem(&path, format!("{path} is not a one_to_one level"))
                    .hint = Some(
                    "limits by level are kept at one_to_one levels; total and points count all"
                        .into(),
                );
            }
        }
        let absolute = Limits {
            row: None,
            per_level,
            total: absolute.total.map(|it| it.0),
            points: absolute.points.map(|it| it.0),
        };
        if let Some(limits) = limits {
            self.not_below(&absolute, limits, &names);
        }
        Some(absolute)
    }

    /// An absolute limit below the one that warns would never let it warn.
    fn not_below(&mut self, absolute: &Limits, limits: &Dated<Limits>, names: &[&str]) {
        let most = |of: &dyn Fn(&Limits) -> Option<f64>| {
            let steps = limits.steps().iter();
            steps.filter_map(|(_, limits)| of(limits)).reduce(f64::max)
        };
        let mut pairs = vec![
            ("total".to_string(), absolute.total, most(&|it| it.total)),
            ("points".to_string(), absolute.points, most(&|it| it.points)),
        ];
        for (level, name) in names.iter().enumerate() {
            pairs.push((
                format!("limits.{name}"),
                absolute.per_level[level],
                most(&|it| it.per_level[level]),
            ));
        }
        for (key, absolute, soft) in pairs {
            if let (Some(absolute), Some(soft)) = (absolute, soft)
                && absolute < soft
            {
                let path = format!("safe_load.absolute.{key}");
                let what = format!(
                    "{path} must be at least the limit that warns, {}",
                    number(soft)
                );
                self.problem(&path, what).found = Some(number(absolute));
            }
        }
    }
}
