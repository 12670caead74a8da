//! The interface with the SNE from the asking to the answer: messages, carrier, answers, corrections, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod commun;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use commun::acteur;
use droit::demande::*;
use droit::jour::parse_iso;
use gestion::carbet::{Carbet, Options};
use gestion::charger_territoire;
use gestion::completer_message::{Completion, CompletionRefusee, completer_message, demander_mise_a_jour};
use gestion::consulter_demande::consulter_demande;
use gestion::consulter_echanges::{consulter_echange, list_echanges, read_archive, read_fichier};
use gestion::droits::{Acteur, Role};
use gestion::echange_sne::EtatMessage;
use gestion::issue::Echec;
use gestion::radier_demande::{RadiationDemandee, radier_demande};
use gestion::recevoir_reponse_sne::{recevoir_depot, recevoir_fichier};
use gestion::renouveler_demande::renouveler_demande;
use gestion::renvoyer_message::{classer_message, marquer_envoyes, renvoyer_message};
use gestion::saisir_demande::{SaisieDemande, saisir_demande};
use gestion::taches::{Ouvrier, list_travaux};
use gestion::transmettre_demande::{reprendre_demande, transmettre_demande};
use gestion::transport_sne::{FichierReponse, Rangement, TransportSne};
use uuid::Uuid;

const NUMERO: &str = "9731126000123GDPUB";

/// A carrier in memory: what was left, what is to be read, what was put away.
#[derive(Debug, Default)]
struct Poche {
    absente: Mutex<bool>,
    deposes: Mutex<Vec<(String, String)>>,
    reponses: Mutex<Vec<(String, String)>>,
    ranges: Mutex<Vec<(String, Rangement)>>,
}

impl TransportSne for Poche {
    fn libelle(&self) -> String {
        "dépôt d'essai".to_owned()
    }

    fn deposer(&self, nom: &str, xml: &str) -> Result<(), String> {
        if *self.absente.lock().unwrap() {
            return Err("le dépôt ne répond pas".to_owned());
        }
        self.deposes.lock().unwrap().push((nom.to_owned(), xml.to_owned()));
        Ok(())
    }

    fn list_reponses(&self) -> Result<Vec<FichierReponse>, String> {
        let all = self.reponses.lock().unwrap();
        let to_file = |(nom, xml): &(String, String)| FichierReponse {
            nom: nom.clone(),
            contenu: Ok(xml.clone().into_bytes()),
            recent: false,
        };
        Ok(all.iter().map(to_file).collect())
    }

    fn ranger(&self, nom: &str, rangement: &Rangement) -> Result<(), String> {
        self.reponses.lock().unwrap().retain(|(known, _)| known != nom);
        self.ranges.lock().unwrap().push((nom.to_owned(), rangement.clone()));
        Ok(())
    }
}

impl Poche {
    fn dernier(&self) -> String {
        self.deposes.lock().unwrap().last().unwrap().1.clone()
    }

    fn answer(&self, nom: &str, xml: String) {
        self.reponses.lock().unwrap().push((nom.to_owned(), xml));
    }

    fn dernier_rangement(&self) -> Rangement {
        self.ranges.lock().unwrap().last().unwrap().1.clone()
    }
}

fn with_numero(xml: &str) -> String {
    xml.replace("    <refInterne>", &format!("    <numUnique>{NUMERO}</numUnique>\n    <refInterne>"))
}

fn with_anomalie(xml: &str, code: &str, message: &str) -> String {
    let list = format!("<listeAnomalie><anomalie code=\"{code}\"><message>{message}</message></anomalie></listeAnomalie>");
    xml.replace("  </demandeLogement>", &format!("    {list}\n  </demandeLogement>"))
}

async fn open(essai: &stockage::essai::Essai, poche: Option<Arc<Poche>>) -> Arc<Carbet> {
    let fichiers: Vec<(String, String)> = commun::fichiers_cacl()
        .into_iter()
        .map(|(chemin, texte)| (chemin, texte.replace("mode_sne = \"compagnon\"", "mode_sne = \"interface\"")))
        .collect();
    let horloge = commun::horloge(commun::JOUR);
    charger_territoire::load_territoire(&essai.base, &horloge, &gestion::acteur_systeme::SYSTEME, &fichiers).await.unwrap();
    let options = Options { transport_sne: poche.map(|p| p as Arc<dyn TransportSne>), ..Options::default() };
    Arc::new(Carbet::start(essai.base.clone(), horloge, options).await.unwrap())
}

