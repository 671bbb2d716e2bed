//! Individuals and moving ranges: what is ordinary for a figure over time, and what is not.
//!
//! The limits lie 2.66 mean moving ranges from the mean. The rules follow the practice that the NHS
//! calls Making Data Count (`docs/learning.md` says what is known of it and what is a setting).

/// The factor of a chart of individuals: 3 / 1.128, as it is commonly rounded.
const LIMIT: f64 = 2.66;

/// The process limits of figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The mean.
    pub mean: f64,
    /// The mean of the differences between one figure and the next.
    pub moving_range: f64,
    /// Below it a figure is out of the ordinary. Never less than 0: these are counts.
    pub lower: f64,
    /// Above it a figure is out of the ordinary.
    pub upper: f64,
}

/// Why a point is out of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// It lies outside the limits.
    Outside,
    /// It is in a run on one side of the mean.
    Side,
    /// It is in a run that rises or falls all the way.
    Trend,
    /// It is one of two among three near the same limit.
    NearLimit,
}

/// A signal, and whether it points up.
pub type Signalled = (Signal, bool);

/// The limits of figures; none where there are too few for a difference. A gap is passed over: no
/// difference is taken across it.
#[must_use]
pub fn limits(figures: &[Option<f64>]) -> Option<Limits> {
    let shown: Vec<f64> = figures.iter().flatten().copied().collect();
    let neighbours = figures.windows(2).filter_map(|two| match two {
        [Some(one), Some(next)] => Some((next - one).abs()),
        _ => None,
    });
    let ranges: Vec<f64> = neighbours.collect();
    let (mean, moving_range) = (mean(&shown)?, mean(&ranges)?);
    let wide = LIMIT * moving_range;
    Some(Limits { mean, moving_range, lower: (mean - wide).max(0.0), upper: mean + wide })
}

fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

/// What is out of the ordinary about each figure, the plainest reason. `run` is how many in a row
/// make a run.
#[must_use]
pub fn signals(figures: &[Option<f64>], limits: &Limits, run: usize) -> Vec<Option<Signalled>> {
    let mut all: Vec<Option<Signalled>> = vec![None; figures.len()];
    let mut mark = |at: usize, signal: Signal, up: bool| {
        if let Some(known) = all.get_mut(at)
            && known.is_none_or(|(known, _)| signal < known)
        {
            *known = Some((signal, up));
        }
    };
    for (at, figure) in figures.iter().enumerate() {
        match figure {
            Some(figure) if *figure > limits.upper => mark(at, Signal::Outside, true),
            Some(figure) if *figure < limits.lower => mark(at, Signal::Outside, false),
            _ => {}
        }
    }
    let run = run.max(2);
    for (start, window) in figures.windows(run).enumerate() {
        let Some(window) = window.iter().copied().collect::<Option<Vec<f64>>>() else { continue };
        let pairs = || window.windows(2).filter_map(|two| Some((*two.first()?, *two.get(1)?)));
        for up in [true, false] {
            let beside = |one: &f64| if up { *one > limits.mean } else { *one < limits.mean };
            let moves = |(one, next): (f64, f64)| if up { next > one } else { next < one };
            let (side, trend) = (window.iter().all(beside), pairs().all(moves));
            for at in start..start + run {
                if side {
                    mark(at, Signal::Side, up);
                }
                if trend {
                    mark(at, Signal::Trend, up);
                }
            }
        }
    }
    for (start, window) in figures.windows(3).enumerate() {
        for up in [true, false] {
            // By the width, not by a limit that was cut off at none.
            let wide = LIMIT * limits.moving_range * 2.0 / 3.0;
            let third = if up { limits.mean + wide } else { limits.mean - wide };
            let near = |one: &Option<f64>| {
                one.is_some_and(|one| if up { one > third } else { one < third })
            };
            if window.iter().filter(|one| near(one)).count() >= 2 {
                let among = window.iter().enumerate().filter(|(_, one)| near(one));
                among.for_each(|(at, _)| mark(start + at, Signal::NearLimit, up));
            }
        }
    }
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(figures: &[f64]) -> Vec<Option<f64>> {
        figures.iter().copied().map(Some).collect()
    }

    /// By hand: the mean of 20, 24, 19, 25, 22 is 110 / 5 = 22; the differences are 4, 5, 6, 3,
    /// their mean 18 / 4 = 4.5; 2.66 times that is 11.97.
    #[test]
    fn the_limits_are_those_reckoned_by_hand() {
        let limits = limits(&of(&[20.0, 24.0, 19.0, 25.0, 22.0])).unwrap();
        assert_eq!((limits.mean, limits.moving_range), (22.0, 4.5));
        assert!((limits.lower - 10.03).abs() < 1e-9, "{limits:?}");
        assert!((limits.upper - 33.97).abs() < 1e-9, "{limits:?}");
    }

    #[test]
    fn no_difference_is_taken_across_a_gap() {
        let limits = limits(&[Some(10.0), Some(12.0), None, Some(50.0), Some(52.0)]).unwrap();
        assert_eq!((limits.mean, limits.moving_range), (31.0, 2.0));
        assert_eq!(super::limits(&[Some(1.0), None, Some(2.0)]), None);
        assert_eq!(super::limits(&[]), None);
    }

    #[test]
    fn counts_have_no_limit_below_none() {
        assert_eq!(limits(&of(&[0.0, 10.0, 0.0])).unwrap().lower, 0.0);
    }

    fn marks(figures: &[f64], limits: &Limits) -> Vec<Option<Signalled>> {
        signals(&of(figures), limits, 7)
    }

    const LIMITS: Limits = Limits { mean: 20.0, moving_range: 4.0, lower: 10.0, upper: 30.0 };

    #[test]
    fn each_rule_finds_its_own() {
        let outside = marks(&[20.0, 31.0, 9.0], &LIMITS);
        let expected = [None, Some((Signal::Outside, true)), Some((Signal::Outside, false))];
        assert_eq!(outside, expected);

        let seven = [21.0, 22.0, 21.0, 22.0, 21.0, 22.0, 21.0];
        assert!(marks(&seven, &LIMITS).iter().all(|one| *one == Some((Signal::Side, true))));
        assert!(marks(&seven[1..], &LIMITS).iter().all(Option::is_none), "six are no run");

        let falls = [23.0, 22.0, 21.0, 20.0, 19.0, 18.0, 17.0];
        assert!(marks(&falls, &LIMITS).iter().all(|one| *one == Some((Signal::Trend, false))));

        let near = marks(&[28.0, 20.0, 28.0, 20.0], &LIMITS);
        let high = Some((Signal::NearLimit, true));
        assert_eq!(near, [high, None, high, None]);
        assert!(marks(&[28.0, 20.0, 20.0, 28.0], &LIMITS).iter().all(Option::is_none));
    }

    #[test]
    fn a_gap_ends_a_run() {
        let mut figures = of(&[21.0; 8]);
        figures.insert(4, None);
        assert!(signals(&figures, &LIMITS, 7).iter().all(Option::is_none));
    }
}
