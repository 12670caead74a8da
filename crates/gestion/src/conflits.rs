//! Values that two sources do not agree on: what was typed here after the day a file tells, and what the file says.
//!
//! A file never overwrites in silence what is newer here: the local value stays, both are kept, and a person chooses.
//! The choice can be turned round at any time. A later file that speaks of the day or after ends the question.

use droit::demande::{Demande, Dossier, Menage};
use droit::jour::Jour;
use serde_json::json;
use stockage::conflit::{self, Conflit, FiltreConflit};
use stockage::demande::{self, DemandeStockee, Origine, VersionDossier};
use uuid::Uuid;

use crate::carbet::{ActeEnCours, Carbet};
use crate::consulter_historique::{self, ChampModifie};
use crate::droits::{Acte, Acteur, Portee};
use crate::issue::{Echec, Refus};
use crate::modifier_etat::write_version;
use crate::portee_demandes::check_demande;

/// Conflicts shown at a time.
pub const MONTRES: u64 = 200;

/// What is compared, as one value each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChampCompare {
    Adresse,
    Telephone,
    Mel,
    Menage,
    LogementActuel,
    Recherche,
    Motifs,
}

impl ChampCompare {
    pub const ALL: [ChampCompare; 7] = [
        ChampCompare::Adresse,
        ChampCompare::Telephone,
        ChampCompare::Mel,
        ChampCompare::Menage,
        ChampCompare::LogementActuel,
        ChampCompare::Recherche,
        ChampCompare::Motifs,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            ChampCompare::Adresse => "adresse",
            ChampCompare::Telephone => "telephone",
            ChampCompare::Mel => "mel",
            ChampCompare::Menage => "menage",
            ChampCompare::LogementActuel => "logement_actuel",
            ChampCompare::Recherche => "recherche",
            ChampCompare::Motifs => "motifs",
        }
    }

    pub const fn libelle(self) -> &'static str {
        match self {
            ChampCompare::Adresse => "Adresse",
            ChampCompare::Telephone => "Téléphone",
            ChampCompare::Mel => "Adresse électronique",
            ChampCompare::Menage => "Ménage et ressources",
            ChampCompare::LogementActuel => "Logement actuel",
            ChampCompare::Recherche => "Logement recherché",
            ChampCompare::Motifs => "Motifs",
        }
    }

    pub fn from_code(code: &str) -> Option<ChampCompare> {
        ChampCompare::ALL.into_iter().find(|champ| champ.code() == code)
    }

    fn is_same(self, a: &Dossier, b: &Dossier) -> bool {
        match self {
            ChampCompare::Adresse => {
                let of = |d: &Dossier| (d.contact.adresse.clone(), d.contact.code_postal.clone(), d.contact.commune.clone());
                of(a) == of(b)
            }
            ChampCompare::Telephone => a.contact.telephone == b.contact.telephone,
            ChampCompare::Mel => a.contact.mel == b.contact.mel,
            ChampCompare::Menage => sans_titres(&a.menage) == sans_titres(&b.menage),
            ChampCompare::LogementActuel => a.logement_actuel == b.logement_actuel,
            ChampCompare::Recherche => a.recherche == b.recherche,
            ChampCompare::Motifs => a.motifs == b.motifs && a.motif_precision == b.motif_precision,
        }
    }

    fn put(self, into: &mut Dossier, from: &Dossier) {
        match self {
            ChampCompare::Adresse => {
                into.contact.adresse.clone_from(&from.contact.adresse);
                into.contact.code_postal.clone_from(&from.contact.code_postal);
                into.contact.commune.clone_from(&from.contact.commune);
            }
            ChampCompare::Telephone => into.contact.telephone.clone_from(&from.contact.telephone),
            ChampCompare::Mel => into.contact.mel.clone_from(&from.contact.mel),
            ChampCompare::Menage => into.menage.clone_from(&from.menage),
            ChampCompare::LogementActuel => into.logement_actuel.clone_from(&from.logement_actuel),
            ChampCompare::Recherche => into.recherche.clone_from(&from.recherche),
            ChampCompare::Motifs => {
                into.motifs.clone_from(&from.motifs);
                into.motif_precision.clone_from(&from.motif_precision);
            }
        }
    }
}

/// A file that speaks of a demande.
pub(crate) struct Parole<'a> {
    /// `sne`, `tableau`, `gestion`.
    pub source: &'a str,
    pub le: Jour,
    pub import: Uuid,
}

