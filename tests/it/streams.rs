//! Common random numbers: a draw depends on its key and on nothing else.
//!
//! The first draws are pinned to the bit: a change here changes every published number and needs a *Results change* entry in the
//! changelog.

use crate::support::*;
use plimsoll::model::metric::Raw;
use plimsoll::model::record::Record;
use plimsoll::model::{LoopsCut, Service, Stage, play};
use plimsoll::random::distribution::{Distribution, Sampler};
use plimsoll::random::{Draws, Entity, Purpose, draw_parameter, name_key};
use plimsoll::scenario::Scenario;

/// Every purpose, in the order of the numbers that are part of the results.
const PURPOSES: [Purpose; 24] = [
    Purpose::Referral,
    Purpose::Clustering,
    Purpose::Visit,
    Purpose::Patience,
    Purpose::Tenure,
    Purpose::Sickness,
    Purpose::Vacancy,
    Purpose::Parameter,
    Purpose::Order,
    Purpose::Traits,
    Purpose::Shock,
    Purpose::ShockEffect,
    Purpose::Change,
    Purpose::Programme,
    Purpose::Return,
    Purpose::Disengagement,
    Purpose::Transfer,
    Purpose::Funding,
    Purpose::Proneness,
    Purpose::Scrambling,
    Purpose::Trajectory,
    Purpose::Hypercube,
    Purpose::Resampling,
    Purpose::Rebalance,
];

/// Purposes with their numbers, as the source has them.
fn purposes_of_the_source() -> Vec<(String, u64)> {
    let source = include_str!("../../src/random.rs");
    let begins = source.find("pub enum Purpose {").expect("the purposes");
    let body = source[begins..].split('}').next().expect("a body");
    body.lines()
        .filter_map(|line| line.trim().strip_suffix(',')?.split_once(" = "))
        .map(|(name, number)| (name.to_owned(), number.parse().expect("a number")))
        .collect()
}

#[test]
fn every_purpose_is_pinned_under_its_number() {
    let pinned = PURPOSES.map(|it| (format!("{it:?}"), it as u64));
    assert_eq!(
        purposes_of_the_source(),
        pinned,
        "a purpose that is added is pinned below, and a number never changes"
    );
}

#[test]
fn the_first_draws_of_each_purpose_are_what_they_have_always_been() {
    let entity = Entity {
        name: name_key("referrals\nself and agency"),
        ordinal: 9,
    };
    let draws = Draws::new(20_260_105, 37);
    let found = PURPOSES.map(|purpose| {
        let draw = draws.draw(purpose, entity, 2);
        [
            draw.uniform(0),
            draw.uniform(3),
            draw.substream(1).uniform(),
        ]
        .map(f64::to_bits)
    });
    assert_eq!(found, PINNED_UNIFORMS, "found {found:#x?}");
}

#[test]
fn the_first_value_of_each_distribution_is_what_it_has_always_been() {
    let found = distributions().map(|distribution| {
        let entity = Entity {
            name: 1,
            ordinal: 2,
        };
        let draw = Draws::new(3, 4).draw(Purpose::Visit, entity, 5);
        let sampler = Sampler::new(&distribution);
        let elapsed = 0.5 * distribution.mean();
        [
            sampler.draw(&draw, 0),
            sampler.residual(&draw, 0),
            sampler.remaining(elapsed, &draw, 0),
        ]
        .map(f64::to_bits)
    });
    assert_eq!(found, PINNED_VALUES, "found {found:#x?}");
}

#[test]
fn the_value_of_an_uncertain_parameter_hangs_on_its_path_and_replication_alone() {
    let distribution = Distribution::Triangular {
        min: 1.0,
        mode: 1.57,
        max: 2.4,
    };
    let path = "loops.burnout.quits_at_full";
    let value = draw_parameter(20_260_105, 37, path, &distribution);
    assert_eq!(
        value.to_bits(),
        PINNED_PARAMETER,
        "found {:#x}",
        value.to_bits()
    );
    assert_ne!(value, draw_parameter(20_260_105, 38, path, &distribution));
    assert_ne!(
        value,
        draw_parameter(
            20_260_105,
            37,
            "loops.absence.absence_at_full",
            &distribution
        )
    );
}