fn desk() -> Acteur {
    acteur(Role::Guichet, "ccas_cayenne")
}

fn incomplete() -> SaisieDemande {
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.nom = Some("Baptista".to_owned());
    titulaire.prenom = Some("Ana".to_owned());
    titulaire.naissance_le = parse_iso("1990-05-02");
    let mut dossier = Dossier::default();
    dossier.menage.personnes.push(titulaire);
    SaisieDemande { depose_le: parse_iso("2026-11-10").unwrap(), guichet: None, dossier, cle_idempotence: None }
}

fn complete() -> SaisieDemande {
    let mut saisie = incomplete();
    let dossier = &mut saisie.dossier;
    let titulaire = &mut dossier.menage.personnes[0];
    titulaire.civilite = Civilite::ALL.first().copied();
    titulaire.nationalite = Nationalite::ALL.first().copied();
    titulaire.situation_familiale = SituationFamiliale::ALL.first().copied();
    titulaire.situation_professionnelle = SituationProfessionnelle::ALL.first().copied();
    dossier.contact.adresse = Some("14 rue des Wapas".to_owned());
    dossier.contact.code_postal = Some("97300".to_owned());
    dossier.contact.commune = Some("97302".to_owned());
    dossier.logement_actuel.modele = ModeleLogement::ALL.first().copied();
    dossier.logement_actuel.proprietaire = Some(false);
    dossier.recherche.demande_elargie = Some(true);
    dossier.recherche.typologies = vec![Typologie::T3];
    dossier.recherche.souhaits = vec![Souhait { commune: "97302".to_owned(), quartier: None }];
    saisie
}

async fn work(carbet: &Arc<Carbet>) {
    let ouvrier = Ouvrier::new(list_travaux());
    while ouvrier.run_due(carbet).await.unwrap() {}
}

async fn etat_demande(carbet: &Carbet, id: Uuid) -> String {
    let fiche = consulter_demande(carbet, &desk(), id).await.unwrap();
    droit::etats::code_etat_demande(&fiche.demande.etat).to_owned()
}

/// The first desk of the territory, for what the contract wants.
fn guichet(carbet: &Carbet) -> String {
    carbet.regles().territoire.guichets.first().unwrap().code.clone()
}

async fn draft(carbet: &Carbet) -> Uuid {
    let mut saisie = complete();
    saisie.guichet = Some(guichet(carbet));
    saisir_demande(carbet, &desk(), saisie).await.unwrap().id
}

async fn only(carbet: &Carbet, etat: EtatMessage) -> Uuid {
    let lignes = list_echanges(carbet, &desk(), Some(etat)).await.unwrap().lignes;
    assert_eq!(lignes.len(), 1, "one message in this state");
    lignes[0].id
}