/// What the demande becomes, and which fields kept the value typed here.
pub(crate) struct Accord {
    pub demande: Demande,
    pub gardes: Vec<ChampCompare>,
}

/// Keeps in `merged` the values typed here after the day of the file that it contradicts, and writes each as a conflict.
/// A file that is not older than what was typed ends the conflicts of its demande.
pub(crate) async fn settle(
    carbet: &Carbet,
    act: &mut ActeEnCours,
    held: &DemandeStockee,
    merged: Demande,
    parole: &Parole<'_>,
) -> Result<Accord, Echec> {
    let mut accord = Accord { demande: merged, gardes: Vec::new() };
    if carbet.jour_de(held.maj_le) <= parole.le {
        for ended in conflit::list_de_demande(&act.tx, &held.departement, held.id).await? {
            conflit::delete(&act.tx, ended.id).await?;
        }
        return Ok(accord);
    }
    if accord.demande.dossier == held.demande.dossier {
        return Ok(accord);
    }
    let versions = demande::list_contenus(&act.tx, &held.departement, held.id).await?;
    let is_local = |source: &str| !matches!(source, "sne" | "reponse_sne" | "tableau" | "gestion" | "demo");
    let file = accord.demande.clone();
    for champ in ChampCompare::ALL {
        let here = &held.demande.dossier;
        if champ.is_same(here, &file.dossier) {
            continue;
        }
        let Some(version) = find_origine(champ, here, &versions) else { continue };
        let locale_le = carbet.jour_de(version.instant_utc);
        if !is_local(&version.source) || locale_le <= parole.le {
            continue;
        }
        champ.put(&mut accord.demande.dossier, here);
        accord.gardes.push(champ);
        let row = Conflit {
            id: Uuid::now_v7(),
            departement: held.departement.clone(),
            demande_id: held.id,
            champ: champ.code().to_owned(),
            etat: "a_trancher".to_owned(),
            locale_le,
            locale_par: version.agent.clone(),
            source: parole.source.to_owned(),
            fichier_le: parole.le,
            import_id: parole.import,
            locale: held.demande.clone(),
            fichier: file.clone(),
            cree_le: act.instant(),
            tranche_le: None,
            tranche_par: None,
        };
        if is_answered(act, &row, champ).await? {
            continue;
        }
        conflit::upsert(&act.tx, &row).await?;
        act.touch("conflit", row.id);
    }
    Ok(accord)
}

/// The version that brought the present value of a field: every later one says the same.
pub(crate) fn find_origine<'a>(
    champ: ChampCompare,
    here: &Dossier,
    versions: &'a [(VersionDossier, Demande)],
) -> Option<&'a VersionDossier> {
    versions.iter().rev().take_while(|(_, content)| champ.is_same(&content.dossier, here)).last().map(|(version, _)| version)
}

/// Whether somebody chose already between these very values.
async fn is_answered(act: &ActeEnCours, row: &Conflit, champ: ChampCompare) -> Result<bool, Echec> {
    let known = conflit::list_de_demande(&act.tx, &row.departement, row.demande_id).await?;
    Ok(known.iter().any(|k| {
        k.champ == row.champ
            && champ.is_same(&k.fichier.dossier, &row.fichier.dossier)
            && (k.etat != "a_trancher" || champ.is_same(&k.locale.dossier, &row.locale.dossier))
    }))
}

/// A household as a file may tell it: the title to stay is what a desk alone saw, no source opposes it.
fn sans_titres(menage: &Menage) -> Menage {
    let mut told = menage.clone();
    told.personnes.iter_mut().for_each(|p| p.titre_sejour = None);
    told
}

/// A conflict as shown.
#[derive(Clone, Debug)]
pub struct ConflitVu {
    pub id: Uuid,
    pub demande: Uuid,
    pub numero_unique: Option<String>,
    pub champ: ChampCompare,
    /// `a_trancher`, `locale`, `fichier`.
    pub etat: String,
    pub source: String,
    pub fichier_le: Jour,
    pub locale_le: Jour,
    pub locale_par: String,
    /// Label, value here, value of the file; only what the caller may read.
    pub valeurs: Vec<ChampModifie>,
}

