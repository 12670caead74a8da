//! The desk: a demande from its draft to its end, in both modes, on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod commun;

use std::sync::Arc;

use commun::{acteur, salles};
use droit::demande::{Dossier, Motif, MotifRadiation, Personne, PublicPrioritaire, RolePersonne};
use droit::doublon::Doublon;
use droit::jour::parse_iso;
use droit::numero_unique::NumeroUnique;
use droit::pieces::Piece;
use gestion::appeler_menages::list_a_renouveler;
use gestion::carbet::{Carbet, Options};
use gestion::conflits::ChampCompare;
use gestion::consigner_appel::{AppelSaisi, IssueAppel, consigner_appel};
use gestion::constater_sejour::{SejourConstate, constater_sejour};
use gestion::consulter_demande::consulter_demande;
use gestion::consulter_historique::consulter_historique;
use gestion::consulter_pieces::{consulter_pieces, ouvrir_piece};
use gestion::deposer_piece::{Depose, Depot, deposer_piece};
use gestion::droits::{Acteur, Role};
use gestion::issue::Echec;
use gestion::labelliser::{Labellisation, labelliser};
use gestion::lister_demandes::{Recherche, list_demandes};
use gestion::modifier_brouillon::{Modification, modifier_brouillon, ouvrir_brouillon};
use gestion::prouver_fait::list_faits_a_prouver;
use gestion::radier_demande::{RadiationDemandee, radier_demande};
use gestion::rapprocher_saisie::{find_proches, reconnaitre_personne};
use gestion::recevoir_numero::recevoir_numero;
use gestion::renouveler_demande::renouveler_demande;
use gestion::reponse_sne::{ReponseSne, apply_reponse};
use gestion::retirer_piece::retirer_piece;
use gestion::saisir_demande::{SaisieDemande, saisir_demande, saisir_personne_distincte};
use gestion::transmettre_demande::transmettre_demande;
use gestion::verifier_piece::verifier_piece;
use gestion::{charger_territoire, traces};
use stockage::{a_reporter, consultation, journal, message_sne};
use uuid::Uuid;

const NUMERO: &str = "9730324001234GDPUB";

fn saisie(nom: &str, cle: &str) -> SaisieDemande {
    let mut titulaire = Personne::new(RolePersonne::Titulaire);
    titulaire.nom = Some(nom.to_owned());
    titulaire.prenom = Some("Ana".to_owned());
    titulaire.naissance_le = parse_iso("1990-05-02");
    let mut dossier = Dossier::default();
    dossier.menage.personnes.push(titulaire);
    SaisieDemande { depose_le: parse_iso("2026-11-10").unwrap(), guichet: None, dossier, cle_idempotence: Some(cle.to_owned()) }
}

fn code(error: Echec) -> &'static str {
    match error {
        Echec::Refus(refus) => refus.code,
        Echec::Introuvable => "introuvable",
        Echec::Stockage(error) => panic!("{error}"),
    }
}

async fn register(carbet: &Carbet, guichet: &Acteur) -> Uuid {
    let id = saisir_demande(carbet, guichet, saisie("Baptista", &Uuid::now_v7().to_string())).await.unwrap().id;
    transmettre_demande(carbet, guichet, id).await.unwrap();
    recevoir_numero(carbet, guichet, id, NUMERO).await.unwrap();
    id
}

async fn interface(essai: &stockage::essai::Essai) -> Arc<Carbet> {
    let fichiers: Vec<(String, String)> = commun::fichiers_cacl()
        .into_iter()
        .map(|(chemin, texte)| (chemin, texte.replace("mode_sne = \"compagnon\"", "mode_sne = \"interface\"")))
        .collect();
    let horloge = commun::horloge(commun::JOUR);
    charger_territoire::load_territoire(&essai.base, &horloge, &gestion::acteur_systeme::SYSTEME, &fichiers).await.unwrap();
    Arc::new(Carbet::start(essai.base.clone(), horloge, Options::default()).await.unwrap())
}

