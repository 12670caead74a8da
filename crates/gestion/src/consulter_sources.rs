//! Reading: how fresh each source is, which one is late, and what depends on it.

use droit::jour::Jour;
use stockage::import;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::habitat::sigle;
use crate::issue::Echec;
use crate::recevoir_fichier::Nature;

/// Imports looked at: every source has its last one among them.
const IMPORTS: u64 = 2_000;

/// One source and its last word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceVue {
    pub nom: String,
    /// Day its last file tells.
    pub au: Option<Jour>,
    /// Day that file was received.
    pub recu_le: Option<Jour>,
    /// Days after which it is late; `None` when the EPCI set none.
    pub limite: Option<u32>,
    pub etat: EtatSource,
    /// What depends on it, in words.
    pub sert_a: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EtatSource {
    AJour,
    /// By how many days.
    EnRetard(i64),
    /// It never sent anything.
    Jamais,
    /// No limit is set.
    SansLimite,
}

/// A table of values of the law, and the day of its last version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableLoi {
    pub nom: &'static str,
    pub au: Option<Jour>,
    /// No value is published for today: the last one is used, and said.
    pub provisoire: bool,
    pub sert_a: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    pub sources: Vec<SourceVue>,
    pub tables: Vec<TableLoi>,
    pub en_retard: usize,
}

/// Every source of the territory. Errors: `Introuvable` without the right.
pub async fn consulter_sources(carbet: &Carbet, acteur: &Acteur) -> Result<Sources, Echec> {
    acteur.portee(Acte::ConsulterSources).ok_or(Echec::Introuvable)?;
    let regles = carbet.regles();
    let (jour, limites) = (carbet.aujourd_hui(), regles.territoire.epci.fraicheur);
    let done: Vec<import::Import> =
        import::list(&carbet.base, None, IMPORTS).await?.into_iter().filter(|i| i.etat == "termine").collect();
    let last = |nature: Nature, bailleur: Option<&str>| {
        done.iter()
            .filter(|i| i.source == nature.code() && i.bailleur.as_deref() == bailleur)
            .max_by_key(|i| (i.extrait_le, i.lance_le))
    };
    let build = |nom: String, found: Option<&import::Import>, limite: Option<u32>, sert_a| {
        let au = found.and_then(|i| i.extrait_le);
        SourceVue {
            nom,
            au,
            recu_le: found.map(|i| carbet.jour_de(i.lance_le)),
            limite,
            etat: compute_etat(au, limite, jour),
            sert_a,
        }
    };
    let mut sne = build(
        "SNE".to_owned(),
        last(Nature::Sne, None),
        limites.sne_jours,
        "Le registre, l’ordre des listes et l’ordre du jour des séances.",
    );
    // The register may hold a later extract than the last file, and an older base has no row of its imports.
    sne.au = sne.au.max(carbet.fraicheur_sne().au);
    sne.etat = compute_etat(sne.au, sne.limite, jour);
    let mut sources = vec![sne];
    for bailleur in regles.territoire.bailleurs() {
        let (code, nom) = (bailleur.code.as_str(), sigle(&regles.territoire, &bailleur.code));
        sources.push(build(
            format!("Parc de {nom} (RPLS)"),
            last(Nature::Rpls, Some(code)),
            limites.parc_jours,
            "Les logements, leurs loyers et leur quartier prioritaire.",
        ));
        sources.push(build(
            format!("Fichiers du jour de {nom}"),
            last(Nature::Gestion, Some(code)),
            limites.gestion_jours,
            "Les vacances ouvertes et les baux que comptent les objectifs.",
        ));
    }
    let en_retard = sources.iter().filter(|s| matches!(s.etat, EtatSource::EnRetard(_) | EtatSource::Jamais)).count();
    Ok(Sources { sources, tables: list_tables(carbet, jour), en_retard })
}

/// Whether a source is late on a day.
fn compute_etat(au: Option<Jour>, limite: Option<u32>, jour: Jour) -> EtatSource {
    match (au, limite) {
        (None, _) => EtatSource::Jamais,
        (Some(_), None) => EtatSource::SansLimite,
        (Some(au), Some(limite)) => match (jour - au).num_days() - i64::from(limite) {
            late if late > 0 => EtatSource::EnRetard(late),
            _ => EtatSource::AJour,
        },
    }
}

fn list_tables(carbet: &Carbet, jour: Jour) -> Vec<TableLoi> {
    let p = &carbet.parametres;
    let quartiles = p.quartiles.find(jour).ok();
    let units = p.unites_consommation.find(jour).ok();
    vec![
        TableLoi {
            nom: "Seuils annuels de quartile",
            au: quartiles.as_ref().map(|t| t.version.en_vigueur),
            provisoire: quartiles.as_ref().is_none_or(|t| t.provisoire),
            sert_a: "Les objectifs A et B.",
        },
        TableLoi {
            nom: "Unités de consommation",
            au: units.as_ref().map(|t| t.version.en_vigueur),
            provisoire: units.as_ref().is_none_or(|t| t.provisoire),
            sert_a: "Le revenu par unité de consommation, donc le quartile.",
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_late_the_day_after_its_limit() {
        let day = |d| Jour::from_ymd_opt(2026, 11, d).unwrap();
        assert_eq!(compute_etat(Some(day(8)), Some(8), day(16)), EtatSource::AJour);
        assert_eq!(compute_etat(Some(day(7)), Some(8), day(16)), EtatSource::EnRetard(1));
        assert_eq!(compute_etat(None, Some(8), day(16)), EtatSource::Jamais);
        assert_eq!(compute_etat(Some(day(1)), None, day(16)), EtatSource::SansLimite);
    }
}
