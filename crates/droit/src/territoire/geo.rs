//! Shapes of the communes: `geo/*.geojson`, for drawing only (no rule reads a shape).

use super::anomalie::Fichier;
use super::json::{self, Json};
use super::lieux::Commune;

/// The outline of a commune, polygons of closed rings of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contour {
    /// INSEE code.
    pub commune: String,
    /// Outer ring first, then holes.
    pub polygones: Vec<Vec<Vec<Point>>>,
}

/// WGS 84, whole millionths of a degree: no float in the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Point {
    pub longitude: i32,
    pub latitude: i32,
}

const QUE_FAIRE: &str = "Fournir une FeatureCollection GeoJSON en WGS 84 dont chaque Feature porte « code » (INSEE) et une géométrie Polygon ou MultiPolygon aux anneaux fermés.";

pub(super) fn lire(fichier: Fichier<'_>, communes: &[Commune]) -> Vec<Contour> {
    let document = match json::parse(fichier.texte) {
        Ok(document) => document,
        Err(position) => {
            fichier.signaler(
                Some(position),
                "Le texte n'est pas du JSON correct.",
                "Corriger à cet endroit ou exporter le fichier de nouveau.",
            );
            return Vec::new();
        }
    };
    let Some(features) = document.get("features").and_then(Json::liste) else {
        fichier.signaler(Some(0), "Le fichier n'est pas une FeatureCollection.", QUE_FAIRE);
        return Vec::new();
    };
    let mut contours: Vec<Contour> = Vec::new();
    for (place, feature) in features {
        let Some(code) = feature.get("properties").and_then(|p| p.get("code")).and_then(Json::texte) else {
            fichier.signaler(Some(*place), "Un élément n'a pas de propriété « code ».", QUE_FAIRE);
            continue;
        };
        if !communes.iter().any(|c| c.code == code) {
            fichier.signaler(
                Some(*place),
                format!("La commune « {code} » n'est pas déclarée dans ce territoire."),
                "Retirer l'élément ou ajouter la commune dans territoire.toml.",
            );
            continue;
        }
        if contours.iter().any(|c| c.commune == code) {
            fichier.signaler(
                Some(*place),
                format!("La commune « {code} » est dessinée deux fois."),
                "Réunir ses formes en un MultiPolygon.",
            );
            continue;
        }
        match feature.get("geometry").and_then(lire_geometrie) {
            Some(polygones) => contours.push(Contour { commune: code.to_owned(), polygones }),
            None => fichier.signaler(Some(*place), format!("La géométrie de la commune « {code} » n'est pas admise."), QUE_FAIRE),
        }
    }
    contours
}

fn lire_geometrie(geometry: &Json<'_>) -> Option<Vec<Vec<Vec<Point>>>> {
    let coordinates = geometry.get("coordinates")?;
    match geometry.get("type")?.texte()? {
        "Polygon" => Some(vec![lire_polygone(coordinates)?]),
        "MultiPolygon" => {
            let polygones: Option<Vec<_>> = coordinates.liste()?.iter().map(|(_, p)| lire_polygone(p)).collect();
            polygones.filter(|p| !p.is_empty())
        }
        _ => None,
    }
}

fn lire_polygone(value: &Json<'_>) -> Option<Vec<Vec<Point>>> {
    let rings: Option<Vec<_>> = value.liste()?.iter().map(|(_, ring)| lire_anneau(ring)).collect();
    rings.filter(|r| !r.is_empty())
}

/// A ring has at least four points, the last being the first.
fn lire_anneau(value: &Json<'_>) -> Option<Vec<Point>> {
    let points: Option<Vec<Point>> = value.liste()?.iter().map(|(_, p)| lire_point(p)).collect();
    points.filter(|p| p.len() >= 4 && p.first() == p.last())
}

fn lire_point(value: &Json<'_>) -> Option<Point> {
    let [(_, Json::Nombre(longitude)), (_, Json::Nombre(latitude)), ..] = value.liste()? else { return None };
    Some(Point { longitude: millioniemes(longitude, 180)?, latitude: millioniemes(latitude, 90)? })
}

/// An exact decimal as millionths, digits beyond the sixth dropped (less than twelve centimetres).
fn millioniemes(text: &str, bound: i32) -> Option<i32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || whole.len() > 3 || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(6)];
    let value = whole.parse::<i32>().ok()? * 1_000_000 + format!("{kept:0<6}").parse::<i32>().ok()?;
    (value <= bound * 1_000_000).then_some(sign * value)
}