#[tokio::test]
async fn in_companion_mode_a_draft_becomes_a_demande_when_its_number_is_typed_back() {
    for salle in salles().await {
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let carbet = &salle.carbet;
        let draft = saisir_demande(carbet, &guichet, saisie("Baptista", "cle-1")).await.unwrap();
        let twice = saisir_demande(carbet, &guichet, saisie("Baptista", "cle-1")).await.unwrap();
        assert_eq!(draft.id, twice.id, "the same form sent twice is one demande");
        assert_eq!(code(recevoir_numero(carbet, &guichet, draft.id, NUMERO).await.unwrap_err()), "transition_impossible");

        transmettre_demande(carbet, &guichet, draft.id).await.unwrap();
        let waiting = a_reporter::list_de_demande(&carbet.base, "973", draft.id).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].objet.as_str()), (1, "creation"));
        assert_eq!(code(recevoir_numero(carbet, &guichet, draft.id, "97303").await.unwrap_err()), "numero_invalide");

        recevoir_numero(carbet, &guichet, draft.id, NUMERO).await.unwrap();
        let fiche = consulter_demande(carbet, &guichet, draft.id).await.unwrap();
        assert_eq!(fiche.demande.numero_unique().unwrap().as_str(), NUMERO);
        assert!(fiche.lignes_a_reporter.is_empty(), "the SNE has shown it done");
        traces::flush(carbet).await.unwrap();
        assert_eq!(consultation::list_for(&carbet.base, "demande", &draft.id.to_string()).await.unwrap().len(), 1);

        let namesake = saisir_demande(carbet, &guichet, saisie("BAPTISTA", "cle-2")).await.unwrap();
        assert_eq!(namesake.doublons.len(), 1, "told, not blocked");
        transmettre_demande(carbet, &guichet, namesake.id).await.unwrap();
        assert_eq!(code(recevoir_numero(carbet, &guichet, namesake.id, NUMERO).await.unwrap_err()), "numero_deja_pris");
    }
}

#[tokio::test]
async fn in_companion_mode_renewal_and_striking_off_are_asked_never_done() {
    for salle in salles().await {
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let carbet = &salle.carbet;
        let id = register(carbet, &guichet).await;
        renouveler_demande(carbet, &guichet, id, parse_iso("2026-11-15").unwrap()).await.unwrap();
        assert_eq!(
            code(renouveler_demande(carbet, &guichet, id, parse_iso("2026-11-15").unwrap()).await.unwrap_err()),
            "deja_a_reporter"
        );
        let asked = |motif, ecrit_le: Option<&str>| RadiationDemandee {
            motif,
            ecrit_le: ecrit_le.and_then(parse_iso),
            decide_le: None,
            avertissement: true,
            reponse_recue: None,
        };
        for (motif, ecrit_le, refus) in [
            (MotifRadiation::Attribution, None, "bail_non_signe"),
            (MotifRadiation::Abandon, None, "renonciation_non_ecrite"),
            (MotifRadiation::SansReponse, Some("2026-11-01"), "delai_en_cours"),
            (MotifRadiation::SansReponse, Some("2026-01-01"), "reponse_inconnue"),
            (MotifRadiation::Irrecevabilite, Some("2026-01-01"), "decision_absente"),
            (MotifRadiation::NonRenouvellement, Some("2026-01-01"), "demande_valide"),
        ] {
            let error = radier_demande(carbet, &guichet, id, asked(motif, ecrit_le)).await.unwrap_err();
            assert_eq!(code(error), refus);
        }
        radier_demande(carbet, &guichet, id, asked(MotifRadiation::Abandon, Some("2026-11-14"))).await.unwrap();
        let fiche = consulter_demande(carbet, &guichet, id).await.unwrap();
        assert_eq!(droit::etats::code_etat_demande(&fiche.demande.etat), "enregistree");
        assert_eq!(fiche.demande.renouvele_le, None);
        assert_eq!(fiche.lignes_a_reporter.len(), 2);
        assert_eq!(code(apply_reponse(carbet, id, ReponseSne::Rejetee).await.unwrap_err()), "pas_d_interface");
    }
}

