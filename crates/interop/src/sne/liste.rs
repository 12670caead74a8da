//! Every value of a demande by its path in the contract: the inverse of reading.
//!
//! Paths start below `interfaceNuu/demande/`. A value kept in `dossier.champs_source` stands for the
//! one a noun would give at the same path; an empty one says that the source had none there.

use std::collections::BTreeMap;

use droit::demande::*;
use droit::jour::Jour;
use droit::montant::Centimes;

const D: &str = "demandeLogement";
const PP: &str = "demandeLogement/personnePhysique";

/// Path and value of all the demande holds of the contract, nouns and source values together.
pub fn list_champs(demande: &Demande) -> BTreeMap<String, String> {
    let mut champs = list_champs_noms(demande);
    for source in &demande.dossier.champs_source {
        if source.valeur.is_empty() {
            champs.remove(&source.chemin);
        } else {
            champs.insert(source.chemin.clone(), source.valeur.clone());
        }
    }
    champs
}

/// Who may see the value at a path: the handicap block is restricted, a motive follows its own level,
/// free text may tell anything about health or violence, and so may a column whose meaning is unknown.
pub fn sensibilite_champ(chemin: &str, valeur: &str) -> Sensibilite {
    if chemin.contains("listeHandicap")
        || matches!(chemin, "carbet/handicap" | "carbet/logement_adapte" | "carbet/conjoint_separe" | "carbet/frais_ehpad")
        || chemin.starts_with("tableau/")
    {
        Sensibilite::Restreinte
    } else if chemin.contains("motifDemande") {
        Motif::from_code(valeur).map_or(Sensibilite::Elevee, Motif::sensibilite)
    } else if chemin.contains("compAutreMotif") || chemin.ends_with("/precision") {
        Sensibilite::Restreinte
    } else {
        Sensibilite::Normale
    }
}

struct Liste(BTreeMap<String, String>);

impl Liste {
    fn put(&mut self, base: &str, nom: &str, valeur: impl Into<String>) {
        let valeur = valeur.into();
        if !valeur.is_empty() {
            self.0.insert(format!("{base}/{nom}"), valeur);
        }
    }
    fn text(&mut self, base: &str, nom: &str, valeur: Option<&str>) {
        if let Some(valeur) = valeur {
            self.put(base, nom, valeur);
        }
    }
    fn bool(&mut self, base: &str, nom: &str, valeur: Option<bool>) {
        self.text(base, nom, valeur.map(|v| if v { "true" } else { "false" }));
    }
    fn jour(&mut self, base: &str, nom: &str, valeur: Option<Jour>) {
        self.text(base, nom, valeur.map(|j| j.to_string()).as_deref());
    }
    fn euros(&mut self, base: &str, nom: &str, valeur: Option<Centimes>) {
        self.text(base, nom, valeur.map(format_euros).as_deref());
    }
}

/// Whole euros as the contract wants; a decimal point when there are cents.
pub(crate) fn format_euros(montant: Centimes) -> String {
    let sign = if montant.0 < 0 { "-" } else { "" };
    let absolute = montant.0.unsigned_abs();
    if absolute.is_multiple_of(100) {
        format!("{sign}{}", absolute / 100)
    } else {
        format!("{sign}{}.{:02}", absolute / 100, absolute % 100)
    }
}

/// What the nouns alone give.
pub(super) fn list_champs_noms(demande: &Demande) -> BTreeMap<String, String> {
    let mut l = Liste(BTreeMap::new());
    let dossier = &demande.dossier;
    l.text(D, "numUnique", demande.numero_unique().as_ref().map(|n| n.as_str()));
    l.text(D, "numGuichet", demande.guichet.as_deref());
    l.jour(D, "dateCreationDemande", Some(demande.depose_le));
    l.jour(D, "renouvellement/dateRenouvellement", demande.renouvele_le);
    if let EtatDemande::Radiee { le, motif, .. } = &demande.etat {
        l.jour(D, "radiation/dateRadiation", Some(*le));
        l.put(D, "radiation/motifRadiation", motif.code());
    }
    if let Some(dalo) = &dossier.dalo {
        l.put("informationDalo", "statutDalo", dalo.statut.code());
        l.jour("informationDalo", "dateDecisionDalo", dalo.decide_le);
    }
    list_recherche(&mut l, dossier);
    list_menage(&mut l, dossier);
    list_logement_actuel(&mut l, &dossier.logement_actuel);
    l.0
}