fn distributions() -> [Distribution; 9] {
    [
        exponential(10.0),
        Distribution::Gamma { mean: 8.0, sd: 3.0 },
        Distribution::Lognormal {
            mean: 12.0,
            sd: 6.0,
        },
        Distribution::Weibull {
            mean: 10.0,
            shape: 0.7,
        },
        Distribution::Erlang {
            mean: 9.0,
            stages: 3,
        },
        fixed(4.0),
        Distribution::Uniform { min: 2.0, max: 5.0 },
        Distribution::Triangular {
            min: 1.0,
            mode: 2.0,
            max: 6.0,
        },
        Distribution::Empirical {
            values: vec![3.0, 1.0, 8.0],
        },
    ]
}

/// Everything a record holds, as bits.
fn bits(record: &Record) -> Vec<u64> {
    let weeks = (0..record.weeks()).flat_map(|week| {
        let row = record.row(week).iter().map(|value| value.to_bits());
        let judged = record.overstretched[week].map(u64::from);
        row.chain([record.window_pressure[week].to_bits()])
            .chain(judged)
            .collect::<Vec<_>>()
    });
    weeks
        .chain([record
            .first_long_breach
            .map_or(u64::MAX, |week| week as u64)])
        .collect()
}

fn same(what: &str, a: &Record, b: &Record) {
    assert!(bits(a) == bits(b), "{what}: the records differ");
}

/// A service with every feature that keeps a state between steps.
fn busy() -> Scenario {
    let mut scenario = eight_posts();
    scenario.allocation.admission = plimsoll::scenario::Admission::SafeLoad;
    scenario.allocation.patience = Some(exponential(8.0));
    scenario.hiring.as_mut().expect("has hiring").ahead = 1;
    scenario.posts[0].count = dated(vec![(0.0, 8), (20.0, 10), (35.0, 7)]);
    scenario.referrals[0].clustering = 2.0;
    scenario
}

#[test]
fn a_replication_is_the_same_whenever_and_wherever_it_is_played() {
    let scenario = busy();
    let service = Service::new(&scenario);
    let alone = one(&scenario, 7);
    same("again", &alone, &one(&scenario, 7));
    // On a stage and into a record that have seen other replications, scenarios and cuts.
    let mut stage = Stage::new();
    let mut record = record_for(&scenario);
    let mut other = eight_posts();
    other.allocation.ownership = plimsoll::scenario::Ownership::Pooled;
    let other_service = Service::new(&other);
    for (service, cut, replication) in [
        (&service, LoopsCut::AsGiven, 3),
        (&other_service, LoopsCut::AsGiven, 7),
        (&service, LoopsCut::AllCut, 7),
        (&service, LoopsCut::AsGiven, 900_000),
        (&service, LoopsCut::AsGiven, 7),
    ] {
        play(service, cut, replication, &mut stage, &mut record).expect("playable");
    }
    same("on a used stage", &alone, &record);
    assert!(
        bits(&alone) != bits(&one(&scenario, 8)),
        "another replication is another future"
    );
}

/// Clients of a level at each week's end.
fn path_of(record: &Record, level: usize) -> Vec<f64> {
    (0..record.weeks())
        .map(|week| clients_at(record, week, level))
        .collect()
}

fn path_by(record: &Record, raw: Raw) -> Vec<f64> {
    (0..record.weeks())
        .map(|week| record.raw(week, raw))
        .collect()
}

