//! Reading and act: whoever has the same identity as the person at the desk, before a draft is opened (R1.03). Carbet
//! tells what agrees and what differs; the desk decides, and its decision is kept in the journal. Nothing is merged.

use std::collections::BTreeSet;

use chrono::Datelike;
use droit::demande::{Personne, RolePersonne};
use droit::doublon::{Identite, Rapprochement, compare_menage};
use droit::jour::Jour;
use serde_json::json;
use stockage::demande::{self, Filtre, Page, Tri};
use stockage::{Acces, nom_cle};
use uuid::Uuid;

use crate::carbet::Carbet;
use crate::droits::{Acte, Acteur};
use crate::issue::Echec;
use crate::modifier_etat::get_en_portee;
use crate::portee_demandes::sees_proteges;
use crate::recherche::{self, Naissance, Perimetre, Question};

/// A file whose household holds somebody close to the person typed.
#[derive(Clone, Debug)]
pub struct Proche {
    pub id: Uuid,
    pub titulaire: String,
    pub naissance_le: Option<Jour>,
    pub numero_unique: Option<String>,
    pub etat: String,
    pub depose_le: Jour,
    pub guichet: Option<String>,
    pub rapprochement: Rapprochement,
}

/// Files read at most for one person.
const LUS: u64 = 40;
/// Files told at most, the closest first.
const DITS: usize = 8;

/// The files close to the person typed, the closest first. Protected files are told only to who may know them.
pub async fn find_proches(carbet: &Carbet, acteur: &Acteur, personne: &Personne) -> Result<Vec<Proche>, Echec> {
    acteur.portee(Acte::SaisirDemande).ok_or(Echec::Introuvable)?;
    let departement = carbet.regles().territoire.epci.departement.clone();
    list_proches(carbet, &carbet.base, acteur, &departement, personne).await
}

/// The same, within an act.
pub(crate) async fn list_proches(
    carbet: &Carbet,
    acces: &impl Acces,
    acteur: &Acteur,
    departement: &str,
    personne: &Personne,
) -> Result<Vec<Proche>, Echec> {
    let typed = to_identite(personne);
    let mut ids = BTreeSet::new();
    for (nom, naissance_le) in searches(personne) {
        let filtre = Filtre {
            departement: Some(departement.to_owned()),
            nom: Some(nom),
            naissance_le,
            avec_proteges: sees_proteges(acteur),
            ..Filtre::default()
        };
        let page = demande::list_page(acces, &filtre, Tri::default(), Page { numero: 1, taille: LUS }).await?;
        ids.extend(page.lignes.iter().map(|line| line.id));
    }
    // The base first, within the act: what another server wrote a moment ago is there already. Then close spellings.
    ids.extend(list_voisins(carbet, acteur, personne));
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = Vec::new();
    for stored in demande::get_lot(acces, departement, &ids).await? {
        let menage = &stored.demande.dossier.menage;
        let known: Vec<Identite> = menage.personnes.iter().map(to_identite).collect();
        let Some(rapprochement) = compare_menage(&typed, &known) else { continue };
        let titulaire = menage.titulaire();
        let names = titulaire.map(|t| [t.nom.as_deref().or(t.nom_naissance.as_deref()), t.prenom.as_deref()]);
        found.push(Proche {
            id: stored.id,
            titulaire: names.into_iter().flatten().flatten().collect::<Vec<_>>().join(" "),
            naissance_le: titulaire.and_then(|t| t.naissance_le),
            numero_unique: stored.demande.numero_unique().map(|n| n.to_string()),
            etat: droit::etats::code_etat_demande(&stored.demande.etat).to_owned(),
            depose_le: stored.demande.depose_le,
            guichet: stored.demande.guichet.clone(),
            rapprochement,
        });
    }
    found.sort_by_key(|proche| (std::cmp::Reverse(proche.rapprochement.doublon), proche.depose_le, proche.id));
    found.truncate(DITS);
    Ok(found)
}

/// The files whose name is spelt or sounds alike, of the same birth date.
fn list_voisins(carbet: &Carbet, acteur: &Acteur, personne: &Personne) -> Vec<Uuid> {
    let Some(naissance_le) = personne.naissance_le else { return Vec::new() };
    let mut mots: Vec<String> = list_noms(personne).iter().flat_map(|nom| nom.split(' ')).map(str::to_owned).collect();
    mots.extend(personne.prenom.as_deref().map(nom_cle).iter().flat_map(|prenom| prenom.split(' ')).map(str::to_owned));
    let question = Question { mots, naissance: Some(Naissance::Jours(vec![naissance_le])), numero: None };
    let perimetre = Perimetre { proteges: sees_proteges(acteur), parmi: None, nommables: None };
    let near = recherche::find_question(carbet, &perimetre, &question, Some(LUS as usize));
    near.demandes.into_iter().map(|(id, _)| id).collect()
}

/// Act: the desk says that the person has this file already. Only the journal keeps it; nothing of the file changes.
pub async fn reconnaitre_personne(carbet: &Carbet, acteur: &Acteur, id: Uuid) -> Result<(), Echec> {
    let mut act = carbet.begin(acteur, "reconnaitre_personne").await?;
    let stored = get_en_portee(carbet, &act, acteur, Acte::SaisirDemande, id).await?;
    act.tell_about(&stored.departement, id, json!({ "choix": "meme_personne" }));
    carbet.conclude(act).await?;
    Ok(())
}

/// What to search: the name and the birth date, the first name and the birth date (a name changed by marriage), the name
/// and the first name (a date not given or exchanged).
fn searches(personne: &Personne) -> Vec<(String, Option<Jour>)> {
    let prenom = personne.prenom.as_deref().map(nom_cle).filter(|key| !key.is_empty());
    let mut all = Vec::new();
    for nom in list_noms(personne) {
        if personne.naissance_le.is_some() {
            all.push((nom.clone(), personne.naissance_le));
        }
        all.extend(prenom.as_ref().map(|prenom| (format!("{nom} {prenom}"), None)));
    }
    if personne.naissance_le.is_some() {
        all.extend(prenom.map(|prenom| (prenom, personne.naissance_le)));
    }
    all
}

fn list_noms(personne: &Personne) -> Vec<String> {
    let mut noms: Vec<String> =
        [&personne.nom, &personne.nom_naissance].into_iter().flatten().map(|n| nom_cle(n)).filter(|k| !k.is_empty()).collect();
    noms.dedup();
    noms
}

fn to_identite(personne: &Personne) -> Identite {
    Identite {
        noms: list_noms(personne),
        prenom: personne.prenom.as_deref().map(nom_cle).unwrap_or_default(),
        naissance: personne.naissance_le.map(|le| (le.year(), le.month(), le.day())),
        en_garde: matches!(personne.role, RolePersonne::EnGarde(_)),
    }
}
