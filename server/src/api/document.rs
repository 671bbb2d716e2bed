//! The API described: `GET /openapi.json`.

use axum::Json;
use utoipa::{OpenApi, ToSchema};

/// RFC 9457 problem details.
#[derive(ToSchema)]
pub(super) struct ProblemBody {
    /// What went wrong, for programs, such as `revoked`.
    #[schema(rename = "code", value_type = String)]
    _code: (),
    /// What to do, for people.
    #[schema(rename = "title", value_type = String)]
    _title: (),
    /// The HTTP status.
    #[schema(rename = "status", value_type = u16)]
    _status: (),
    /// The server's clock, in milliseconds since 1970.
    #[schema(rename = "time", value_type = i64)]
    _time: (),
    /// With `revoked`: the signed order to wipe the device, in base64url, after its signer's
    /// certificate.
    #[schema(rename = "order", value_type = Option<Vec<String>>)]
    _order: (),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tabard region",
        description = "The relay of a region. Messages are CBOR, described in docs/protocol.md."
    ),
    paths(
        super::sync::sync,
        super::mirror::mirror,
        super::chunks::chunks,
        super::enrol::enrol,
        super::directory::offer,
        super::health::health,
        super::health::ready,
        super::health::metrics,
        openapi,
    ),
    components(schemas(ProblemBody))
)]
struct Document;

#[utoipa::path(
    get, path = "/openapi.json", tag = "operators",
    responses((status = 200, description = "This document", body = String))
)]
pub(super) async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}