#[tokio::test]
async fn in_interface_mode_only_the_answers_of_the_sne_change_a_state() {
    for essai in stockage::essai::bases().await {
        let carbet = interface(&essai).await;
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let id = saisir_demande(&carbet, &guichet, saisie("Baptista", "cle-1")).await.unwrap().id;
        transmettre_demande(&carbet, &guichet, id).await.unwrap();
        assert_eq!(code(recevoir_numero(&carbet, &guichet, id, NUMERO).await.unwrap_err()), "numero_par_interface");
        let waiting = message_sne::list_de_demande(&carbet.base, "973", id).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].etat.as_str()), (1, "a_completer"), "this draft lacks what the SNE wants");

        let numero_unique = NumeroUnique::parse(NUMERO).unwrap();
        apply_reponse(&carbet, id, ReponseSne::Enregistree { numero_unique }).await.unwrap();
        let le = parse_iso("2026-11-15").unwrap();
        apply_reponse(&carbet, id, ReponseSne::Renouvelee { le }).await.unwrap();
        let fiche = consulter_demande(&carbet, &guichet, id).await.unwrap();
        assert_eq!(fiche.demande.renouvele_le, Some(le));
        assert!(!fiche.peut.saisir_numero);
        apply_reponse(&carbet, id, ReponseSne::Radiee { le, motif: MotifRadiation::Abandon }).await.unwrap();
        assert!(carbet.registre.read().colonnes.is_empty());
        assert_eq!(code(apply_reponse(&carbet, id, ReponseSne::Renouvelee { le }).await.unwrap_err()), "transition_impossible");
    }
}

#[tokio::test]
async fn a_secret_label_hides_the_file_from_whoever_may_not_know() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let (guichet, etat, agglo) =
            (acteur(Role::Guichet, "ccas_cayenne"), acteur(Role::Etat, "etat"), acteur(Role::Agglo, "cacl"));
        let id = register(carbet, &guichet).await;
        let label = |public| Labellisation {
            public,
            depuis: parse_iso("2026-11-12").unwrap(),
            jusqu_au: None,
            preuve: Some("Ordonnance du 12/11/2026".to_owned()),
            cle_idempotence: None,
        };
        let refused = labelliser(carbet, &agglo, id, label(PublicPrioritaire::ViolencesCouple)).await.unwrap_err();
        assert_eq!(code(refused), "label_hors_competence");
        labelliser(carbet, &etat, id, label(PublicPrioritaire::ViolencesCouple)).await.unwrap();
        let again = labelliser(carbet, &etat, id, label(PublicPrioritaire::ViolencesCouple)).await.unwrap_err();
        assert_eq!(code(again), "label_en_cours");

        let listed = async |who: &Acteur| list_demandes(carbet, who, &Recherche::default()).await.unwrap().total;
        assert_eq!((listed(&etat).await, listed(&guichet).await, listed(&agglo).await), (1, 0, 0));
        assert_eq!(code(consulter_demande(carbet, &agglo, id).await.unwrap_err()), "introuvable");
        let seen = consulter_demande(carbet, &guichet, id).await.unwrap();
        assert!(seen.protege && seen.publics_masques && seen.demande.dossier.labels.is_empty() && seen.champs.is_empty());
        assert_eq!(consulter_demande(carbet, &etat, id).await.unwrap().demande.dossier.labels.len(), 1);
    }
}

