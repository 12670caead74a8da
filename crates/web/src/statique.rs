//! Styles, script, fonts and drawings, built by npm into `front/dist` and embedded in the binary.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../front/dist"]
#[exclude = "*.map"]
struct Fichiers;

/// `GET /statique/{*chemin}`: an embedded file; its address changes with its content, so it is cached for good.
pub async fn show(Path(chemin): Path<String>) -> Response {
    let Some(fichier) = Fichiers::get(&chemin) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match chemin.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, fichier.data).into_response()
}