fn list_recherche(l: &mut Liste, dossier: &Dossier) {
    let base = "demandeLogement/logementRecherche";
    let recherche = &dossier.recherche;
    l.text(base, "categorieLogementRecherche", recherche.categorie.map(CategorieRecherchee::code));
    l.bool(base, "avecParking", recherche.parking);
    l.bool(base, "rezDeChaussee", recherche.rez_de_chaussee_refuse.map(|refuse| !refuse));
    l.bool(base, "sansAscenseur", recherche.sans_ascenseur_refuse.map(|refuse| !refuse));
    l.euros(base, "montantLoyer", recherche.loyer_maximum);
    l.bool(base, "demandeElargie", recherche.demande_elargie);
    for (i, typologie) in (1..).zip(&recherche.typologies) {
        l.put(base, &format!("listeTypeLogement/typeLogement[{i}]"), typologie.code());
    }
    for (i, souhait) in (1..).zip(&recherche.souhaits) {
        let place = format!("{base}/listeLocalisationSouhaite/localisationSouhaite[{i}]");
        l.put(&place, "commune", souhait.commune.as_str());
        l.text(&place, "quartier", souhait.quartier.as_deref());
    }
    for (i, motif) in (1..).zip(&dossier.motifs) {
        l.put(D, &format!("principauxMotifDemande/motifDemande[{i}]"), motif.code());
    }
    l.text(D, "principauxMotifDemande/compAutreMotif", dossier.motif_precision.as_deref());
}

fn list_menage(l: &mut Liste, dossier: &Dossier) {
    let (mut cotitulaires, mut a_charge, mut en_garde) = (0, 0, 0);
    let (mut recue_a_charge, mut versee_a_charge) = (0, 0);
    for personne in &dossier.menage.personnes {
        let base = match personne.role {
            RolePersonne::Titulaire => format!("{PP}/demandeur"),
            RolePersonne::Cotitulaire(_) => {
                cotitulaires += 1;
                format!("{PP}/listeCotitulaire/cotitulaire[{cotitulaires}]")
            }
            RolePersonne::ACharge(_) => {
                a_charge += 1;
                format!("{PP}/listePersonneACharge/personneACharge[{a_charge}]")
            }
            RolePersonne::EnGarde(_) => {
                en_garde += 1;
                format!("{PP}/listePersonneEnGarde/personneEnGarde[{en_garde}]")
            }
        };
        list_personne(l, &base, personne);
        match personne.role {
            RolePersonne::ACharge(_) => {
                let demandeur = format!("{PP}/demandeur");
                list_ressources(l, &demandeur, "PersACharge", personne, &mut recue_a_charge, &mut versee_a_charge);
            }
            RolePersonne::Titulaire | RolePersonne::Cotitulaire(_) | RolePersonne::EnGarde(_) => {
                list_ressources(l, &base, "", personne, &mut 0, &mut 0)
            }
        }
        if personne.is_titulaire() {
            list_contact(l, &base, &dossier.contact);
        }
    }
    if let Some(a_naitre) = dossier.menage.a_naitre {
        l.put(PP, "personneANaitre/nombre", a_naitre.nombre.to_string());
        l.jour(PP, "personneANaitre/dateNaissancePrevue", a_naitre.prevue_le);
    }
}