fn code(error: Echec) -> &'static str {
    match error {
        Echec::Refus(refus) => refus.code,
        Echec::Introuvable => "introuvable",
        Echec::Stockage(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_demande_is_registered_renewed_and_struck_off_by_the_answers_alone() {
    for essai in stockage::essai::bases().await {
        let poche = Arc::new(Poche::default());
        let carbet = open(&essai, Some(poche.clone())).await;
        let id = draft(&carbet).await;
        transmettre_demande(&carbet, &desk(), id).await.unwrap();
        assert_eq!(etat_demande(&carbet, id).await, "en_attente_de_numero");
        work(&carbet).await;
        let sent = poche.dernier();
        assert!(sent.contains("<typeFichier>CRE</typeFichier>") && sent.contains("<nom>Baptista</nom>"), "{sent}");
        assert_eq!(code(reprendre_demande(&carbet, &desk(), id).await.unwrap_err()), "message_parti");

        poche.answer("r1.xml", with_numero(&sent));
        assert_eq!(recevoir_depot(&carbet).await.unwrap(), 1);
        assert_eq!(poche.dernier_rangement(), Rangement::Traite);
        assert_eq!(etat_demande(&carbet, id).await, "enregistree");
        poche.answer("r1-bis.xml", with_numero(&sent));
        recevoir_depot(&carbet).await.unwrap();
        assert_eq!(poche.dernier_rangement(), Rangement::Traite, "the same answer twice changes nothing");

        let le = parse_iso("2026-11-15").unwrap();
        renouveler_demande(&carbet, &desk(), id, le).await.unwrap();
        assert_eq!(code(renouveler_demande(&carbet, &desk(), id, le).await.unwrap_err()), "deja_demande_au_sne");
        work(&carbet).await;
        let sent = poche.dernier();
        assert!(sent.contains("<typeFichier>REN</typeFichier>") && sent.contains(NUMERO));
        assert!(consulter_demande(&carbet, &desk(), id).await.unwrap().demande.renouvele_le.is_none());
        poche.answer("muette.xml", sent.replace("<dateRenouvellement>2026-11-15", "<dateRenouvellement>2025-11-15"));
        recevoir_depot(&carbet).await.unwrap();
        assert!(matches!(poche.dernier_rangement(), Rangement::Rejete(raison) if raison.contains("ni accord ni refus")));
        poche.answer("r2.xml", sent);
        recevoir_depot(&carbet).await.unwrap();
        assert_eq!(consulter_demande(&carbet, &desk(), id).await.unwrap().demande.renouvele_le, Some(le));

        let asked = RadiationDemandee {
            motif: MotifRadiation::Abandon,
            ecrit_le: parse_iso("2026-11-14"),
            decide_le: None,
            avertissement: false,
            reponse_recue: None,
        };
        radier_demande(&carbet, &desk(), id, asked).await.unwrap();
        work(&carbet).await;
        let sent = poche.dernier();
        assert!(sent.contains("<motifRadiation code=\"RADABA\"/>"), "{sent}");
        assert_eq!(etat_demande(&carbet, id).await, "enregistree", "only the SNE strikes off");
        poche.answer("autre.xml", sent.replace(NUMERO, "9731126000999GDPUB"));
        recevoir_depot(&carbet).await.unwrap();
        assert!(matches!(poche.dernier_rangement(), Rangement::Rejete(raison) if raison.contains("autre demande")));
        poche.answer("r3.xml", sent);
        recevoir_depot(&carbet).await.unwrap();
        assert_eq!(etat_demande(&carbet, id).await, "radiee");
        assert!(list_echanges(&carbet, &desk(), None).await.unwrap().lignes.is_empty(), "nothing is awaited any more");
    }
}

#[tokio::test]
async fn what_the_sne_refuses_comes_back_to_the_desk_is_corrected_and_sent_again() {
    for essai in stockage::essai::bases().await {
        let poche = Arc::new(Poche::default());
        let carbet = open(&essai, Some(poche.clone())).await;
        let id = saisir_demande(&carbet, &desk(), incomplete()).await.unwrap().id;
        transmettre_demande(&carbet, &desk(), id).await.unwrap();
        work(&carbet).await;
        assert!(poche.deposes.lock().unwrap().is_empty(), "an incomplete message does not leave");

        let first = only(&carbet, EtatMessage::ACompleter).await;
        let vu = consulter_echange(&carbet, &desk(), first).await.unwrap();
        assert!(vu.brouillon && vu.a_completer.iter().any(|c| c.libelle.starts_with("Nationalité")), "{:?}", vu.a_completer);
        let values = |vu: &gestion::consulter_echanges::EchangeVu| -> BTreeMap<String, String> {
            let value = |champ: &interop::sne::ChampACompleter| match &champ.genre {
                interop::sne::GenreSaisie::Liste(codes) => codes[0].0.to_owned(),
                interop::sne::GenreSaisie::OuiNon => "false".to_owned(),
                interop::sne::GenreSaisie::Commune => "97302".to_owned(),
                interop::sne::GenreSaisie::Date => "2026-11-10".to_owned(),
                interop::sne::GenreSaisie::Nombre => "1".to_owned(),
                interop::sne::GenreSaisie::Texte if champ.chemin.ends_with("codePostal") => "97300".to_owned(),
                interop::sne::GenreSaisie::Texte => "TEXTE".to_owned(),
            };
            vu.a_completer.iter().map(|champ| (champ.chemin.clone(), value(champ))).collect()
        };
        let bad = BTreeMap::from([("demandeLogement/personnePhysique/demandeur/nationalite".to_owned(), "ZZZ".to_owned())]);
        let refused = completer_message(&carbet, &desk(), first, Completion { valeurs: bad, cle_idempotence: None }).await;
        assert!(matches!(refused, Err(CompletionRefusee::Valeurs(fields)) if fields.len() == 1));
        let completion = Completion { valeurs: values(&vu), cle_idempotence: None };
        assert_eq!(completer_message(&carbet, &desk(), first, completion).await.unwrap(), EtatMessage::AEnvoyer);
        work(&carbet).await;
        let sent = poche.dernier();

        poche.answer("non.xml", with_anomalie(&sent, "E042", "Le téléphone manque."));
        recevoir_depot(&carbet).await.unwrap();
        assert_eq!(etat_demande(&carbet, id).await, "brouillon");
        let second = only(&carbet, EtatMessage::Refuse).await;
        let vu = consulter_echange(&carbet, &desk(), second).await.unwrap();
        assert_eq!(vu.ligne.refus[0].message, "Le téléphone manque.");

        let phone = "demandeLogement/personnePhysique/demandeur/telPortable".to_owned();
        let completion =
            Completion { valeurs: BTreeMap::from([(phone, "0694000001".to_owned())]), cle_idempotence: Some("c".into()) };
        assert_eq!(completer_message(&carbet, &desk(), second, completion).await.unwrap(), EtatMessage::AEnvoyer);
        work(&carbet).await;
        assert!(poche.dernier().contains("0694000001"));
        poche.answer("oui.xml", with_numero(&poche.dernier()));
        recevoir_depot(&carbet).await.unwrap();
        let fiche = consulter_demande(&carbet, &desk(), id).await.unwrap();
        assert_eq!(fiche.demande.numero_unique().unwrap().as_str(), NUMERO);
        assert_eq!(fiche.demande.dossier.contact.telephone.as_deref(), Some("0694000001"));
        assert_eq!(fiche.demande.dossier.menage.personnes[0].nom.as_deref(), Some("Baptista"));
    }
}

#[tokio::test]
async fn new_values_of_a_registered_demande_wait_for_the_sne() {
    for essai in stockage::essai::bases().await {
        let poche = Arc::new(Poche::default());
        let carbet = open(&essai, Some(poche.clone())).await;
        let id = draft(&carbet).await;
        transmettre_demande(&carbet, &desk(), id).await.unwrap();
        work(&carbet).await;
        poche.answer("r.xml", with_numero(&poche.dernier()));
        recevoir_depot(&carbet).await.unwrap();
        let phone =
            BTreeMap::from([("demandeLogement/personnePhysique/demandeur/telPortable".to_owned(), "0694000000".to_owned())]);
        demander_mise_a_jour(&carbet, &desk(), id, phone).await.unwrap();
        work(&carbet).await;
        let sent = poche.dernier();
        assert!(sent.contains("<typeFichier>MOD</typeFichier>") && sent.contains("0694000000"));
        let held = async || consulter_demande(&carbet, &desk(), id).await.unwrap().demande.dossier.contact.telephone;
        assert_eq!(held().await, None);
        poche.answer("m.xml", sent);
        recevoir_depot(&carbet).await.unwrap();
        assert_eq!(held().await.as_deref(), Some("0694000000"));
    }
}

#[tokio::test]
async fn a_carrier_that_is_away_is_tried_again_and_messages_may_be_carried_by_hand() {
    for essai in stockage::essai::bases().await {
        let poche = Arc::new(Poche::default());
        *poche.absente.lock().unwrap() = true;
        let carbet = open(&essai, Some(poche.clone())).await;
        let id = draft(&carbet).await;
        transmettre_demande(&carbet, &desk(), id).await.unwrap();
        work(&carbet).await;
        let waiting = stockage::tache::list_en_cours(&carbet.base).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].etat.as_str(), waiting[0].essais), (1, "en_attente", 1), "tried again later");
        let line = list_echanges(&carbet, &desk(), None).await.unwrap().lignes.remove(0);
        assert_eq!(line.erreur.as_deref(), Some("le dépôt ne répond pas"));
        *poche.absente.lock().unwrap() = false;
        renvoyer_message(&carbet, &desk(), line.id).await.unwrap();
        work(&carbet).await;
        assert_eq!(poche.deposes.lock().unwrap().len(), 1);

        let carbet = open(&essai, None).await;
        let other = {
            let mut saisie = complete();
            saisie.guichet = Some(guichet(&carbet));
            saisie.dossier.menage.personnes[0].prenom = Some("Rosa".to_owned());
            saisir_demande(&carbet, &desk(), saisie).await.unwrap().id
        };
        transmettre_demande(&carbet, &desk(), other).await.unwrap();
        work(&carbet).await;
        let message = only(&carbet, EtatMessage::AEnvoyer).await;
        let (nom, xml) = read_fichier(&carbet, &desk(), message).await.unwrap();
        assert!(nom.starts_with("CRE_C") && nom.ends_with(".xml"));
        let (archive, left_out) = read_archive(&carbet, &desk()).await.unwrap();
        assert!(archive.starts_with(b"PK") && left_out == 0);
        assert_eq!(marquer_envoyes(&carbet, &desk(), &[message]).await.unwrap(), 1);
        assert_eq!(code(marquer_envoyes(&carbet, &desk(), &[message]).await.unwrap_err()), "rien_a_marquer");
        assert_eq!(code(classer_message(&carbet, &desk(), message).await.unwrap_err()), "message_clos");
        let bilan = recevoir_fichier(&carbet, &desk(), with_numero(&xml).as_bytes()).await.unwrap();
        assert_eq!((bilan.acceptees, bilan.rejets.len()), (1, 0));
        assert_eq!(code(recevoir_fichier(&carbet, &desk(), b"pas du XML").await.unwrap_err()), "reponse_illisible");
        let stray = xml.replace("<refInterne>C", "<refInterne>X");
        assert_eq!(recevoir_fichier(&carbet, &desk(), stray.as_bytes()).await.unwrap().rejets.len(), 1);
    }
}