#[tokio::test]
async fn a_search_finds_by_number_by_name_and_by_birth_date_within_reach() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let id = register(carbet, &guichet).await;
        let mut secret = saisie("Discrète", "cle-s");
        secret.dossier.motifs.push(Motif::Violences);
        saisir_demande(carbet, &guichet, secret).await.unwrap();
        let search = async |who: &Acteur, texte: &str| {
            list_demandes(carbet, who, &Recherche { texte: texte.to_owned(), ..Recherche::default() }).await.unwrap()
        };
        assert_eq!(search(&guichet, NUMERO).await.directe, Some(id));
        assert_eq!(search(&guichet, "bapt ana").await.total, 1);
        assert_eq!(search(&guichet, "02/05/1990").await.total, 1, "the protected file is in no search of a desk");
        // The State reads the identity of the files its contingent serves (R12.05): the others have no name for it.
        let etat = acteur(Role::Etat, "etat");
        assert_eq!(search(&etat, "02/05/1990").await.total, 0);
        let all = search(&etat, "").await.lignes;
        assert!(all.len() == 2 && all.iter().all(|l| l.nom.is_none() && l.naissance_le.is_none()));
        assert_eq!(search(&etat, NUMERO).await.directe, Some(id), "a decision of the commission de médiation gives the number");
        let fiche = consulter_demande(carbet, &etat, id).await.unwrap();
        assert!(!fiche.identite_visible && fiche.demande.dossier.menage.personnes[0].nom.is_none());
        assert_eq!(fiche.demande.dossier.contact, droit::demande::Contact::default());
        let label = Labellisation {
            public: PublicPrioritaire::Dalo,
            depuis: parse_iso("2026-11-12").unwrap(),
            jusqu_au: None,
            preuve: Some("Décision 2026-31".to_owned()),
            cle_idempotence: None,
        };
        labelliser(carbet, &etat, id, label).await.unwrap();
        assert_eq!(search(&etat, "02/05/1990").await.total, 1);
        assert!(consulter_demande(carbet, &etat, id).await.unwrap().identite_visible);
        let siguy = acteur(Role::Bailleur, "siguy");
        assert_eq!(search(&siguy, "").await.total, 0, "a bailleur lists what is proposed on its homes");
        assert_eq!(code(consulter_demande(carbet, &siguy, id).await.unwrap_err()), "introuvable");
        let observatoire = acteur(Role::Observatoire, "audeg");
        assert_eq!(code(list_demandes(carbet, &observatoire, &Recherche::default()).await.unwrap_err()), "introuvable");
    }
}

#[tokio::test]
async fn points_above_a_role_s_sight_are_one_line_and_the_total_is_the_same() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let (guichet, etat) = (acteur(Role::Guichet, "ccas_cayenne"), acteur(Role::Etat, "etat"));
        let id = register(carbet, &guichet).await;
        let label = |preuve: Option<&str>| Labellisation {
            public: PublicPrioritaire::Handicap,
            depuis: parse_iso("2026-11-12").unwrap(),
            jusqu_au: None,
            preuve: preuve.map(str::to_owned),
            cle_idempotence: None,
        };
        assert_eq!(code(labelliser(carbet, &etat, id, label(None)).await.unwrap_err()), "preuve_manquante");
        labelliser(carbet, &etat, id, label(Some("Décision du 12/11/2026"))).await.unwrap();
        let kept = consulter_demande(carbet, &etat, id).await.unwrap().demande.dossier.labels;
        // Recognised before, recorded today: it stands from today and counts for the commission of tomorrow.
        assert_eq!(kept[0].depuis, carbet.aujourd_hui());
        assert!(kept[0].preuve.as_deref().unwrap().ends_with("(reconnu le 12/11/2026)"));
        let tomorrow = droit::jour::add_jours(carbet.aujourd_hui(), 1).to_string();
        let carbet = &Carbet::start(salle.essai.base.clone(), commun::horloge(&tomorrow), Options::default()).await.unwrap();
        let whole = consulter_demande(carbet, &etat, id).await.unwrap().note.unwrap();
        let handicap = |note: &gestion::consulter_demande::NoteVisible| {
            note.rubriques.iter().flat_map(|r| &r.lignes).any(|l| l.libelle.contains("andicap") && l.retenus > 0)
        };
        assert!(handicap(&whole), "the authority reads the line");
        let seen = async |role: Role| consulter_demande(carbet, &acteur(role, "cacl"), id).await.unwrap().note.unwrap();
        let note = seen(Role::Guichet).await;
        assert_eq!(note.total, whole.total);
        assert!(!handicap(&note));
        let merged = note.rubriques.last().unwrap();
        assert_eq!(merged.libelle, "Publics prioritaires");
        assert!(merged.points > 0);
        assert_eq!(note.rubriques.iter().map(|r| r.points).sum::<i32>(), whole.rubriques.iter().map(|r| r.points).sum::<i32>());
        // The officer of the CACL reads the total alone (R12.05).
        let note = seen(Role::Agglo).await;
        assert_eq!((note.total, note.rubriques.len()), (whole.total, 0));
    }
}

