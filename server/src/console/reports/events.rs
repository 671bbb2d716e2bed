//! `GET /inbox/events`: a word whenever something came.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::console::Shared;
use crate::console::access::roles::Right;
use crate::console::page::visit::glance;
use crate::web;

pub(super) async fn events(State(console): State<Shared>, headers: HeaderMap) -> Response {
    let (news, closing) = (console.news.subscribe(), console.closing.clone());
    glance(console, &headers, Right::Reports, move |_| Ok(web::news_of(news, closing))).await
}