#[tokio::test]
async fn a_message_that_holds_what_a_role_may_not_read_is_not_given_to_it() {
    for essai in stockage::essai::bases().await {
        let carbet = open(&essai, None).await;
        let mut saisie = complete();
        saisie.guichet = Some(guichet(&carbet));
        saisie.dossier.motifs = vec![Motif::Violences];
        let id = saisir_demande(&carbet, &desk(), saisie).await.unwrap().id;
        transmettre_demande(&carbet, &desk(), id).await.unwrap();
        let message = only(&carbet, EtatMessage::AEnvoyer).await;
        assert_eq!(code(read_fichier(&carbet, &desk(), message).await.unwrap_err()), "fichier_protege");
        assert_eq!(read_archive(&carbet, &desk()).await.unwrap().1, 1, "left out, and counted");
        assert!(read_fichier(&carbet, &acteur(Role::Etat, "etat"), message).await.is_ok());
        let agglo = acteur(Role::Agglo, "cacl");
        assert!(list_echanges(&carbet, &agglo, None).await.unwrap().lignes.is_empty());
        assert_eq!(code(consulter_echange(&carbet, &agglo, message).await.unwrap_err()), "introuvable");
        let bailleur = acteur(Role::Bailleur, "siguy");
        assert_eq!(code(consulter_echange(&carbet, &bailleur, message).await.unwrap_err()), "introuvable");
        assert_eq!(code(list_echanges(&carbet, &acteur(Role::Commune, "commune_97302"), None).await.unwrap_err()), "introuvable");
    }
}

#[tokio::test]
async fn the_note_of_the_sne_is_told_to_staff_beside_ours_when_the_territory_scores_there() {
    for essai in stockage::essai::bases().await {
        for (notation, expected) in [("carbet", None), ("sne", Some(120))] {
            let fichiers: Vec<(String, String)> = commun::fichiers_cacl()
                .into_iter()
                .map(|(chemin, texte)| (chemin, texte.replace("notation = \"carbet\"", &format!("notation = \"{notation}\""))))
                .collect();
            let horloge = commun::horloge(commun::JOUR);
            let systeme = &gestion::acteur_systeme::SYSTEME;
            charger_territoire::load_territoire(&essai.base, &horloge, systeme, &fichiers).await.unwrap();
            let carbet = Carbet::start(essai.base.clone(), horloge, Options::default()).await.unwrap();
            let mut saisie = complete();
            saisie.dossier.champs_source.push(ChampSource { chemin: "tableau/Note SNE".to_owned(), valeur: "120".to_owned() });
            let id = saisir_demande(&carbet, &desk(), saisie).await.unwrap().id;
            assert_eq!(consulter_demande(&carbet, &desk(), id).await.unwrap().note_sne, expected);
        }
    }
}