#[tokio::test]
async fn a_fact_confirmed_on_a_paper_is_no_longer_provisional() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let id = register(carbet, &guichet).await;
        let faits = gestion::prouver_fait::list_faits_a_prouver(carbet, &guichet);
        assert!(faits.iter().all(|f| !f.automatique && f.sensibilite < droit::demande::Sensibilite::Restreinte));
        let fait = faits.first().unwrap().nom.clone();
        gestion::prouver_fait::prouver_fait(carbet, &guichet, id, &fait, droit::demande::NaturePreuve::Piece).await.unwrap();
        let fiche = consulter_demande(carbet, &guichet, id).await.unwrap();
        assert_eq!(fiche.demande.dossier.preuves[&fait].depuis, carbet.aujourd_hui());
        let unknown =
            gestion::prouver_fait::prouver_fait(carbet, &guichet, id, "violences", droit::demande::NaturePreuve::Piece).await;
        assert_eq!(code(unknown.unwrap_err()), "fait_non_prouvable");
        let bailleur = acteur(Role::Bailleur, "siguy");
        let refused =
            gestion::prouver_fait::prouver_fait(carbet, &bailleur, id, &fait, droit::demande::NaturePreuve::Piece).await;
        assert_eq!(code(refused.unwrap_err()), "introuvable");
    }
}

#[tokio::test]
async fn a_desk_says_which_title_to_stay_it_saw_and_takes_it_back() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let id = register(carbet, &guichet).await;
        let seen = async |who: &Acteur, rang: usize, titre: Option<&str>, until: Option<&str>| {
            let jusqu_au = until.map(|day| parse_iso(day).unwrap());
            let constat = SejourConstate { rang, titre: titre.map(str::to_owned), jusqu_au, cle_idempotence: None };
            constater_sejour(carbet, who, id, constat).await
        };
        let held = async || {
            let fiche = consulter_demande(carbet, &guichet, id).await.unwrap();
            fiche.demande.dossier.menage.personnes[0].titre_sejour.clone()
        };
        assert_eq!(code(seen(&guichet, 9, Some("talent"), None).await.unwrap_err()), "sejour_hors_bail");
        assert_eq!(code(seen(&guichet, 0, Some("carte_bleue"), None).await.unwrap_err()), "titre_inconnu");
        assert_eq!(code(seen(&guichet, 0, Some("talent"), None).await.unwrap_err()), "echeance_absente");
        assert_eq!(code(seen(&guichet, 0, Some("talent"), Some("2026-11-15")).await.unwrap_err()), "titre_fini");
        let bailleur = acteur(Role::Bailleur, "siguy");
        assert_eq!(code(seen(&bailleur, 0, Some("talent"), Some("2028-01-01")).await.unwrap_err()), "introuvable");
        assert!(held().await.is_none(), "a refusal writes nothing");

        seen(&guichet, 0, Some("talent"), Some("2026-11-16")).await.unwrap();
        let title = held().await.unwrap();
        assert_eq!((title.titre.as_str(), title.jusqu_au), ("talent", parse_iso("2026-11-16")));
        assert_eq!((title.verifie_le, title.verifie_par.as_str()), (carbet.aujourd_hui(), "ccas_cayenne"));
        let held_since = async || {
            let fiche = consulter_demande(carbet, &guichet, id).await.unwrap();
            fiche.provenances.into_iter().find(|(champ, _)| *champ == ChampCompare::Menage).unwrap().1
        };
        let before = held_since().await;
        seen(&guichet, 0, None, None).await.unwrap();
        assert!(held().await.is_none());
        assert_eq!(held_since().await, before, "the household itself was said by nobody else");
    }
}