/// Two levels each for the clients of one stream.
fn two_doors() -> Scenario {
    let mut scenario = plain(vec![
        one_to_one("a heavy", 1.0, exponential(6.0), vec![0.0, 0.6, 0.0, 0.0]),
        one_to_one("a light", 1.0, exponential(9.0), vec![0.3, 0.0, 0.0, 0.0]),
        one_to_one("b heavy", 1.0, exponential(5.0), vec![0.0, 0.0, 0.0, 0.5]),
        one_to_one("b light", 1.0, exponential(7.0), vec![0.0, 0.0, 0.2, 0.0]),
    ]);
    scenario.initial.clients = vec![4, 6, 0, 0];
    scenario.referrals = vec![stream("a", 1.5, vec![0.7, 0.3, 0.0, 0.0])];
    scenario.staff = Some(staff(exponential(30.0), 2.0));
    scenario.hiring = Some(hiring(exponential(6.0)));
    scenario.posts = vec![posts("worker", 3)];
    scenario
}

#[test]
fn one_more_stream_leaves_the_clients_of_the_others_alone() {
    let without = two_doors();
    for at_front in [false, true] {
        let mut with = without.clone();
        let at = if at_front { 0 } else { 1 };
        with.referrals
            .insert(at, stream("b", 2.0, vec![0.0, 0.0, 0.5, 0.5]));
        for replication in 0..5 {
            let (with, without) = (one(&with, replication), one(&without, replication));
            for level in [0, 1] {
                assert_eq!(path_of(&with, level), path_of(&without, level));
            }
            assert!(
                path_of(&with, 2) != path_of(&without, 2),
                "the new stream brings clients"
            );
            for raw in [Raw::FilledEft, Raw::Leavers, Raw::Starts] {
                assert_eq!(path_by(&with, raw), path_by(&without, raw), "{raw:?}");
            }
        }
    }
}

#[test]
fn one_more_post_leaves_the_workers_of_the_others_and_all_clients_alone() {
    let three = two_doors();
    let mut four = three.clone();
    four.posts[0].count = plimsoll::units::Dated::constant(4);
    let mut other_role = three.clone();
    let mut lead = posts("lead", 2);
    lead.eft = 0.001;
    other_role.posts.insert(0, lead);
    other_role.initial.vacancies = vec![0, 0];
    for replication in 0..20 {
        let (three, four, other_role) = (
            one(&three, replication),
            one(&four, replication),
            one(&other_role, replication),
        );
        for level in [0, 1] {
            assert_eq!(path_of(&three, level), path_of(&four, level));
            assert_eq!(path_of(&three, level), path_of(&other_role, level));
        }
        let filled = path_by(&three, Raw::FilledEft);
        for (week, (more, fewer)) in path_by(&four, Raw::FilledEft)
            .into_iter()
            .zip(&filled)
            .enumerate()
        {
            let fourth = more - fewer;
            assert!(
                fourth == 0.0 || fourth == 1.0,
                "week {week}: the fourth post holds {fourth}"
            );
        }
        let rounded: Vec<f64> = path_by(&other_role, Raw::FilledEft)
            .iter()
            .map(|eft| eft.round())
            .collect();
        assert_eq!(rounded, filled);
        let more = |raw| {
            path_by(&four, raw)
                .iter()
                .zip(path_by(&three, raw))
                .all(|(more, fewer)| *more >= fewer)
        };
        assert!(more(Raw::Leavers) && more(Raw::Starts));
    }
}

#[test]
fn another_plan_for_staff_leaves_the_clients_alone_and_another_for_referrals_the_staff() {
    let base = two_doors();
    let mut staffing = base.clone();
    staffing.hiring = Some(hiring(fixed(20.0)));
    staffing.staff.as_mut().expect("has staff").notice_weeks = 8.0;
    staffing.week.full_time_hours = 30.0;
    let mut demand = base.clone();
    demand.referrals[0].per_week = dated(vec![(0.0, 1.5), (20.0, 3.0)]);
    for replication in 0..5 {
        let base = one(&base, replication);
        let staffing = one(&staffing, replication);
        let demand = one(&demand, replication);
        for raw in [Raw::ClientsAll, Raw::Referrals, Raw::Exits] {
            assert_eq!(path_by(&base, raw), path_by(&staffing, raw), "{raw:?}");
        }
        assert_eq!(
            path_by(&base, Raw::FilledEft),
            path_by(&demand, Raw::FilledEft)
        );
        // Until the plans part, the clients are the same; after that the same ones come, sooner.
        assert_eq!(path_of(&base, 0)[..20], path_of(&demand, 0)[..20]);
        assert!(total(&demand, Raw::Referrals) >= total(&base, Raw::Referrals));
    }
}

