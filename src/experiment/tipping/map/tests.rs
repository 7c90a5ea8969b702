//! The map of a made-up process whose chances are known.

use super::*;
use crate::experiment::trial::scenario;
use crate::random::{Draws, Entity, Purpose};

/// Rows of the made-up walk; in the last it is overstretched.
const ROWS: std::ops::RangeInclusive<usize> = 16..=22;
const WEEKS: usize = 260;

/// Chance of a step up, down and (in the last row) out, with 0 or 1 post of two vacant.
const UP: [f64; 2] = [0.06, 0.12];
const DOWN: f64 = 0.10;
const OUT: f64 = 0.02;
/// Chance that the vacancy opens or is filled.
const TURN: [f64; 2] = [0.03, 0.10];

/// One step of the walk, decided by two uniform numbers.
fn step((vacant, row): (usize, usize), u: f64, v: f64) -> (usize, usize) {
    let turned = if v < TURN[vacant] { 1 - vacant } else { vacant };
    let last = *ROWS.end();
    let moved = if row == last {
        if u < OUT { row - 1 } else { row }
    } else if u < UP[vacant] {
        row + 1
    } else if u < UP[vacant] + DOWN && row > *ROWS.start() {
        row - 1
    } else {
        row
    };
    (turned, moved)
}

/// A future of the walk: as overstretched as its row says, its twin never.
fn future(number: u64) -> Future {
    let mut scenario = scenario(WEEKS);
    scenario.posts[0].count = crate::units::Dated::constant(2);
    let mut future = Future::new(&scenario);
    let draws = Draws::new(77, number);
    let start = Entity {
        name: 0,
        ordinal: 0,
    };
    let draw = draws.draw(Purpose::Parameter, start, 0);
    // Anywhere at first, so that every cell is come to.
    let rows = ROWS.count() - 1;
    let first = *ROWS.start() + (draw.uniform(0) * rows as f64) as usize;
    let mut state = (usize::from(draw.uniform(1) < 0.4), first);
    for week in 0..WEEKS {
        let record = &mut future.record;
        let row = record.row_mut(week);
        row[Raw::FundedEft as usize] = 2.0;
        row[Raw::VacantEft as usize] = state.0 as f64;
        record.window_pressure[week] = (state.1 as f64 + 0.4) * PRESSURE_STEP;
        record.overstretched[week] = [state.1 == *ROWS.end(); 3];
        let entity = Entity {
            name: 1,
            ordinal: week as u64,
        };
        let draw = draws.draw(Purpose::Parameter, entity, 0);
        state = step(state, draw.uniform(0), draw.uniform(1));
    }
    future
}

/// Probability by state of being in the last row within so many steps, or after exactly so many; by going back step by step.
fn known(steps: usize, question: Question) -> BTreeMap<(usize, usize), f64> {
    let states: Vec<(usize, usize)> = [0, 1]
        .into_iter()
        .flat_map(|vacant| ROWS.map(move |row| (vacant, row)))
        .collect();
    let is_in = |state: &(usize, usize)| f64::from(u8::from(state.1 == *ROWS.end()));
    // With no step left: being there counts for both questions.
    let mut chances: BTreeMap<_, f64> = states.iter().map(|it| (*it, is_in(it))).collect();
    for _ in 0..steps {
        let before = chances.clone();
        for state in &states {
            let last = state.1 == *ROWS.end();
            let (up, down) = match (last, state.1 == *ROWS.start()) {
                (true, _) => (0.0, OUT),
                (false, true) => (UP[state.0], 0.0),
                (false, false) => (UP[state.0], DOWN),
            };
            let turn = TURN[state.0];
            let mut sum = 0.0;
            for (row, share) in [
                (state.1 + 1, up),
                (state.1 - 1, down),
                (state.1, 1.0 - up - down),
            ] {
                if share > 0.0 {
                    sum += share
                        * (turn * before[&(1 - state.0, row)]
                            + (1.0 - turn) * before[&(state.0, row)]);
                }
            }
            // Once in, "within" stays answered.
            let stays = last && question == Question::FallsIn;
            chances.insert(*state, if stays { 1.0 } else { sum });
        }
    }
    chances
}

fn mapped(futures: u64) -> Map {
    let grid = Grid {
        vacancy_step: 0.5,
        vacancy_first: 0.0,
        window_weeks: 13,
        first_week: 12,
    };
    let (mut own, mut counts) = (Own::default(), Counts::new());
    for number in 0..futures {
        let mut row = Vec::new();
        walk(&grid, &future(number), &mut row);
        gather(&row, &mut own, &mut counts);
    }
    Map {
        grid,
        cells: cells(counts),
        positions: vec![own.position("as it starts".into())],
        played: Played::default(),
        enter: 1.1,
    }
}

#[test]
fn the_chances_of_a_process_without_memory_are_found_in_every_cell() {
    let map = mapped(3000);
    let (mut compared, mut covered) = (0, 0);
    for question in [Question::FallsIn, Question::Later] {
        let known = known(AHEAD_WEEKS, question);
        for cell in &map.cells {
            let Some(found) = cell.known(question) else {
                // Nobody comes to the last row without being overstretched.
                assert!(question == Question::FallsIn && cell.row == *ROWS.end());
                continue;
            };
            let wanted = known[&(cell.column, cell.row)];
            let n = found.replications as f64;
            let error = (wanted * (1.0 - wanted) / n).sqrt();
            assert!(
                (found.value - wanted).abs() < 4.0 * error,
                "{question:?} at {}, {}: {} for {wanted}, {n} futures",
                cell.column,
                cell.row,
                found.value
            );
            compared += 1;
            covered += u32::from(found.low <= wanted && wanted <= found.high);
        }
    }
    assert_eq!(compared, 12 + 14);
    // 95 % of 26, within four standard errors of 1.1; the cells share futures.
    assert!(covered >= 20, "{covered} of {compared}");
}

