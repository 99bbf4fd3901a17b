//! From a plain CSV file to a report: on the terminal, as JSON, as one HTML file, as SVG figures.

mod change_section;
mod courses;
mod figures;
mod html;
mod meta_figures;
mod meta_report;
mod meta_text;
mod metapsy;
mod number;
mod outcomes_figures;
mod outcomes_report;
mod outcomes_text;
mod power_report;
mod randomise_report;
mod response;
mod sections;
mod svg;
mod table;
mod text;
mod times;

pub use change_section::{AnchorVerdict, ChangeOptions, ChangeSection, GroupCounts, PersonRow};
pub use courses::{Columns, Courses, Duplicates, Person, TimePoint, Visit, read_courses};
pub use figures::Figure;
pub use meta_figures::meta_figures;
pub use meta_report::{MetaColumns, MetaReport, MetaRequest, SmallStudy, StudyRow, meta_report};
pub use meta_text::{meta_html, meta_text};
pub use metapsy::{MetapsyRow, read_metapsy};
pub use number::{Decimal, NumberRules, list as number_list};
pub use outcomes_figures::outcomes_figures;
pub use outcomes_report::{OutcomesReport, OutcomesRequest, Refused, outcomes_report};
pub use outcomes_text::{outcomes_html, outcomes_text};
pub use power_report::{PowerDesign, PowerReport, PowerRequest, power_report, power_text};
pub use randomise_report::{RandomiseReport, RandomiseRequest, randomise_report, randomise_text};
pub use response::{ResponseCurve, ResponseSection};
pub use sections::{
    BetweenSection, DataSection, ImputedSection, MixedSection, VisitMean, WithinSection,
};
pub use table::{Table, decode, parse_csv};
