//! The spreadsheet answer: long-run means from linear equations, and the staff they ask for (the static lens, DESIGN 2.3).

use crate::scenario::Part;

/// What a spreadsheet with averages says of a scenario. All rates are those in force at week 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Steady {
    /// New referrals [clients/week].
    pub referrals_per_week: f64,
    /// Long-run mean clients by level; `None` where the linear equations have no finite answer (a cycle with no way out).
    pub clients: Option<Vec<f64>>,
    /// EFT by the safe-load limits at the long-run means, with the scale discount; `None` without limits.
    pub eft_safe_load: Option<f64>,
    /// The same without the scale discount.
    pub eft_safe_load_unscaled: Option<f64>,
    /// Which limit decides: a level's name or "total".
    pub binding_limit: Option<String>,
    /// Client-driven hours by part at the long-run means [h/week] (contact, travel, client_admin, group_admin; others 0).
    pub client_hours: [f64; Part::COUNT],
    /// Fixed hours of a full-time worker [h/week].
    pub fixed_hours: f64,
    /// Expected share of funded time that a worker in post is at work, 0 to 1.
    pub attendance: f64,
    /// Hours that a full-time worker has for clients [h/week]: (full time - fixed) x attendance.
    pub hours_per_eft: f64,
    /// EFT by WISN hours: client-driven hours / hours per EFT.
    pub eft_wisn: Option<f64>,
    /// Expected share of posts vacant: time empty / (tenure + notice in post + time empty); `None` without turnover or hiring.
    pub vacancy_share: Option<f64>,
    /// Work wanted per hour available in the first week, at the initial clients with everyone inducted and present.
    pub first_week_pressure: Option<f64>,
}