#[tokio::test]
async fn a_draft_is_opened_again_saved_and_its_changes_are_told_field_by_field() {
    for salle in salles().await {
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let carbet = &salle.carbet;
        let id = saisir_demande(carbet, &guichet, saisie("Baptista", "cle-1")).await.unwrap().id;
        let open = ouvrir_brouillon(carbet, &guichet, id).await.unwrap();
        assert_eq!(open.demande.dossier.menage.titulaire().unwrap().nom.as_deref(), Some("Baptista"));
        let again = |nom: &str, version, cle: &str| {
            let mut typed = saisie(nom, cle);
            typed.dossier.contact.telephone = Some("0594 00 00 00".to_owned());
            Modification { id, version, saisie: typed, rangs: Vec::new(), annee_revenu: 2024 }
        };
        assert_eq!(
            code(modifier_brouillon(carbet, &guichet, again(" ", open.version, "m0")).await.unwrap_err()),
            "identite_incomplete"
        );
        modifier_brouillon(carbet, &guichet, again("Baptista-Silva", open.version, "m1")).await.unwrap();
        modifier_brouillon(carbet, &guichet, again("Baptista-Silva", open.version, "m1")).await.unwrap();
        let late = modifier_brouillon(carbet, &guichet, again("Autre", open.version, "m2")).await.unwrap_err();
        assert_eq!(code(late), "dossier_modifie", "what someone else changed is not overwritten");
        let histoire = consulter_historique(carbet, &guichet, id, parse_iso("2026-11-16")).await.unwrap();
        let told: Vec<_> = histoire.changements.iter().map(|c| (c.entree, c.champs.len())).collect();
        assert_eq!(told, [(false, 2), (true, 0)]);
        let name = &histoire.changements[0].champs[0];
        assert_eq!((name.libelle.as_str(), name.avant.as_deref()), ("Titulaire, nom d’usage", Some("Baptista")));
        assert_eq!(name.apres.as_deref(), Some("Baptista-Silva"));
        assert!(histoire.etat.unwrap().valeurs.iter().any(|(l, v)| l == "Téléphone" && v == "0594 00 00 00"));
        let before = consulter_historique(carbet, &guichet, id, parse_iso("2026-11-01")).await.unwrap();
        assert!(before.etat.is_none(), "unknown before it was typed");
        // Who sees no household reads none of it.
        let bailleur = acteur(Role::Bailleur, "siguy");
        assert!(matches!(consulter_historique(carbet, &bailleur, id, None).await, Err(Echec::Introuvable)));
        transmettre_demande(carbet, &guichet, id).await.unwrap();
        assert_eq!(code(ouvrir_brouillon(carbet, &guichet, id).await.unwrap_err()), "plus_un_brouillon");
    }
}

#[tokio::test]
async fn a_secret_motive_shows_in_no_history_but_to_who_may_know() {
    for salle in salles().await {
        let guichet = acteur(Role::Guichet, "ccas_cayenne");
        let carbet = &salle.carbet;
        let mut typed = saisie("Baptista", "cle-1");
        typed.dossier.motifs =
            vec![Motif::ALL.iter().copied().find(|m| m.sensibilite() == droit::demande::Sensibilite::Secrete).unwrap()];
        let id = saisir_demande(carbet, &guichet, typed).await.unwrap().id;
        assert_eq!(code(ouvrir_brouillon(carbet, &guichet, id).await.unwrap_err()), "dossier_protege");
        let today = parse_iso("2026-11-16");
        let hidden = consulter_historique(carbet, &guichet, id, today).await.unwrap().etat.unwrap();
        assert!(!hidden.valeurs.iter().any(|(l, _)| l == "Motifs"));
        let etat = acteur(Role::Etat, "etat");
        let known = consulter_historique(carbet, &etat, id, today).await.unwrap().etat.unwrap();
        assert!(known.valeurs.iter().any(|(l, _)| l == "Motifs"));
    }
}

fn depot(piece: Piece, contenu: &[u8]) -> Depot {
    Depot { piece, rang: Some(0), nom_fichier: "papier.pdf".into(), contenu: contenu.to_vec(), cle_idempotence: None }
}

