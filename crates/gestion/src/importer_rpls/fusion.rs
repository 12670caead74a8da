//! A home of the file into the home known here: what the file says wins, unless it was changed here since.

use chrono::{DateTime, Utc};
use droit::demande::Typologie;
use droit::logement::{Produit, TypeReservataire};
use droit::montant::Centimes;
use droit::territoire::Territoire;
use interop::rpls::LogementRpls;
use interop::rpls::codes::ModeOccupation;
use stockage::logement::LigneLogement;
use uuid::Uuid;

/// A value of the file that was not taken.
pub struct Ecart {
    pub champ: &'static str,
    pub fichier: String,
    pub garde: String,
}

/// The home with the values of the file, and what was kept against it when `local`.
pub fn merge(
    territoire: &Territoire,
    held: &LigneLogement,
    file: &LogementRpls,
    residence_id: Option<Uuid>,
    local: bool,
    vacance_ouverte: bool,
) -> (LigneLogement, Vec<Ecart>) {
    let mut f = Fusion { local, ecarts: Vec::new() };
    let mut l = held.clone();
    let show_texte = |v: &Option<String>| v.clone().unwrap_or_default();
    if l.rpls.is_none() {
        l.rpls.clone_from(&file.identifiant);
    }
    f.set_option("identifiant du bailleur", &mut l.reference, file.reference.clone(), show_texte);
    f.set_option("adresse", &mut l.adresse, file.adresse.clone(), show_texte);
    f.set_option("programme", &mut l.residence_id, residence_id, |_| file.residence.clone().unwrap_or_default());
    let commune = l.commune.clone();
    f.set("code commune", &mut l.commune, Some(file.commune.clone()), Clone::clone);
    if l.commune != commune {
        l.secteur = territoire.secteur_de(&l.commune, None).map(|s| s.code.clone());
    }
    merge_qpv(&mut f, &mut l, file);
    f.set("nombre de pièces", &mut l.typologie, file.typologie.map(|t| t.code().to_owned()), Clone::clone);
    f.set("plafonds de ressources", &mut l.produit, file.produit.map(|p| p.code().to_owned()), Clone::clone);
    f.set("surface habitable", &mut l.surface, file.surface.map(i32::from), i32::to_string);
    f.set_option("étage", &mut l.etage, file.etage.map(i32::from), |v| v.map_or_else(String::new, |e| e.to_string()));
    f.set("type de construction", &mut l.individuel, Some(file.individuel), |v| if *v { "I" } else { "C" }.to_owned());
    f.set("année de construction", &mut l.annee_construction, file.annee_construction.map(i32::from), i32::to_string);
    f.set_option("date de convention", &mut l.conventionne_le, file.conventionne_le, |v| {
        v.map_or_else(String::new, droit::jour::format_fr)
    });
    let euros = |v: &i64| Centimes(*v).to_string();
    f.set_montant("loyer principal", &mut l.loyer, file.loyer, euros);
    f.set_montant("loyer accessoire", &mut l.loyer_annexes, file.loyer_annexes, euros);
    let kind = file.type_reservataire.map(|t| t.code().to_owned());
    let was = l.type_reservataire.clone();
    f.set_option("contingent", &mut l.type_reservataire, kind, show_texte);
    if l.type_reservataire != was {
        l.reservataire = file.type_reservataire.and_then(|t| find_titulaire(territoire, t));
    }
    let known = Fusion { local: local || vacance_ouverte, ecarts: Vec::new() };
    let mut state = known;
    state.set("mode d'occupation", &mut l.etat, etat(file).map(str::to_owned), Clone::clone);
    f.ecarts.append(&mut state.ecarts);
    (l, f.ecarts)
}