/// Worker k of a post draws the same tenure whatever became of worker k - 1: with longer notice and fill the gaps shift, the
/// tenures between a start and the next notice do not.
#[test]
fn a_worker_brings_the_same_tenure_to_every_plan() {
    let tenures = |notice: f64, fill: f64| -> Vec<f64> {
        let mut scenario = without_clients();
        scenario.run.horizon_weeks = 700;
        scenario.run.steps_per_week = 7;
        scenario.staff = Some(staff(
            Distribution::Uniform {
                min: 30.0,
                max: 90.0,
            },
            notice,
        ));
        scenario.hiring = Some(hiring(fixed(fill)));
        let record = one(&scenario, 0);
        let leaves: Vec<f64> = (0..700)
            .filter(|week| record.raw(*week, Raw::Leavers) > 0.0)
            .map(|week| week as f64)
            .collect();
        // From one leaving to the next: empty time, tenure, notice.
        leaves
            .windows(2)
            .map(|pair| pair[1] - pair[0] - (fill - notice).max(0.0) - notice)
            .collect()
    };
    let (short, long) = (tenures(0.0, 5.0), tenures(6.0, 15.0));
    assert!(long.len() > 5, "{long:?}");
    for (a, b) in short.iter().zip(&long) {
        // Leavings are seen by the week.
        assert!((a - b).abs() <= 2.0, "{short:?} and {long:?}");
    }
}

/// What a worker is like is a draw of its own: where nothing asks for it, nothing changes.
#[test]
fn traits_that_nothing_asks_for_leave_every_number_alone() {
    let base = busy();
    let mut differing = base.clone();
    differing.traits = Some(plimsoll::scenario::Traits {
        proactivity: Some(Distribution::Lognormal { mean: 1.0, sd: 0.4 }),
        presence: Some(Distribution::Gamma { mean: 1.0, sd: 0.3 }),
        ..plimsoll::scenario::Traits::default()
    });
    for replication in 0..3 {
        same(
            "with traits",
            &one(&base, replication),
            &one(&differing, replication),
        );
    }
}

const PINNED_PARAMETER: u64 = 0x3ffc_bade_80d3_f328;

