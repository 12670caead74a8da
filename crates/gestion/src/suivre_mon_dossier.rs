//! What an applicant is owed to know of their own file (CCH L. 441-2-6, L. 441-2-8; R13.03): where it stands,
//! points line by line, a place among comparable demandes, what was decided and why, what to do next.

use droit::caleol::{Decision, MotifDecision};
use droit::constat::Issue;
use droit::cotation::{Cadre, EtatLigne, Note, compute_note};
use droit::demande::{Demande, EtatDemande};
use droit::enregistrement::{check_delai_anormalement_long, compute_echeance};
use droit::etats::MotifLiberation;
use droit::faits::{Contexte, EtatPreuve, Schema, compute_faits, format_valeur};
use droit::jour::Jour;
use droit::territoire::SourceNotation;
use stockage::{bail, candidature, decision, demande, offre};

use crate::attente_observee::{AttenteObservee, read_attente};
use crate::carbet::Carbet;
use crate::consulter_cotation::{libelle_fait, libelle_preuve};
use crate::droits::{Acte, Acteur};
use crate::habitat::{Habitats, nom_commune};
use crate::issue::Echec;
use crate::registre::compute_reperes;

/// The applicant's own file.
pub struct MonDossier {
    pub demande: Demande,
    pub etat: EtatDossier,
    /// Name of the registering desk.
    pub guichet: String,
    /// Past the abnormally long delay; `None` while the prefect's delay is not known.
    pub delai_anormal_depasse: Option<bool>,
    /// `None` when the SNE scores: Carbet shows no second note.
    pub points: Option<MesPoints>,
    pub place: Option<MaPlace>,
    /// In order of date, latest first.
    pub evenements: Vec<EvenementDossier>,
    /// An offer waits for an answer until that day, included: the home in words.
    pub offre_en_cours: Option<(String, Jour)>,
    /// Communes asked, in order, by name.
    pub souhaits: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EtatDossier {
    EnAttenteDeNumero,
    Active {
        expire_le: Option<Jour>,
        bientot: bool,
    },
    /// Past its day without renewal: the SNE strikes it off.
    Expiree {
        depuis: Jour,
    },
    Radiee {
        le: Jour,
        motif: String,
    },
}

pub struct MesPoints {
    pub total: i32,
    pub provisoires: i32,
    pub version: String,
    pub demonstration: bool,
    pub lignes: Vec<MonPoint>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonPoint {
    pub libelle: String,
    pub points: Option<i32>,
    pub retenus: i32,
    pub article: String,
    pub etat: EtatLigne,
    /// The fact and its value in words.
    pub fait: String,
    /// The papers that would prove it, in words; empty when nothing is awaited.
    pub papiers: Vec<&'static str>,
    /// Facts to complete, in words; empty when only a value fixed by an authority is missing.
    pub a_completer: Vec<String>,
}

/// The place among the demandes of the same first commune and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaPlace {
    pub commune: String,
    pub typologie: String,
    pub sur: u32,
    /// Upper end of the band: among the `bande` first.
    pub bande: u32,
    /// Only when asked.
    pub exacte: Option<u32>,
    /// Homes of that kind and commune let over the last twelve months; `None` when under the threshold of secrecy.
    pub attribues_en_un_an: Option<u32>,
    /// What those who signed such a lease had waited; `None` on too few.
    pub attente: Option<AttenteObservee>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvenementDossier {
    pub le: Jour,
    pub titre: String,
    pub detail: String,
    pub favorable: bool,
}

/// Ends of the bands of places.
const BANDES: &[u32] = &[10, 25, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];
/// Days before the expiry from which it is « bientôt ».
const BIENTOT_JOURS: i64 = 60;

/// Reads the file of the applicant who asks; `position_exacte` when they asked for it.
pub async fn read_mon_dossier(carbet: &Carbet, acteur: &Acteur, position_exacte: bool) -> Result<MonDossier, Echec> {
    acteur.portee(Acte::SuivreSonDossier).ok_or(Echec::Introuvable)?;
    let id = acteur.demande.ok_or(Echec::Introuvable)?;
    let stored = demande::get(&carbet.base, &acteur.departement, id).await?;
    let demande = stored.demande;
    let jour = carbet.aujourd_hui();
    let regles = carbet.regles();
    let territoire = &regles.territoire;
    let place = find_place(carbet, id, position_exacte).await?;
    let (evenements, offre_en_cours) = list_evenements(carbet, acteur, &demande, id).await?;
    let guichet = demande
        .guichet
        .as_deref()
        .map(|code| territoire.guichet(code).map_or_else(|| code.to_owned(), |g| g.nom.clone()))
        .unwrap_or_default();
    Ok(MonDossier {
        etat: etat_de(carbet, &demande, jour),
        guichet,
        delai_anormal_depasse: check_delai(carbet, &demande, jour),
        points: (territoire.epci.notation == SourceNotation::Carbet).then(|| compute_points(carbet, &demande, jour)),
        place,
        evenements,
        offre_en_cours,
        souhaits: demande.dossier.recherche.souhaits.iter().map(|souhait| nom_commune(territoire, &souhait.commune)).collect(),
        demande,
    })
}

fn etat_de(carbet: &Carbet, demande: &Demande, jour: Jour) -> EtatDossier {
    match &demande.etat {
        EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero => EtatDossier::EnAttenteDeNumero,
        EtatDemande::Radiee { le, motif, .. } => EtatDossier::Radiee { le: *le, motif: motif.libelle().to_owned() },
        EtatDemande::Enregistree { .. } => {
            let expire_le = find_expiration(carbet, demande, jour);
            match expire_le {
                Some(expire_le) if jour > expire_le => EtatDossier::Expiree { depuis: expire_le },
                _ => EtatDossier::Active {
                    expire_le,
                    bientot: expire_le.is_some_and(|expire_le| (expire_le - jour).num_days() <= BIENTOT_JOURS),
                },
            }
        }
    }
}

/// The last day a demande is valid; `None` when its dates contradict each other.
pub(crate) fn find_expiration(carbet: &Carbet, demande: &Demande, jour: Jour) -> Option<Jour> {
    let delais = carbet.parametres.delais.find(jour).ok()?;
    compute_echeance(delais.valeurs, demande.depose_le, demande.renouvele_le).map(|echeance| echeance.expire_le)
}

fn check_delai(carbet: &Carbet, demande: &Demande, jour: Jour) -> Option<bool> {
    let regles = carbet.regles();
    let largest = demande.dossier.recherche.typologies.iter().max_by_key(|t| t.pieces())?;
    let mois = regles.territoire.delai_anormalement_long(jour).and_then(|delai| delai.mois(*largest));
    match check_delai_anormalement_long(demande.depose_le, mois, jour).issue {
        Issue::Satisfait => Some(true),
        Issue::NonSatisfait => Some(false),
        Issue::Indetermine { .. } => None,
    }
}

fn compute_points(carbet: &Carbet, demande: &Demande, jour: Jour) -> MesPoints {
    let regles = carbet.regles();
    let reperes = compute_reperes(&carbet.parametres, &regles.territoire, jour);
    let schema = regles.grille.schema();
    let faits = compute_faits(schema, &Contexte::new(demande, jour, &reperes));
    let note = compute_note(&regles.grille, &faits, Cadre::General);
    let provisoires = note.lignes.iter().filter(|ligne| ligne.etat == EtatLigne::Provisoire).map(|ligne| ligne.retenus).sum();
    MesPoints {
        total: note.total,
        provisoires,
        version: note.version.clone(),
        demonstration: regles.grille.statut == droit::cotation::StatutGrille::Demonstration,
        lignes: list_points(&note, schema),
    }
}

/// The lines that say something to the applicant: what counts, what could count.
fn list_points(note: &Note, schema: &Schema) -> Vec<MonPoint> {
    note.lignes
        .iter()
        .filter(|ligne| ligne.etat != EtatLigne::Nul)
        .map(|ligne| MonPoint {
            libelle: ligne.libelle.clone(),
            points: ligne.points,
            retenus: ligne.retenus,
            article: ligne.article.clone(),
            etat: ligne.etat,
            fait: ligne
                .faits
                .iter()
                .filter(|(_, valeur, _)| !valeur.is_inconnu() && *valeur != droit::faits::Valeur::Booleen(false))
                .map(|(nom, valeur, preuve)| {
                    let origin = match preuve {
                        EtatPreuve::Declare => ", selon ma déclaration",
                        EtatPreuve::Prouve { .. } => ", prouvé",
                        EtatPreuve::SansObjet => "",
                    };
                    match valeur {
                        droit::faits::Valeur::Booleen(_) => format!("{}{origin}", libelle_fait(nom, schema)),
                        other => format!("{} : {}{origin}", libelle_fait(nom, schema), format_valeur(nom, other)),
                    }
                })
                .collect::<Vec<_>>()
                .join(" ; "),
            papiers: ligne.preuves_attendues.iter().map(|preuve| libelle_preuve(*preuve)).collect(),
            // What the register computes by itself is not for the applicant to complete.
            a_completer: ligne
                .manque
                .iter()
                .filter(|nom| !schema.find(nom).is_some_and(|index| schema.faits()[index].automatique))
                .map(|nom| libelle_fait(nom, schema))
                .collect(),
        })
        .collect()
}

async fn find_place(carbet: &Carbet, id: uuid::Uuid, exacte: bool) -> Result<Option<MaPlace>, Echec> {
    let rang = carbet.registre.read().colonnes.rang_de(id.as_bytes());
    let Some(rang) = rang else { return Ok(None) };
    let regles = carbet.regles();
    let typologie = droit::demande::Typologie::from_pieces(rang.typologie_max);
    let attribues = match typologie {
        Some(typologie) => crate::consulter_info::count_attribues(carbet, &rang.commune, typologie).await?,
        None => 0,
    };
    let attente = match typologie {
        Some(typologie) => read_attente(carbet, &rang.commune, typologie).await?,
        None => None,
    };
    Ok(Some(MaPlace {
        attente,
        commune: nom_commune(&regles.territoire, &rang.commune),
        typologie: typologie.map_or_else(String::new, |t| t.libelle().to_owned()),
        sur: rang.sur,
        bande: bande_de(rang.rang, rang.sur),
        exacte: exacte.then_some(rang.rang),
        attribues_en_un_an: crate::consulter_info::above_secret(attribues),
    }))
}

/// The end of the band a rank is in, never beyond the number of demandes.
fn bande_de(rang: u32, sur: u32) -> u32 {
    BANDES.iter().copied().find(|end| rang <= *end).unwrap_or(sur).min(sur)
}

async fn list_evenements(
    carbet: &Carbet,
    acteur: &Acteur,
    demande: &Demande,
    id: uuid::Uuid,
) -> Result<(Vec<EvenementDossier>, Option<(String, Jour)>), Echec> {
    let departement = &acteur.departement;
    let base = &carbet.base;
    let regles = carbet.regles();
    let candidatures = candidature::list_de_demande(base, departement, id).await?;
    let offres = offre::list_de_demande(base, departement, id).await?;
    let baux = bail::list_de_demande(base, departement, id).await?;
    let decisions = decision::list_de_demande(base, departement, id).await?;
    let mut homes = std::collections::HashMap::new();
    for vacance_id in candidatures.iter().map(|c| c.vacance_id).chain(offres.iter().map(|o| o.vacance_id)) {
        if let std::collections::hash_map::Entry::Vacant(entry) = homes.entry(vacance_id)
            && let Some(vacance) = stockage::vacance::find(base, vacance_id).await?
        {
            entry.insert(vacance.logement_id);
        }
    }
    let ids: Vec<uuid::Uuid> = homes.values().copied().chain(baux.iter().map(|b| b.logement_id)).collect();
    let habitats = Habitats::read(base, &ids).await?;
    let describe = |logement: Option<&uuid::Uuid>| {
        logement
            .and_then(|logement| habitats.habitat(&regles.territoire, *logement))
            .map_or_else(|| "Un logement".to_owned(), |habitat| format!("{}, {}", habitat.typologie, habitat.commune))
    };
    let event = |le, titre: &str, detail: String, favorable| EvenementDossier { le, titre: titre.to_owned(), detail, favorable };

    let mut events = vec![event(demande.depose_le, "Demande déposée", String::new(), true)];
    events.extend(demande.renouvele_le.map(|le| event(le, "Demande renouvelée", String::new(), true)));
    if let EtatDemande::Radiee { le, motif, .. } = &demande.etat {
        events.push(event(*le, "Demande radiée", motif.libelle().to_owned(), false));
    }
    for c in &candidatures {
        let home = describe(homes.get(&c.vacance_id));
        events.push(event(c.propose_le, "Proposée pour un logement", home.clone(), true));
        if let (Some(le), Some(motif)) = (c.liberee_le, &c.liberation_motif) {
            // A decision of the commission is told apart, with its reason.
            if motif != MotifLiberation::NonAttribution.code() && motif != MotifLiberation::Irrecevabilite.code() {
                let words = MotifLiberation::from_code(motif).map_or_else(|| motif.clone(), |m| m.libelle().to_owned());
                events.push(event(le, "N’est plus proposée pour ce logement", format!("{home} : {words}"), false));
            }
        }
    }
    for d in &decisions {
        let home = describe(candidatures.iter().find(|c| c.id == d.candidature_id).and_then(|c| homes.get(&c.vacance_id)));
        let decision = Decision::from_code(&d.code);
        let mut detail = format!("{home} : {}", decision.map_or_else(|| d.code.clone(), |known| known.libelle().to_owned()));
        if let Some(rang) = d.rang {
            detail.push_str(&format!(", rang {rang}"));
        }
        if let Some(motif) = d.motif.as_deref() {
            let words = MotifDecision::from_code(motif);
            detail.push_str(&format!(
                ". Motif : {}{}",
                words.map_or_else(|| motif.to_owned(), |known| known.libelle().to_owned()),
                words.map(|m| format!(" ({})", m.article())).unwrap_or_default()
            ));
        }
        if let (Some(piece), Some(avant)) = (&d.condition_piece, d.condition_avant_le) {
            detail.push_str(&format!(". À fournir avant le {} : {piece}", droit::jour::format_fr(avant)));
        }
        let favorable =
            matches!(decision, Some(Decision::Attribution | Decision::AttributionRang | Decision::ConditionSuspensive));
        events.push(event(d.decide_le, "Examinée par la commission d’attribution", detail, favorable));
    }
    let mut pending = None;
    for o in &offres {
        let home = describe(homes.get(&o.vacance_id));
        if let Some(le) = o.notifiee_le {
            let detail = match o.expire_le {
                Some(expire) => format!("{home}, réponse attendue jusqu’au {}", droit::jour::format_fr(expire)),
                None => home.clone(),
            };
            events.push(event(le, "Logement proposé", detail, true));
        }
        let answered = match o.etat.as_str() {
            "acceptee" => Some(("Offre acceptée", true)),
            "refusee" => Some(("Offre refusée", false)),
            "silencieuse" => Some(("Offre restée sans réponse", false)),
            "caduque" => Some(("Offre devenue caduque", false)),
            _ => None,
        };
        if let (Some(le), Some((titre, favorable))) = (o.repondue_le, answered) {
            events.push(event(le, titre, home.clone(), favorable));
        }
        if let ("notifiee", Some(expire)) = (o.etat.as_str(), o.expire_le) {
            pending = Some((home, expire));
        }
    }
    for b in &baux {
        events.push(event(b.signe_le, "Bail signé", describe(Some(&b.logement_id)), true));
    }
    events.sort_by(|a, b| b.le.cmp(&a.le).then_with(|| b.titre.cmp(&a.titre)));
    Ok((events, pending))
}

#[cfg(test)]
mod tests {
    use super::bande_de;

    #[test]
    fn a_rank_is_told_as_a_band_that_holds_it() {
        assert_eq!(bande_de(1, 318), 10);
        assert_eq!(bande_de(10, 318), 10);
        assert_eq!(bande_de(11, 318), 25);
        assert_eq!(bande_de(260, 318), 318);
        assert_eq!(bande_de(3, 4), 4);
        assert_eq!(bande_de(12_000, 15_000), 15_000);
        for rang in 1..600 {
            assert!(bande_de(rang, 600) >= rang);
        }
    }
}