/// A home known by no earlier file. `None`: the file lacks what a home must have, which its reading has told.
pub fn create(
    territoire: &Territoire,
    bailleur: &str,
    file: &LogementRpls,
    residence_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> Option<LigneLogement> {
    Some(LigneLogement {
        id: Uuid::now_v7(),
        residence_id,
        bailleur: bailleur.to_owned(),
        rpls: file.identifiant.clone(),
        reference: file.reference.clone(),
        adresse: file.adresse.clone(),
        commune: file.commune.clone(),
        secteur: territoire.secteur_de(&file.commune, None).map(|s| s.code.clone()),
        qpv: None,
        qpv_connu: file.en_qpv == Some(false),
        typologie: file.typologie.map(Typologie::code)?.to_owned(),
        produit: file.produit.map(Produit::code)?.to_owned(),
        surface: i32::from(file.surface?),
        etage: file.etage.map(i32::from),
        ascenseur: None,
        adapte: None,
        individuel: file.individuel,
        annee_construction: i32::from(file.annee_construction?),
        conventionne_le: file.conventionne_le,
        loyer: file.loyer.unwrap_or_default().0,
        loyer_annexes: file.loyer_annexes.unwrap_or_default().0,
        charges: 0,
        foyer: false,
        reservataire: file.type_reservataire.and_then(|t| find_titulaire(territoire, t)),
        type_reservataire: file.type_reservataire.map(|t| t.code().to_owned()),
        etat: etat(file).unwrap_or("loue").to_owned(),
        maj_le: now,
        rpls_extrait_le: None,
        rpls_lu_le: Some(now),
        absent_depuis: None,
    })
}

/// « Vide » is a home that is not offered: works, sale or demolition.
fn etat(file: &LogementRpls) -> Option<&'static str> {
    Some(match file.occupation? {
        ModeOccupation::Loue | ModeOccupation::Association | ModeOccupation::Contrepartie => "loue",
        ModeOccupation::VacantPropose => "vacant",
        ModeOccupation::Vide => "hors_location",
        ModeOccupation::SansObjet => return None,
    })
}

/// The only organisation that holds this kind of right, if it is alone.
fn find_titulaire(territoire: &Territoire, kind: TypeReservataire) -> Option<String> {
    let mut holders =
        territoire.organisations.iter().filter(|o| kind != TypeReservataire::Aucun && o.reservations.contains(&kind));
    let first = holders.next()?;
    holders.next().is_none().then(|| first.code.clone())
}

/// The file says in or out, never which: a code known here stays, and an unknown one is to be located.
fn merge_qpv(f: &mut Fusion, l: &mut LigneLogement, file: &LogementRpls) {
    let known = l.qpv_connu.then(|| l.qpv.is_some());
    let Some(en_qpv) = file.en_qpv.filter(|v| Some(*v) != known) else { return };
    if en_qpv && known.is_none() {
        return;
    }
    let words = |v: bool| if v { "en QPV" } else { "hors QPV" }.to_owned();
    if f.local && known.is_some() {
        f.ecarts.push(Ecart { champ: "situation en QPV", fichier: words(en_qpv), garde: words(!en_qpv) });
        return;
    }
    l.qpv = None;
    l.qpv_connu = !en_qpv;
}

struct Fusion {
    /// Changed here after the day of the file.
    local: bool,
    ecarts: Vec<Ecart>,
}

impl Fusion {
    fn set<T: PartialEq>(&mut self, champ: &'static str, slot: &mut T, new: Option<T>, show: impl Fn(&T) -> String) {
        let Some(new) = new.filter(|new| new != slot) else { return };
        if self.local {
            self.ecarts.push(Ecart { champ, fichier: show(&new), garde: show(slot) });
        } else {
            *slot = new;
        }
    }

    /// What is empty here is always filled.
    fn set_option<T: PartialEq>(
        &mut self,
        champ: &'static str,
        slot: &mut Option<T>,
        new: Option<T>,
        show: impl Fn(&Option<T>) -> String,
    ) {
        if slot.is_none() {
            *slot = new;
        } else if new.is_some() {
            self.set(champ, slot, Some(new), show);
        }
    }

    fn set_montant(&mut self, champ: &'static str, slot: &mut i64, new: Option<Centimes>, show: impl Fn(&i64) -> String) {
        if *slot == 0 {
            *slot = new.map_or(0, |m| m.0);
        } else {
            self.set(champ, slot, new.map(|m| m.0), show);
        }
    }
}