/// The conflicts, by source and by field. Errors: `Introuvable` without the right.
pub async fn list_conflits(
    carbet: &Carbet,
    acteur: &Acteur,
    etat: &str,
    source: Option<String>,
    champ: Option<String>,
) -> Result<Vec<ConflitVu>, Echec> {
    check(acteur)?;
    let etat = match etat {
        "tranches" => None,
        _ => Some("a_trancher".to_owned()),
    };
    let only_done = etat.is_none();
    let filtre = FiltreConflit { etat, source, champ };
    let mut seen = Vec::new();
    for row in conflit::list(&carbet.base, &filtre, MONTRES).await? {
        if only_done && row.etat == "a_trancher" {
            continue;
        }
        let Some(champ) = ChampCompare::from_code(&row.champ) else { continue };
        let Some(stored) = demande::find(&carbet.base, &row.departement, row.demande_id).await? else { continue };
        if check_demande(carbet, acteur, Acte::ConsulterDemande, &stored).await.is_err() {
            continue;
        }
        let with = |from: &Demande| {
            let mut told = stored.demande.clone();
            champ.put(&mut told.dossier, &from.dossier);
            told
        };
        let valeurs =
            consulter_historique::differ(carbet, acteur.role.masque(), &stored, &with(&row.locale), &with(&row.fichier));
        seen.push(ConflitVu {
            id: row.id,
            demande: row.demande_id,
            numero_unique: stored.demande.numero_unique().map(|n| n.as_str().to_owned()),
            champ,
            etat: row.etat,
            source: row.source,
            fichier_le: row.fichier_le,
            locale_le: row.locale_le,
            locale_par: name_of(carbet, &row.locale_par).await?,
            valeurs,
        });
    }
    Ok(seen)
}

/// How many wait for a choice; nothing for whoever does not choose.
pub async fn count_a_trancher(carbet: &Carbet, acteur: &Acteur) -> Result<u64, Echec> {
    if check(acteur).is_err() {
        return Ok(0);
    }
    Ok(conflit::count(&carbet.base, &FiltreConflit { etat: Some("a_trancher".to_owned()), ..FiltreConflit::default() }).await?)
}

/// Keeps the value typed here, or takes that of the file; the other choice undoes it. Errors: `Introuvable`, a stale page.
pub async fn trancher_conflit(carbet: &Carbet, acteur: &Acteur, id: Uuid, choix: &str) -> Result<Uuid, Echec> {
    check(acteur)?;
    let mut act = carbet.begin(acteur, "trancher_conflit").await?;
    let row = conflit::find(&act.tx, id).await?.ok_or(Echec::Introuvable)?;
    let stored = demande::find(&act.tx, &row.departement, row.demande_id).await?.ok_or(Echec::Introuvable)?;
    check_demande(carbet, acteur, Acte::ConsulterDemande, &stored).await?;
    let champ = ChampCompare::from_code(&row.champ).ok_or(Echec::Introuvable)?;
    let from = match choix {
        "locale" => &row.locale,
        "fichier" => &row.fichier,
        _ => {
            return Err(Refus::new(
                "choix_absent",
                "Aucune des deux valeurs n'est choisie.",
                "Choisissez l'une des deux valeurs.",
            )
            .champ("choix")
            .into());
        }
    };
    if row.etat == choix {
        return Ok(row.demande_id);
    }
    let mut changed = stored.demande.clone();
    champ.put(&mut changed.dossier, &from.dossier);
    if changed != stored.demande {
        write_version(&mut act, acteur, &stored, &changed, Origine::Piece).await?;
    }
    conflit::set_etat(&act.tx, id, choix, act.instant(), &acteur.code()).await?;
    act.touch("conflit", id);
    act.tell_about(&stored.departement, stored.id, json!({ "champ": row.champ, "choix": choix, "source": row.source }));
    carbet.conclude(act).await?;
    Ok(row.demande_id)
}

fn check(acteur: &Acteur) -> Result<(), Echec> {
    match acteur.portee(Acte::TrancherConflit) {
        Some(Portee::Territoire) => Ok(()),
        _ => Err(Echec::Introuvable),
    }
}

/// Who typed a value, in words.
async fn name_of(carbet: &Carbet, agent: &str) -> Result<String, Echec> {
    Ok(match Uuid::parse_str(agent) {
        Ok(id) => stockage::compte::find(&carbet.base, id).await?.map_or_else(|| "un compte fermé".to_owned(), |c| c.nom),
        Err(_) => "Carbet".to_owned(),
    })
}