#[tokio::test]
async fn a_close_file_is_told_with_what_agrees_and_the_choice_stays_in_the_journal() {
    for salle in salles().await {
        let (carbet, guichet) = (&salle.carbet, acteur(Role::Guichet, "ccas_cayenne"));
        let first = saisir_demande(carbet, &guichet, saisie("Baptista", "cle-1")).await.unwrap().id;
        let mut twin = saisie("BAPTISTA", "cle-2");
        twin.dossier.menage.personnes[0].prenom = Some("Eva".into());
        let person = twin.dossier.menage.personnes[0].clone();
        let close = find_proches(carbet, &guichet, &person).await.unwrap();
        assert_eq!((close.len(), close[0].id, close[0].rapprochement.doublon), (1, first, Doublon::Jumeaux));
        let other = saisir_personne_distincte(carbet, &guichet, twin, &[first]).await.unwrap();
        assert!(other.doublons.is_empty(), "two persons");
        reconnaitre_personne(carbet, &guichet, first).await.unwrap();
        let lines = journal::list_for(&carbet.base, "demande", &first.to_string()).await.unwrap();
        assert!(lines.iter().any(|line| line.acte == "reconnaitre_personne"));
        assert_eq!(code(find_proches(carbet, &acteur(Role::Etat, "etat"), &person).await.unwrap_err()), "introuvable");
    }
}

#[tokio::test]
async fn a_paper_is_filed_once_proves_its_facts_and_leaves_with_a_reason_while_a_draft() {
    for salle in salles().await {
        let (carbet, guichet) = (&salle.carbet, acteur(Role::Guichet, "ccas_cayenne"));
        let id = saisir_demande(carbet, &guichet, saisie("Baptista", "cle-1")).await.unwrap().id;
        let asked = consulter_pieces(carbet, &guichet, id).await.unwrap();
        let codes: Vec<_> = asked.attendues.iter().map(|line| line.attendue.piece).collect();
        assert_eq!(codes, [Piece::Identite, Piece::AvisImposition], "nothing beyond what this household declares");
        assert!(!asked.substituts.is_empty(), "no tax notice yet");

        // Beyond one chunk, so that the order of the chunks counts.
        let mut bytes = b"%PDF-1.7 ".to_vec();
        bytes.extend((0..1_300_000u32).map(|n| (n % 251) as u8));
        let Depose::Nouvelle(piece) = deposer_piece(carbet, &guichet, id, depot(Piece::Identite, &bytes)).await.unwrap() else {
            panic!("a new paper")
        };
        let again = deposer_piece(carbet, &guichet, id, depot(Piece::Identite, &bytes)).await.unwrap();
        assert_eq!(again, Depose::DejaLa(piece), "the same bytes are kept once");
        assert_eq!(code(deposer_piece(carbet, &guichet, id, depot(Piece::Identite, b"MZ")).await.unwrap_err()), "format_inconnu");
        assert_eq!(ouvrir_piece(carbet, &guichet, piece).await.unwrap().2, bytes);
        traces::flush(carbet).await.unwrap();
        assert_eq!(
            consultation::list_for(&carbet.base, "piece", &piece.to_string()).await.unwrap().len(),
            1,
            "each opening is traced"
        );
        assert_eq!(code(ouvrir_piece(carbet, &acteur(Role::Observatoire, "agglo"), piece).await.unwrap_err()), "introuvable");

        let secret = deposer_piece(carbet, &guichet, id, depot(Piece::Violences, b"%PDF-1.4 plainte")).await.unwrap();
        let Depose::Nouvelle(secret) = secret else { panic!("a new paper") };
        let seen = consulter_pieces(carbet, &guichet, id).await.unwrap();
        assert_eq!((seen.reservees, seen.autres.len()), (1, 0), "that it exists, not what it is");
        assert_eq!(code(ouvrir_piece(carbet, &guichet, secret).await.unwrap_err()), "introuvable");
        let social = acteur(Role::Social, "ctg");
        assert_eq!(code(ouvrir_piece(carbet, &social, secret).await.unwrap_err()), "introuvable", "not one of its files");
        assert_eq!(consulter_pieces(carbet, &social, id).await.unwrap().reservees, 1);
        deposer_piece(carbet, &social, id, depot(Piece::Expulsion, b"%PDF-1.4 jugement")).await.unwrap();
        assert!(ouvrir_piece(carbet, &social, secret).await.is_ok(), "it follows this household now");

        assert_eq!(code(retirer_piece(carbet, &guichet, piece, " ").await.unwrap_err()), "motif_de_retrait");
        let wrong = deposer_piece(carbet, &guichet, id, depot(Piece::AvisImposition, b"%PDF-1.4 autre")).await.unwrap();
        let Depose::Nouvelle(wrong) = wrong else { panic!("a new paper") };
        retirer_piece(carbet, &guichet, wrong, "avis d’un autre ménage").await.unwrap();
        assert_eq!(code(ouvrir_piece(carbet, &guichet, wrong).await.unwrap_err()), "introuvable", "its bytes are gone");
        assert_eq!(verifier_piece(carbet, &guichet, piece).await.unwrap(), id);
        assert_eq!(code(verifier_piece(carbet, &guichet, piece).await.unwrap_err()), "piece_deja_traitee");
        assert_eq!(code(retirer_piece(carbet, &guichet, piece, "erreur").await.unwrap_err()), "piece_acquise");
        let missing = consulter_pieces(carbet, &guichet, id).await.unwrap();
        let missing: Vec<_> = missing.list_manquantes().iter().map(|line| line.attendue.piece).collect();
        assert_eq!(missing, [Piece::AvisImposition]);
    }
}