const PINNED_UNIFORMS: [[u64; 3]; 24] = [
    [
        0x3fd0_3a8e_fbbc_11c6,
        0x3fe8_07b4_6b29_774d,
        0x3fd2_4003_f80c_4b52,
    ],
    [
        0x3f91_6e3e_288f_77a0,
        0x3fe1_99dc_1c42_79f9,
        0x3fe9_7b4e_c3b3_2143,
    ],
    [
        0x3fc0_c539_61d4_38fc,
        0x3fec_4623_ae91_7acf,
        0x3fe5_6f9a_21aa_d0c9,
    ],
    [
        0x3fd7_f322_fa3f_1312,
        0x3feb_aa74_6246_f815,
        0x3fd4_0eea_4a58_544a,
    ],
    [
        0x3f8c_c490_b0c9_dc40,
        0x3fe5_a519_30b2_22e1,
        0x3fe1_c790_a618_a967,
    ],
    [
        0x3fe2_29a6_ee82_52f3,
        0x3fb5_44b6_0872_51b8,
        0x3fd8_fcb1_3943_144a,
    ],
    [
        0x3fd2_1b59_59cb_e732,
        0x3fe2_9cdd_df27_4337,
        0x3fea_d5b3_fdec_90b3,
    ],
    [
        0x3fd2_8e15_6495_cf32,
        0x3fd4_5990_1ea8_885e,
        0x3fc0_dc42_246c_5cf4,
    ],
    [
        0x3fe5_5976_6f85_16af,
        0x3fd2_e171_265e_c5aa,
        0x3f50_1759_03a9_b200,
    ],
    [
        0x3fc7_951d_f2b6_6d3c,
        0x3fe3_c66c_a960_2d1b,
        0x3fad_9969_78ec_50d0,
    ],
    [
        0x3fc1_919d_1ce7_93d4,
        0x3fe9_80c6_1bae_dc71,
        0x3fde_2fc1_c320_eaba,
    ],
    [
        0x3fd6_407c_8560_4116,
        0x3fe3_7a39_4ec4_e32f,
        0x3fad_a5e0_1522_7630,
    ],
    [
        0x3fe2_92cf_a1ca_2f83,
        0x3fe2_0fe5_7bf1_ff17,
        0x3fb0_e930_162a_7828,
    ],
    [
        0x3fc6_2b62_6220_8adc,
        0x3fc2_4503_e59c_4de4,
        0x3fed_a4b5_ef82_2fcd,
    ],
    [
        0x3fd7_770b_fecf_53fe,
        0x3fd7_33f0_bdeb_46b6,
        0x3fd3_7c9a_16bc_f07a,
    ],
    [
        0x3fcb_dac7_87ef_388c,
        0x3fdd_3a6f_a047_d28e,
        0x3fe8_fd44_f5f4_795f,
    ],
    [
        0x3fd8_22f3_0176_78ca,
        0x3fd3_5f8f_bb44_d47a,
        0x3fd3_1d23_92f7_b72a,
    ],
    [
        0x3fd5_6357_52ac_454e,
        0x3fe8_3e10_1031_70c5,
        0x3fec_c0f0_edc4_accf,
    ],
    [
        0x3fc4_bef4_a461_3254,
        0x3fb2_9218_7d0d_6eb8,
        0x3fee_ba00_bd95_3033,
    ],
    [
        0x3fe9_b1b5_f735_0edf,
        0x3fee_f986_deef_b0fb,
        0x3fda_0235_ccb6_c102,
    ],
    [
        0x3fe0_097b_62c9_36dd,
        0x3fe7_28f4_20f6_1383,
        0x3fec_198f_4914_803d,
    ],
    [
        0x3fe9_b271_5000_b34b,
        0x3fd4_73b8_9ad0_a23e,
        0x3fdc_6eec_f3e0_09da,
    ],
    [
        0x3fe3_04fb_4e96_af65,
        0x3fe8_6c34_387c_ef65,
        0x3fd1_b6ed_5ce9_60d2,
    ],
    [
        0x3fe5_b336_4fe9_3f35,
        0x3fe9_d184_e1cc_c57d,
        0x3fdd_acc7_899e_be0e,
    ],
];

const PINNED_VALUES: [[u64; 3]; 9] = [
    [
        0x4037_6ab3_0ac7_82fa,
        0x4037_6ab3_0ac7_82fa,
        0x4037_6ab3_0ac7_82fa,
    ],
    [
        0x4020_5459_d65b_b28a,
        0x4020_dc56_4d54_8c8e,
        0x4020_7961_2396_d81e,
    ],
    [
        0x4033_de93_d0c4_f511,
        0x4029_b609_145d_bd2e,
        0x402c_f65b_c7ed_e756,
    ],
    [
        0x403a_a3aa_b525_9721,
        0x4038_72e3_9c31_b35d,
        0x4041_171d_4ed3_3ec7,
    ],
    [
        0x4021_d48e_9434_8b7c,
        0x4025_d056_a69a_a6f2,
        0x4029_16d1_9b5d_a142,
    ],
    [
        0x4010_0000_0000_0000,
        0x400c_ec35_498d_27f3,
        0x4000_0000_0000_0000,
    ],
    [
        0x4012_d893_fb94_eefb,
        0x400c_7f66_da77_16fd,
        0x4007_b127_f729_ddf6,
    ],
    [
        0x4012_73e0_b606_5c3e,
        0x3ffb_2380_8ac8_c81a,
        0x4009_2fac_120e_6e84,
    ],
    [
        0x4020_0000_0000_0000,
        0x401c_ec35_498d_27f3,
        0x4018_0000_0000_0000,
    ],
];
