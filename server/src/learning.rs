//! What a region learns from its reports: charts and figures made of codes alone, with what is too
//! small kept back. Nothing that a person wrote comes in here.

pub mod chart;
mod charts;
pub(crate) mod csv;
pub mod fact;
mod facts;
mod level;
mod rates;
mod settings;
pub mod svg;
#[cfg(test)]
mod tests;
mod view;
pub mod xmr;
mod zone;

pub use charts::{MarkerAge, NAMES, chart};
pub use facts::Facts;
pub use level::Level;
pub use rates::Rates;
pub use settings::{About, Settings, SettingsFault, Survey, SurveyOf};
pub use view::View;
pub use zone::{Local, NotAZone, UNITED_KINGDOM, Zone};

pub(crate) use csv::written as csv_of;