#[tokio::test]
async fn a_paper_examined_proves_the_facts_that_the_grid_reads() {
    for salle in salles().await {
        let (carbet, guichet) = (&salle.carbet, acteur(Role::Guichet, "ccas_cayenne"));
        let known: Vec<String> = list_faits_a_prouver(carbet, &guichet).into_iter().map(|fait| fait.nom).collect();
        let id = saisir_demande(carbet, &guichet, saisie("Baptista", "cle-1")).await.unwrap().id;
        let filed = deposer_piece(carbet, &guichet, id, depot(Piece::LogementActuel, b"%PDF-1.4 bail")).await.unwrap();
        let Depose::Nouvelle(piece) = filed else { panic!("a new paper") };
        verifier_piece(carbet, &guichet, piece).await.unwrap();
        let fiche = consulter_demande(carbet, &guichet, id).await.unwrap();
        let proven: Vec<&String> = fiche.demande.dossier.preuves.keys().collect();
        let expected: Vec<&&str> =
            Piece::LogementActuel.list_faits().iter().filter(|fait| known.iter().any(|k| k == **fait)).collect();
        assert!(!expected.is_empty(), "the grid of the territory reads one of them");
        assert_eq!(proven.len(), expected.len());
    }
}

#[tokio::test]
async fn a_demande_about_to_expire_is_called_and_the_call_is_kept() {
    for salle in salles().await {
        let (carbet, guichet) = (&salle.carbet, acteur(Role::Guichet, "ccas_cayenne"));
        let mut old = saisie("Baptista", "cle-1");
        old.depose_le = parse_iso("2025-12-20").unwrap();
        old.guichet =
            carbet.regles().territoire.guichets.iter().find(|g| g.organisation == "ccas_cayenne").map(|g| g.code.clone());
        old.dossier.contact.telephone = Some("0694 00 00 00".into());
        let id = saisir_demande(carbet, &guichet, old).await.unwrap().id;
        transmettre_demande(carbet, &guichet, id).await.unwrap();
        recevoir_numero(carbet, &guichet, id, NUMERO).await.unwrap();
        let list = list_a_renouveler(carbet, &guichet).await.unwrap();
        assert_eq!((list.total, list.depassees, list.lignes[0].jours), (1, 0, 34));
        assert_eq!(list.lignes[0].telephone.as_deref(), Some("0694 00 00 00"));
        let call = AppelSaisi {
            appele_le: parse_iso("2026-11-16").unwrap(),
            issue: IssueAppel::Message,
            dit: String::new(),
            rappeler_le: None,
            cle: None,
        };
        consigner_appel(carbet, &guichet, id, call).await.unwrap();
        renouveler_demande(carbet, &guichet, id, parse_iso("2026-11-15").unwrap()).await.unwrap();
        let line = &list_a_renouveler(carbet, &guichet).await.unwrap().lignes[0];
        assert!(line.appel.is_some() && line.renouvellement_demande, "nobody is called twice");
        assert_eq!(code(list_a_renouveler(carbet, &acteur(Role::Caleol, "etat")).await.unwrap_err()), "introuvable");
    }
}
