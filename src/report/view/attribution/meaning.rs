//! What each loop does, and what cutting it would mean in practice.

use crate::scenario::LoopName;

/// What a loop is, in a few words.
pub(in crate::report) fn rule(name: LoopName) -> &'static str {
    match name {
        LoopName::Burnout => "strained workers leave sooner",
        LoopName::Absence => "strained workers are sick more often",
        LoopName::Overload => "people leave when the week is too full",
        LoopName::Hiring => "without time to hire, posts stay empty for longer",
        LoopName::Onboarding => "without time to induct, starters take longer to carry a full load",
        LoopName::Records => "records left undone come back as more work",
        LoopName::Presence => "teams whose worker is not there lose their people sooner",
        LoopName::Care => "clients who miss contact stay longer and get worse",
        LoopName::Disengagement => "clients who miss contact break off and are lost",
    }
}

/// What cutting a loop would mean in practice.
pub(in crate::report) fn practice(name: LoopName) -> &'static str {
    match name {
        LoopName::Burnout => {
            "keep strain from driving people out: protect supervision and wellbeing hours, and act before people give notice"
        }
        LoopName::Absence => {
            "keep strain from making people ill: protect supervision and wellbeing hours, and cover sick leave from outside"
        }
        LoopName::Overload => {
            "take work off people before the week overflows, with a cap on what one person is given"
        }
        LoopName::Hiring => {
            "protect the hours for hiring, or give the hiring to somebody whose week clients do not fill"
        }
        LoopName::Onboarding => {
            "protect the hours for inducting new colleagues, or give the induction to somebody whose week clients do not fill"
        }
        LoopName::Records => {
            "protect the hours for records, or take paperwork away, so that nothing is left to come back as rework"
        }
        LoopName::Presence => {
            "protect the hours that workers spend with their teams, or give crises and paperwork to somebody whose week teams do not fill"
        }
        LoopName::Care => {
            "protect contact with clients in a full week, so that nobody stays longer or gets worse for want of it"
        }
        LoopName::Disengagement => {
            "protect contact with clients in a full week, so that nobody is lost for want of it: the week gets lighter by those who are, which is no relief to be had"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_loop_has_its_rule_and_what_cutting_it_means() {
        for name in LoopName::ALL {
            assert!(rule(name).len() > 20 && practice(name).len() > 40);
            assert!(!practice(name).ends_with('.'));
        }
    }
}
