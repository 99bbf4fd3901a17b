//! Power and sample size, by formula and by simulation.

mod formula;
mod simulate;

pub use formula::{
    Sides, correlation_power, design_effect, inflate_for_dropout, log_rank_events,
    mean_difference_power, non_inferiority_power, paired_power, proportion_power, smallest_n,
};
pub use simulate::{CourseTrial, SimulatedPower, simulate_course_trial};
