//! What is written is read again, and a complete file keeps each of its values. All is fictional.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use droit::demande::*;
use droit::jour::{Jour, parse_iso};
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;
use interop::Gravite;
use interop::sne::{LectureDemande, list_champs, read_extrait, sensibilite_champ, write_extrait};
use proptest::prelude::*;

const COMPLETE: &str = include_str!("donnees/complete.xml");

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

fn read_one(xml: &str) -> LectureDemande {
    let mut lectures = Vec::new();
    read_extrait(xml.as_bytes(), |l| {
        lectures.push(l);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(lectures.len(), 1);
    lectures.remove(0)
}

#[test]
fn a_complete_file_keeps_each_value() {
    let lecture = read_one(COMPLETE);
    assert_eq!(lecture.anomalies, vec![]);
    let demande = lecture.demande.unwrap();
    let body = &COMPLETE[COMPLETE.find("<demande>").unwrap()..];
    let mut expected: Vec<String> = body.split("code=\"").skip(1).map(|p| p.split('"').next().unwrap().to_owned()).collect();
    let texts = body.split('>').filter_map(|p| p.split('<').next()).map(str::trim).filter(|t| !t.is_empty());
    expected.extend(texts.map(|t| t.replace("&amp;", "&")));
    let champs = list_champs(&demande);
    let mut found: Vec<String> = champs.values().cloned().collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_complete_file_fills_the_nouns() {
    let demande = read_one(COMPLETE).demande.unwrap();
    let numero_unique = NumeroUnique::parse("973032300045600001").unwrap();
    assert_eq!(demande.etat, EtatDemande::Radiee { numero_unique, le: jour("2026-10-30"), motif: MotifRadiation::Attribution });
    assert_eq!((demande.depose_le, demande.renouvele_le), (jour("2023-03-09"), Some(jour("2026-03-01"))));
    let dossier = &demande.dossier;
    assert_eq!(dossier.dalo, Some(DecisionDalo { statut: StatutDalo::ActifReloge, decide_le: Some(jour("2025-06-12")) }));
    let roles: Vec<RolePersonne> = dossier.menage.personnes.iter().map(|p| p.role).collect();
    assert_eq!(
        roles,
        [
            RolePersonne::Titulaire,
            RolePersonne::Cotitulaire(LienDemandeur::Conjoint),
            RolePersonne::ACharge(LienParente::Enfant),
            RolePersonne::ACharge(LienParente::Parent),
            RolePersonne::EnGarde(Coparentalite::GardeAlternee),
        ]
    );
    assert_eq!(dossier.menage.nombre_personnes(), 6);
    let handicaps: Vec<Option<bool>> = dossier.menage.personnes.iter().map(|p| p.handicap).collect();
    assert_eq!(handicaps, [None, None, Some(true), None, None]);
    assert_eq!(dossier.recherche.logement_adapte, Some(true));
    let titulaire = &dossier.menage.personnes[0];
    assert_eq!(titulaire.revenus_fiscaux, [(2024, Centimes::euros(16_900)), (2025, Centimes::euros(17_250))].into());
    let natures: Vec<(NatureRessource, i64)> =
        dossier.menage.personnes.iter().flat_map(|p| &p.ressources).map(|r| (r.nature, r.montant.0 / 100)).collect();
    use NatureRessource as N;
    assert_eq!(
        natures,
        [(N::Salaire, 1480), (N::AllocationsFamiliales, 310), (N::PensionVersee, 90), (N::Chomage, 720), (N::Aeeh, 151)]
    );
    assert_eq!(dossier.contact.adresse.as_deref(), Some("14 rue des Wapas"));
    assert_eq!(dossier.motifs, [Motif::Handicap, Motif::TropPetit, Motif::Autre]);
    assert_eq!((dossier.recherche.rez_de_chaussee_refuse, dossier.recherche.sans_ascenseur_refuse), (Some(false), Some(true)));
}

#[test]
fn what_may_hurt_is_marked() {
    let champs = list_champs(&read_one(COMPLETE).demande.unwrap());
    let restricted: BTreeSet<&str> = champs
        .iter()
        .filter(|(c, v)| sensibilite_champ(c, v) >= Sensibilite::Restreinte)
        .filter_map(|(c, _)| c.strip_prefix("demandeLogement/")?.split(['/', '[']).next())
        .collect();
    assert_eq!(restricted, ["listeHandicap", "precision", "principauxMotifDemande"].into());
}

#[test]
fn a_complete_file_written_again_is_the_same_demande() {
    let demande = read_one(COMPLETE).demande.unwrap();
    let ecriture = write_extrait(&demande, "MOD", jour("2026-11-16"), "09:00:00");
    assert_eq!(ecriture.anomalies, vec![]);
    let again = read_one(&ecriture.xml);
    assert_eq!(again.anomalies, vec![]);
    assert_eq!(again.type_fichier.as_deref(), Some("MOD"));
    assert_eq!(again.demande, Some(demande.clone()));
    assert_eq!(write_extrait(&demande, "MOD", jour("2026-11-16"), "09:00:00"), ecriture);
}

#[test]
fn what_the_contract_cannot_hold_is_said() {
    let mut demande = read_one(COMPLETE).demande.unwrap();
    demande.dossier.menage.personnes[0].ressources[0].montant = Centimes(148_050);
    demande.dossier.champs_source.push(ChampSource { chemin: "tableau/Commentaire".into(), valeur: "à rappeler".into() });
    demande.dossier.contact.code_postal = Some("X".into());
    demande.guichet = None;
    demande.dossier.menage.personnes[0].nom = Some("A&B <\u{1}\"C\">".into());
    let ecriture = write_extrait(&demande, "MOD", jour("2026-11-16"), "09:00:00");
    let said: Vec<(&str, Gravite)> =
        ecriture.anomalies.iter().map(|a| (a.champ.rsplit('/').next().unwrap(), a.gravite)).collect();
    assert_eq!(
        said,
        [
            ("montant", Gravite::Signalee),
            ("Commentaire", Gravite::Ignoree),
            ("codePostal", Gravite::Signalee),
            ("numGuichet", Gravite::Signalee)
        ]
    );
    let again = read_one(&ecriture.xml).demande.unwrap();
    assert_eq!(again.dossier.menage.personnes[0].ressources[0].montant, Centimes::euros(1480));
    assert_eq!(again.dossier.menage.personnes[0].nom.as_deref(), Some("A&B < \"C\">"));
}

/// Writes the public specimen again and reads it: the schema of the State is not in the project.
#[test]
fn the_public_specimen_written_again_keeps_each_value() {
    let Ok(folder) = std::env::var("CARBET_DONNEES_EXTERNES") else {
        println!("CARBET_DONNEES_EXTERNES n'est pas défini : le spécimen JDD_OPENFISCA.xml n'a pas été réécrit");
        return;
    };
    let specimen = std::fs::read_to_string(format!("{folder}/sne/agpl/JDD_OPENFISCA.xml")).unwrap();
    let demande = read_one(&specimen).demande.unwrap();
    let again = read_one(&write_extrait(&demande, "MOD", jour("2026-11-16"), "09:00:00").xml).demande.unwrap();
    let champs = list_champs(&again);
    for (chemin, valeur) in list_champs(&demande) {
        assert_eq!(champs.get(&chemin), Some(&valeur), "{chemin}");
    }
}

fn one<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
    prop::option::of(prop::sample::select(all))
}

/// Text as the contract holds it: no blank around.
fn texte() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[A-Za-zéÈ&<'\"][A-Za-z é>-]{0,10}[a-zé]")
}

fn day() -> impl Strategy<Value = Jour> {
    (1950..2026i32, 1..=12u32, 1..=28u32).prop_map(|(y, m, d)| Jour::from_ymd_opt(y, m, d).unwrap())
}

fn euros(max: i64) -> impl Strategy<Value = Centimes> {
    (0..max).prop_map(Centimes::euros)
}

fn personne(role: RolePersonne, adulte: bool) -> impl Strategy<Value = Personne> {
    let identite =
        (one(Civilite::ALL), texte(), texte(), texte(), prop::option::of(day()), one(Sexe::ALL), one(Nationalite::ALL));
    let natures: Vec<NatureRessource> = NatureRessource::ALL.to_vec();
    let moyens = (
        one(SituationFamiliale::ALL),
        one(SituationProfessionnelle::ALL),
        prop::collection::btree_map(2020..2027i32, euros(90_000), 0..=2),
        prop::collection::vec((prop::sample::select(natures), euros(5_000)), 0..3),
    );
    (identite, moyens).prop_map(move |(identite, moyens)| {
        let mut p = Personne::new(role);
        p.naissance_le = identite.4;
        // The contract tells the sex of dependants only.
        p.sexe = identite.5.filter(|_| !adulte);
        if adulte {
            (p.civilite, p.nom, p.nom_naissance, p.prenom) = (identite.0, identite.1, identite.2, identite.3);
            p.nationalite = identite.6;
            (p.situation_familiale, p.situation_professionnelle, p.revenus_fiscaux) = (moyens.0, moyens.1, moyens.2);
            p.ressources = moyens.3.into_iter().map(|(nature, montant)| Ressource { nature, montant }).collect();
            // The contract keeps received and paid apart.
            p.ressources.sort_by_key(|r| r.nature == NatureRessource::PensionVersee);
        }
        p
    })
}

fn demande() -> impl Strategy<Value = Demande> {
    let menage = (
        personne(RolePersonne::Titulaire, true),
        prop::collection::vec(personne(RolePersonne::Cotitulaire(LienDemandeur::Concubin), true), 0..2),
        prop::collection::vec(personne(RolePersonne::ACharge(LienParente::Enfant), false), 0..12),
        prop::collection::vec(personne(RolePersonne::EnGarde(Coparentalite::DroitDeVisite), false), 0..2),
        prop::option::of((0..9u8, prop::option::of(day()))),
    );
    let recherche = (
        one(CategorieRecherchee::ALL),
        prop::collection::vec(prop::sample::select(Typologie::ALL), 0..3),
        prop::collection::vec((97_301..97_362u32, texte()), 0..12),
        prop::option::of(any::<bool>()),
        prop::option::of(euros(9_999)),
        prop::collection::vec(prop::sample::select(Motif::ALL), 0..4),
    );
    let actuel = (
        one(ModeleLogement::ALL),
        one(Typologie::ALL),
        prop::option::of(0..9_999u16),
        prop::option::of(day()),
        prop::option::of(any::<bool>()),
    );
    let etat =
        (day(), prop::option::of(day()), prop::option::of((day(), prop::sample::select(MotifRadiation::ALL))), any::<bool>());
    (menage, recherche, actuel, etat, one(StatutDalo::ALL), texte()).prop_map(
        |(menage, recherche, actuel, etat, dalo, adresse)| {
            let numero_unique = NumeroUnique::parse("973032300045600001").unwrap();
            let mut dossier = Dossier::default();
            dossier.menage.personnes = std::iter::once(menage.0).chain(menage.1).chain(menage.2).chain(menage.3).collect();
            dossier.menage.a_naitre = menage.4.map(|(nombre, prevue_le)| ANaitre { nombre, prevue_le });
            dossier.recherche = Recherche {
                categorie: recherche.0,
                typologies: recherche.1,
                souhaits: recherche.2.into_iter().map(|(c, quartier)| Souhait { commune: c.to_string(), quartier }).collect(),
                demande_elargie: recherche.3,
                loyer_maximum: recherche.4,
                ..Recherche::default()
            };
            dossier.motifs = recherche.5;
            dossier.logement_actuel = LogementActuel {
                modele: actuel.0,
                typologie: actuel.1,
                surface: actuel.2,
                depuis: actuel.3,
                proprietaire: actuel.4,
                ..LogementActuel::default()
            };
            dossier.dalo = dalo.map(|statut| DecisionDalo { statut, decide_le: None });
            dossier.contact =
                Contact { code_postal: adresse.as_ref().map(|_| "97300".to_owned()), adresse, ..Contact::default() };
            let etat_demande = match etat.2 {
                _ if etat.3 => EtatDemande::EnAttenteDeNumero,
                Some((le, motif)) => EtatDemande::Radiee { numero_unique, le, motif },
                None => EtatDemande::Enregistree { numero_unique },
            };
            Demande {
                etat: etat_demande,
                depose_le: etat.0,
                enregistre_le: None,
                renouvele_le: etat.1,
                guichet: Some("G0001".into()),
                dossier,
            }
        },
    )
}

proptest! {
    #[test]
    fn a_demande_written_is_read_the_same(demande in demande()) {
        let ecriture = write_extrait(&demande, "CRE", jour("2026-11-16"), "09:00:00");
        let mut again = read_one(&ecriture.xml).demande.unwrap();
        // What the schema wants and the household did not say.
        again.dossier.champs_source.retain(|c| !c.chemin.ends_with("adressePostale/etranger"));
        prop_assert_eq!(again, demande);
    }
}
