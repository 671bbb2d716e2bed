//! Who may use the console, and for what.

mod accounts;
mod administering;
mod administering_page;
mod entering;
mod factor;
mod page;
mod password;
pub(in crate::console) mod people;
pub(in crate::console) mod roles;
pub(in crate::console) mod signing;
pub(in crate::console) mod stretching;
mod tries;

use axum::Router;
use axum::routing::{get, post};

use super::Shared;

/// The routes of signing in and out.
pub(in crate::console) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(signing::first))
        .route("/enter/{token}", get(entering::knock).post(entering::choose))
        .route("/enter/{token}/code", post(entering::confirm))
        .route("/sign-in", get(signing::ask).post(signing::sign_in))
        .route("/people", get(administering::page).post(administering::invite))
        .route("/people/{key}", get(administering::person).post(administering::act))
        .route("/leave", post(signing::leave))
        .route("/left", get(signing::left))
}
