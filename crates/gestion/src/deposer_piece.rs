//! Act: receiving a paper at a desk, filed once for all the desks of the territory (CCH R. 441-2-4-1).

use droit::pieces::Piece;
use serde_json::json;
use sha2::{Digest, Sha256};
use stockage::piece;
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::idempotence;
use crate::issue::{Echec, Refus};
use crate::modifier_etat::get_en_portee;

/// Largest paper: a photo of a telephone is well under.
pub const TAILLE_MAX: usize = 10 * 1024 * 1024;
/// Papers of one demande, withdrawn ones left out.
const NOMBRE_MAX: usize = 60;

/// A file and what it is.
#[derive(Clone, Debug)]
pub struct Depot {
    pub piece: Piece,
    /// Place in the household of the person it is about.
    pub rang: Option<usize>,
    pub nom_fichier: String,
    pub contenu: Vec<u8>,
    pub cle_idempotence: Option<String>,
}

/// What came of a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depose {
    Nouvelle(Uuid),
    /// The very same file was there already.
    DejaLa(Uuid),
}

/// What the first bytes of a file say that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Genre {
    Pdf,
    Jpeg,
    Png,
}

impl Genre {
    pub const ALL: &'static [Genre] = &[Genre::Pdf, Genre::Jpeg, Genre::Png];

    pub const fn code(self) -> &'static str {
        match self {
            Genre::Pdf => "pdf",
            Genre::Jpeg => "jpeg",
            Genre::Png => "png",
        }
    }

    pub fn from_code(code: &str) -> Option<Genre> {
        Genre::ALL.iter().copied().find(|genre| genre.code() == code)
    }
}

/// Receives a paper. Errors: a content that is none of the three kinds, too large, too many.
pub async fn deposer_piece(carbet: &Carbet, acteur: &Acteur, id: Uuid, depot: Depot) -> Result<Depose, Echec> {
    let mut act = carbet.begin(acteur, "deposer_piece").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::TenirPieces, id).await?;
    let genre = recognise(&depot.contenu)?;
    let new = Uuid::now_v7();
    let (cle, now) = (depot.cle_idempotence.as_deref(), act.instant());
    if let Some(first) = idempotence::claim(&act.tx, cle, acteur, "deposer_piece", &new.to_string(), now).await? {
        return Uuid::parse_str(&first).map(Depose::DejaLa).map_err(|_| Echec::Introuvable);
    }
    let empreinte: String = Sha256::digest(&depot.contenu).iter().map(|byte| format!("{byte:02x}")).collect();
    let kept: Vec<piece::Piece> = piece::list_de_demande(&act.tx, &stored.departement, id).await?;
    let kept: Vec<&piece::Piece> = kept.iter().filter(|known| known.etat != "retiree").collect();
    if let Some(known) = kept.iter().find(|known| known.empreinte == empreinte && known.code == depot.piece.code()) {
        return Ok(Depose::DejaLa(known.id));
    }
    if kept.len() >= NOMBRE_MAX {
        return Err(Refus::new(
            "trop_de_pieces",
            format!("Cette demande a déjà {NOMBRE_MAX} pièces."),
            "Retirez celles qui ne servent plus, ou réunissez plusieurs pages en un seul PDF.",
        )
        .champ("fichier")
        .into());
    }
    let row = piece::Piece {
        id: new,
        departement: stored.departement.clone(),
        demande_id: id,
        code: depot.piece.code().to_owned(),
        rang: depot.rang.and_then(|rang| i32::try_from(rang).ok()),
        genre: genre.code().to_owned(),
        nom: short_name(&depot.nom_fichier),
        empreinte,
        taille: i64::try_from(depot.contenu.len()).unwrap_or(i64::MAX),
        etat: "deposee".to_owned(),
        depose_le: now,
        depose_par: acteur.code(),
        organisation: acteur.organisation.clone(),
        suite_le: None,
        suite_par: None,
        motif_retrait: None,
    };
    piece::insert(&act.tx, &row, &depot.contenu).await?;
    act.touch("piece", new);
    act.tell_about(&stored.departement, id, json!({ "piece": depot.piece.code(), "octets": row.taille }));
    carbet.conclude(act).await?;
    Ok(Depose::Nouvelle(new))
}

/// What a content is by its first bytes, whatever the name of its file says.
fn recognise(contenu: &[u8]) -> Result<Genre, Refus> {
    let refuse = |code: &'static str, raison: &str, que_faire: &str| Refus::new(code, raison, que_faire).champ("fichier");
    if contenu.is_empty() {
        return Err(refuse("fichier_vide", "Le fichier est vide.", "Choisissez-le de nouveau, ou reprenez la photo."));
    }
    if contenu.len() > TAILLE_MAX {
        return Err(refuse(
            "fichier_trop_gros",
            "Le fichier dépasse 10 Mio.",
            "Reprenez la photo en qualité normale, ou envoyez le PDF en plusieurs parties.",
        ));
    }
    if contenu.starts_with(b"%PDF-") {
        return Ok(Genre::Pdf);
    }
    if contenu.starts_with(&[0xff, 0xd8, 0xff]) {
        return Ok(Genre::Jpeg);
    }
    if contenu.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Genre::Png);
    }
    let brand = contenu.get(4..12).unwrap_or_default();
    if [&b"ftyphei"[..], b"ftyphev", b"ftypmif", b"ftypmsf"].iter().any(|start| brand.starts_with(start)) {
        return Err(refuse(
            "photo_heic",
            "Cette photo est au format HEIC, que tous les postes ne lisent pas.",
            "Sur l’iPhone : Réglages, Appareil photo, Formats, « Le plus compatible », puis reprenez la photo.",
        ));
    }
    Err(refuse(
        "format_inconnu",
        "Ce fichier n’est ni un PDF, ni une photo JPEG ou PNG.",
        "Photographiez le papier, ou enregistrez-le en PDF.",
    ))
}

/// The last part of a path, at most 120 characters.
fn short_name(nom: &str) -> String {
    let last = nom.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if clean.is_empty() { "piece".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_known_by_its_bytes_and_a_heic_photo_gets_advice() {
        assert_eq!(recognise(b"%PDF-1.7 ...").unwrap(), Genre::Pdf);
        assert_eq!(recognise(&[0xff, 0xd8, 0xff, 0xe0, 0]).unwrap(), Genre::Jpeg);
        assert_eq!(recognise(b"\x89PNG\r\n\x1a\n0000").unwrap(), Genre::Png);
        assert_eq!(recognise(b"\0\0\0\x18ftypheic\0\0\0\0").unwrap_err().code, "photo_heic");
        assert_eq!(recognise(b"MZ executable").unwrap_err().code, "format_inconnu");
        assert_eq!(recognise(b"").unwrap_err().code, "fichier_vide");
        let mut large = b"%PDF-1.7".to_vec();
        large.resize(TAILLE_MAX + 1, b' ');
        assert_eq!(recognise(&large).unwrap_err().code, "fichier_trop_gros");
        assert_eq!(short_name("C:\\photos\\avis.jpg"), "avis.jpg");
    }
}