fn list_personne(l: &mut Liste, base: &str, p: &Personne) {
    match p.role {
        RolePersonne::Titulaire => {}
        RolePersonne::Cotitulaire(lien) => l.put(base, "lienDemandeur", lien.code()),
        RolePersonne::ACharge(lien) => l.put(base, "lienParente", lien.code()),
        RolePersonne::EnGarde(garde) => l.put(base, "coParentalite", garde.code()),
    }
    l.text(base, "civilite", p.civilite.map(Civilite::code));
    l.text(base, "nom", p.nom.as_deref());
    l.text(base, "nomPatronymique", p.nom_naissance.as_deref());
    l.text(base, "prenom", p.prenom.as_deref());
    l.jour(base, "dateNaissance", p.naissance_le);
    l.text(base, "sexe", p.sexe.map(Sexe::code));
    l.text(base, "nationalite", p.nationalite.map(Nationalite::code));
    l.text(base, "situationFamiliale", p.situation_familiale.map(SituationFamiliale::code));
    l.text(base, "situationProfessionnelle/typeContratTravail", p.situation_professionnelle.map(SituationProfessionnelle::code));
    l.text(base, "situationProfessionnelle/profession", p.profession.as_deref());
    l.text(base, "situationProfessionnelle/nomEmployeurPrincipal", p.employeur.as_deref());
    l.text(base, "situationProfessionnelle/commune", p.commune_travail.as_deref());
    for (i, (annee, montant)) in (1..).zip(p.revenus_fiscaux.iter().rev().take(2)) {
        l.put(base, &format!("revenuFiscal/anneeMoins{i}"), annee.to_string());
        l.euros(base, &format!("revenuFiscal/montantMoins{i}"), Some(*montant));
    }
}

fn list_ressources(l: &mut Liste, base: &str, suffixe: &str, p: &Personne, recues: &mut u32, versees: &mut u32) {
    for ressource in &p.ressources {
        let (liste, rank) = if ressource.nature == NatureRessource::PensionVersee {
            ("listeRessourceVersee", &mut *versees)
        } else {
            ("listeRessourceRecue", &mut *recues)
        };
        *rank += 1;
        let detail = format!("{base}/{liste}{suffixe}/detailRessource[{rank}]");
        l.put(&detail, "ressource", ressource.nature.code());
        l.euros(&detail, "montant", Some(ressource.montant));
    }
}

fn list_contact(l: &mut Liste, base: &str, contact: &Contact) {
    l.text(base, "adressePostale/voie", contact.adresse.as_deref());
    l.text(base, "adressePostale/codePostal", contact.code_postal.as_deref());
    l.text(base, "adressePostale/commune", contact.commune.as_deref());
    l.text(base, "telPortable", contact.telephone.as_deref());
    l.text(base, "mel", contact.mel.as_deref());
    l.bool(base, "notifSms", contact.sms_accepte);
}

fn list_logement_actuel(l: &mut Liste, actuel: &LogementActuel) {
    let base = "demandeLogement/personnePhysique/logementActuel";
    l.text(base, "listeModeleLogement/modeleLogement[1]", actuel.modele.map(ModeleLogement::code));
    l.text(base, "compNomOrgBailleur", actuel.bailleur.as_deref());
    l.jour(base, depuis_champ(actuel.modele), actuel.depuis);
    l.euros(base, "montantMensuelLoyer", actuel.loyer);
    l.euros(base, "montantMensuelAPL", actuel.aide);
    l.text(base, "nombreHabitant", actuel.nombre_habitants.map(|n| n.to_string()).as_deref());
    l.text(base, "categorieLogement", actuel.categorie.map(CategorieLogement::code));
    l.text(base, "typeLogementActuel", actuel.typologie.map(Typologie::code));
    l.text(base, "surface", actuel.surface.map(|s| s.to_string()).as_deref());
    l.bool(base, "proprietaire", actuel.proprietaire);
    l.text(base, "codePostal", actuel.code_postal.as_deref());
    l.text(base, "commune", actuel.commune.as_deref());
}

/// The contract has one « depuis » for each kind of temporary housing.
fn depuis_champ(modele: Option<ModeleLogement>) -> &'static str {
    match modele {
        Some(ModeleLogement::ResidenceHoteliere) => "compResHotDepuis",
        Some(ModeleLogement::SousLocationTemporaire) => "compSousLocDepuis",
        Some(ModeleLogement::StructureHebergement) => "compStructDepuis",
        Some(ModeleLogement::CentreEnfance) => "compCentreDepuis",
        _ => "compResSocDepuis",
    }
}