#[test]
fn the_half_line_lies_where_the_known_chance_passes_one_half() {
    let map = mapped(3000);
    let known = known(AHEAD_WEEKS, Question::FallsIn);
    let points = map.half_line(Question::FallsIn);
    assert_eq!(points.len(), 2, "{points:?}");
    for point in points {
        let row = ROWS
            .clone()
            .find(|row| known[&(point.column, row + 1)] >= 0.5)
            .unwrap();
        let (low, high) = (known[&(point.column, row)], known[&(point.column, row + 1)]);
        assert!(low < 0.5);
        let wanted = (row as f64 + 0.5 + (0.5 - low) / (high - low)) * PRESSURE_STEP;
        assert!(
            (point.pressure - wanted).abs() < 0.5 * PRESSURE_STEP,
            "{} for {wanted}",
            point.pressure
        );
    }
}

#[test]
fn a_cell_with_few_futures_is_not_known_and_draws_no_line() {
    let cell = |row, hits, of| Cell {
        column: 0,
        row,
        weeks: of,
        falls_in: share(hits, of),
        later: share(hits, of),
    };
    let map = |cells| Map { cells, ..mapped(1) };
    let few = LEAST_FUTURES - 1;
    let gap = map(vec![
        cell(16, 5, 100),
        cell(17, few, few),
        cell(18, 90, 100),
    ]);
    assert_eq!(gap.cell(0, 17).unwrap().known(Question::FallsIn), None);
    assert_eq!(gap.half_line(Question::FallsIn), []);
    let whole = map(vec![cell(16, 5, 100), cell(17, 55, 100), cell(18, 90, 100)]);
    let found = whole.half_line(Question::FallsIn);
    assert!((found[0].pressure - (16.5 + 0.9) * PRESSURE_STEP).abs() < 1e-12);
}

#[test]
fn each_future_counts_once_in_a_cell_from_the_week_it_came() {
    let map = mapped(40);
    for cell in &map.cells {
        assert!(
            cell.later.replications <= 40 && cell.falls_in.replications <= cell.later.replications
        );
        assert!(cell.weeks >= cell.later.replications);
    }
    let weeks: u64 = map.cells.iter().map(|it| it.weeks).sum();
    assert_eq!(weeks, 40 * (WEEKS - AHEAD_WEEKS - 12) as u64);
}

#[test]
fn cells_hold_what_lies_between_their_bounds() {
    let mut scenario = scenario(WEEKS);
    scenario.posts[0].count = crate::units::Dated::constant(8);
    let grid = Grid::of(&scenario);
    assert!(grid.by_post());
    assert_eq!((grid.first_week, grid.cell(0.0, 0.0)), (12, Some((0, 0))));
    assert_eq!(grid.cell(3.0 / 8.0, 0.85), Some((3, 17)));
    assert_eq!(grid.cell(1.0, f64::INFINITY), Some((8, 30)));
    assert_eq!(grid.pressure(30), (PRESSURE_TOP, f64::INFINITY));
    assert_eq!(grid.cell(f64::NAN, 0.9), None);
    let (from, to) = grid.vacancy(3);
    assert!(from < 0.375 && 0.375 < to);
    scenario.posts[0].count = crate::units::Dated::new(vec![(0.0, 8), (52.0, 6)]).unwrap();
    let grid = Grid::of(&scenario);
    assert_eq!(
        (grid.cell(0.1, 1.0), grid.vacancy(0)),
        (Some((1, 20)), (0.0, 0.1))
    );
    assert_eq!(grid.cell(1.0, 1.0), Some((9, 20)));
}

/// What comes after two years does not count: not from the start, and not from a week in a cell.
#[test]
fn two_years_are_looked_ahead_and_no_more() {
    let found = |vicious: usize| {
        let mut future = Future::new(&scenario(WEEKS));
        for week in 0..WEEKS {
            let row = future.record.row_mut(week);
            row[Raw::FundedEft as usize] = 2.0;
            row[Raw::VacantEft as usize] = 0.0;
            future.record.window_pressure[week] = 0.81;
            future.record.overstretched[week] = [week == vicious; 3];
        }
        let (mut own, mut counts) = (Own::default(), Counts::new());
        let mut row = Vec::new();
        walk(&Grid::of(&scenario(WEEKS)), &future, &mut row);
        gather(&row, &mut own, &mut counts);
        let cell = cells(counts).remove(0);
        let start = own.position("here".into());
        (start.falls_in.value, start.later.value, cell.falls_in.value)
    };
    let last = AHEAD_WEEKS - 1;
    assert_eq!(found(last - 1), (1.0, 0.0, 1.0));
    assert_eq!(found(last), (1.0, 1.0, 1.0));
    // The first week that counts is the thirteenth, and the cell looks ahead from there.
    assert_eq!(found(last + 1), (0.0, 0.0, 1.0));
    assert_eq!(found(12 + AHEAD_WEEKS), (0.0, 0.0, 1.0));
    assert_eq!(found(13 + AHEAD_WEEKS), (0.0, 0.0, 0.0));
}
