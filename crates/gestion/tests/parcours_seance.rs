//! From the agenda to the lease, on both engines: the session, its refusals, its minutes, the offer, the frozen facts.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use commun::attribution::{is_held, jour, prepare, prepare_for};
use commun::seance::{
    attend_all, bailleur, choose, close_with_two_ranks, exam, inscription, offer_of, open, prepare_seance, rank, refuse, refused,
};
use commun::{acteur, salles};
use droit::caleol::{Decision, ExceptionCandidats, ModeNotification, MotifDecision, MotifRefusOffre, PieceListee, Votes};
use droit::demande::{NatureRessource, Ressource};
use droit::etats::MotifCaducite;
use droit::montant::Centimes;
use gestion::a_reporter::{list_a_reporter, mark_reporte};
use gestion::ajouter_additif::{DemandeAdditif, ajouter_additif};
use gestion::carbet::Carbet;
use gestion::clore_seance::clore_seance;
use gestion::consulter_offres::{EtapeOffre, list_offres};
use gestion::consulter_seance::consulter_seance;
use gestion::convoquer_seance::convoquer_seance;
use gestion::courriers_seance::render_courriers;
use gestion::decider::{CodeDecision, DecisionDemandee, decider};
use gestion::droits::{Acteur, Role};
use gestion::enregistrer_presences::{Presences, enregistrer_presences};
use gestion::inscrire_point::{InscriptionPoint, inscrire_point, retirer_point};
use gestion::issue::Echec;
use gestion::notifier_offre::{NotificationOffre, notifier_offre};
use gestion::ordre_du_jour::render_ordre;
use gestion::preparer_bail::{BailPrepare, RendezVous, preparer_bail, render_rendez_vous};
use gestion::proces_verbal::{read_additif, read_proces_verbal};
use gestion::rejouer_decision::{Rejeu, rejouer_decision};
use gestion::repondre_offre::{ReponseOffre, SuiteOffre, lever_condition, rendre_caduque, repondre_offre};
use gestion::signer_bail::{SignatureBail, signer_bail};
use stockage::demande::{Meta, Origine};
use stockage::fait_compte::{self, FiltreFait};
use stockage::{decision, demande, logement, proces_verbal, seance_membre, vacance};
use uuid::Uuid;

async fn notify(carbet: &Carbet, who: &Acteur, offre: Uuid, recue_le: &str) -> droit::jour::Jour {
    let saisie = NotificationOffre { offre, mode: ModeNotification::MainPropre, recue_le: jour(recue_le), delai_jours: 10 };
    notifier_offre(carbet, who, saisie).await.unwrap()
}

#[tokio::test]
async fn a_household_goes_from_the_agenda_to_a_counted_lease() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let prepared = prepare(carbet, 1, 3).await;
        let seance = close_with_two_ranks(carbet, &who, &prepared).await;
        let d = prepared.demandes.clone();
        assert!(is_held(carbet, d[0]).await && is_held(carbet, d[1]).await);
        assert!(!is_held(carbet, d[2]).await, "a non-attribution frees");

        let (numero, document) = read_proces_verbal(carbet, &who, seance).await.unwrap();
        assert!(numero.starts_with("SIGUY-20261116-") && document.starts_with(b"%PDF"));
        assert_eq!(read_proces_verbal(carbet, &who, seance).await.unwrap().1, document, "the same bytes, always");

        let offre = offer_of(carbet, &who, d[0]).await;
        assert_eq!(list_offres(carbet, &who, false).await.unwrap().len(), 1, "the second rank waits");
        assert_eq!(notify(carbet, &who, offre, "2026-11-16").await, jour("2026-11-26"));
        let accept = ReponseOffre::Acceptee { le: jour("2026-11-16") };
        assert_eq!(repondre_offre(carbet, &who, offre, accept).await.unwrap(), SuiteOffre::BailAPreparer);
        let lease = |cle: &str| SignatureBail {
            offre,
            signe_le: jour("2026-11-16"),
            effet_le: None,
            revenu_mensuel: Some(Centimes::euros(900)),
            relogement: Some(false),
            cle: Some(cle.to_owned()),
        };
        let bail = signer_bail(carbet, &who, lease("k1")).await.unwrap();
        assert_eq!(signer_bail(carbet, &who, lease("k1")).await.unwrap(), bail, "the same form is the same lease");
        assert_eq!(refused(signer_bail(carbet, &who, lease("k2")).await), "transition_impossible");

        for demande in &d {
            assert!(!is_held(carbet, *demande).await, "the lease frees everybody");
        }
        assert_eq!(vacance::find(&carbet.base, prepared.vacance).await.unwrap().unwrap().etat, "louee");
        assert_eq!(logement::find(&carbet.base, prepared.logement).await.unwrap().unwrap().etat, "loue");

        let facts = fait_compte::list(&carbet.base, &FiltreFait { annee: Some(2026), ..FiltreFait::default() }).await.unwrap();
        let fact = facts.iter().find(|f| f.bail_id == bail).unwrap();
        // 900 × 12 ÷ 1.8 UC = 6 000 €: below the first threshold of 2026.
        assert_eq!((fact.quartile, fact.revenu_uc), (Some(1), Some(600_000)));
        assert_eq!((fact.en_qpv, fact.relogement, fact.dalo), (Some(false), Some(false), Some(false)));
        assert_eq!(fact.type_reservataire.as_deref(), Some("AUCUN"));
        assert_eq!(fact.attribue_le, Some(jour("2026-11-16")));

        let lines = list_a_reporter(carbet, &who).await.unwrap();
        let line = lines.iter().find(|l| l.report.evenement.contains("Radiation")).unwrap();
        assert!(line.report.valeurs.contains(&("Motif de radiation".into(), "RADATT".into())));
        mark_reporte(carbet, &who, line.id).await.unwrap();
        assert_eq!(refused(mark_reporte(carbet, &who, line.id).await), "deja_reporte");
        let stored = demande::get(&carbet.base, "973", d[0]).await.unwrap();
        assert!(stored.demande.numero_unique().is_some(), "Carbet strikes nobody off");
        assert!(matches!(stored.demande.etat, droit::demande::EtatDemande::Enregistree { .. }));
    }
}

/// States the monthly means of a household, as a desk would.
async fn set_ressources(carbet: &Carbet, id: Uuid, euros: Option<i64>) {
    let held = demande::get(&carbet.base, "973", id).await.unwrap();
    let mut changed = held.demande.clone();
    let titulaire = &mut changed.dossier.menage.personnes[0];
    titulaire.ressources =
        euros.map(|e| Ressource { nature: NatureRessource::ALL[0], montant: Centimes::euros(e) }).into_iter().collect();
    let meta = Meta {
        source: "essai".into(),
        extrait_le: held.extrait_le,
        origine: Origine::Piece,
        agent: "essai".into(),
        instant_utc: carbet.horloge.instant_utc(),
        protege: held.protege,
    };
    let tx = carbet.base.begin().await.unwrap();
    demande::update(&tx, "973", id, held.version, &changed, &meta).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_home_above_the_local_effort_threshold_is_refused_at_no_cost() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare(carbet, 501, 3).await;
        let d = home.demandes.clone();
        set_ressources(carbet, d[0], Some(150)).await;
        set_ressources(carbet, d[2], Some(150)).await;
        let seance = open(carbet, &who, &home).await;
        let poor =
            DecisionDemandee { motif: Some(MotifDecision::RessourcesInsuffisantes), ..choose(d[2], Decision::NonAttribution) };
        decider(carbet, &who, exam(seance, home.vacance, vec![rank(d[0], 1), rank(d[1], 2), poor])).await.unwrap();
        clore_seance(carbet, &who, seance).await.unwrap();
        // What the commission froze counts, not what the file says since.
        set_ressources(carbet, d[0], Some(2_000)).await;
        let offre = offer_of(carbet, &who, d[0]).await;
        notify(carbet, &who, offre, "2026-11-16").await;
        let refusal = ReponseOffre::Refusee { le: jour("2026-11-16"), motif: None, logement_inadapte: false, relogement: false };
        repondre_offre(carbet, &who, offre, refusal).await.unwrap();
        let refusals = demande::get(&carbet.base, "973", d[0]).await.unwrap().demande.dossier.refus;
        assert!(!refusals[0].logement_adapte && !refusals[0].relogement, "the home was above the means of the household");
        let frozen = decision::list_de_seance(&carbet.base, seance).await.unwrap()[0].fige.clone().unwrap();
        assert!(frozen.contains(r#""seuil_effort":{"taux_maximal":3300,"statut":"a_confirmer""#), "{frozen}");
    }
}

#[tokio::test]
async fn each_way_out_frees_the_household() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();

        // A home taken off the agenda.
        let withdrawn = prepare(carbet, 101, 3).await;
        let seance = prepare_seance(carbet, &who).await;
        let point = inscrire_point(carbet, &who, inscription(seance, withdrawn.vacance)).await.unwrap().point;
        retirer_point(carbet, &who, seance, point, "Travaux imprévus").await.unwrap();
        for demande in &withdrawn.demandes {
            assert!(!is_held(carbet, *demande).await);
        }
        assert_eq!(vacance::find(&carbet.base, withdrawn.vacance).await.unwrap().unwrap().etat, "en_designation");

        // A candidate taken off, an inadmissible one, a refusal in session.
        let home = prepare(carbet, 111, 5).await;
        let d = home.demandes.clone();
        let seance = open(carbet, &who, &home).await;
        let off = DecisionDemandee { code: CodeDecision::Retrait, ..choose(d[3], Decision::NonAttribution) };
        let irr = DecisionDemandee { motif: Some(MotifDecision::SejourIrregulier), ..choose(d[4], Decision::Irrecevabilite) };
        decider(carbet, &who, exam(seance, home.vacance, vec![rank(d[0], 1), rank(d[1], 2), refuse(d[2]), off, irr]))
            .await
            .unwrap();
        for freed in &d[2..] {
            assert!(!is_held(carbet, *freed).await);
        }
        clore_seance(carbet, &who, seance).await.unwrap();

        // A refusal opens the next rank; that one's offer lapses; nobody is left.
        let first = offer_of(carbet, &who, d[0]).await;
        notify(carbet, &who, first, "2026-11-16").await;
        let refusal = ReponseOffre::Refusee {
            le: jour("2026-11-16"),
            motif: Some(MotifRefusOffre::Localisation),
            logement_inadapte: false,
            relogement: true,
        };
        let SuiteOffre::RangSuivant(second) = repondre_offre(carbet, &who, first, refusal).await.unwrap() else {
            panic!("the second rank comes next");
        };
        assert!(!is_held(carbet, d[0]).await && is_held(carbet, d[1]).await);
        let refusals = demande::get(&carbet.base, "973", d[0]).await.unwrap().demande.dossier.refus;
        assert_eq!(refusals.len(), 1);
        assert!(!refusals[0].silence && refusals[0].logement_adapte && refusals[0].relogement);
        notify(carbet, &who, second, "2026-11-16").await;
        let end = rendre_caduque(carbet, &who, second, MotifCaducite::FaitNouveau).await.unwrap();
        assert_eq!(end, SuiteOffre::DesignationRelancee);
        assert!(!is_held(carbet, d[1]).await);
        assert_eq!(vacance::find(&carbet.base, home.vacance).await.unwrap().unwrap().etat, "en_designation");

        // Silence after the delay: refused in law, no point lost.
        let silent = prepare(carbet, 121, 3).await;
        close_with_two_ranks(carbet, &who, &silent).await;
        let offre = offer_of(carbet, &who, silent.demandes[0]).await;
        assert_eq!(notify(carbet, &who, offre, "2026-11-16").await, jour("2026-11-26"));
        let later = commun::horloge("2026-11-27");
        let after = Carbet::start(salle.essai.base.clone(), later, gestion::carbet::Options::default()).await.unwrap();
        let late = ReponseOffre::Acceptee { le: jour("2026-11-27") };
        assert_eq!(refused(repondre_offre(&after, &who, offre, late).await), "delai_expire");
        repondre_offre(&after, &who, offre, ReponseOffre::Silence).await.unwrap();
        assert!(!is_held(carbet, silent.demandes[0]).await);
        let kept = demande::get(&carbet.base, "973", silent.demandes[0]).await.unwrap().demande.dossier.refus;
        assert!(kept[0].silence && kept[0].motif.is_none());
    }
}

#[tokio::test]
async fn the_commission_is_told_what_the_law_refuses() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();

        // Fewer than three candidates.
        let two = prepare(carbet, 201, 2).await;
        let seance = prepare_seance(carbet, &who).await;
        let alone = inscription(seance, two.vacance);
        assert_eq!(refused(inscrire_point(carbet, &who, alone.clone()).await), "moins_de_trois_candidats");
        let short = InscriptionPoint {
            exception: Some(ExceptionCandidats::Insuffisance),
            exception_motif: Some("non".into()),
            ..alone.clone()
        };
        assert_eq!(refused(inscrire_point(carbet, &who, short).await), "exception_sans_motif");
        let plai = InscriptionPoint { exception: Some(ExceptionCandidats::PlaiAdapte), ..alone.clone() };
        assert_eq!(refused(inscrire_point(carbet, &who, plai).await), "plai_adapte_absent");
        let dalo = InscriptionPoint { exception: Some(ExceptionCandidats::DaloDesigne), ..alone.clone() };
        assert_eq!(refused(inscrire_point(carbet, &who, dalo).await), "dalo_non_designe");
        let reason = Some("Liste épuisée après trois relances aux réservataires.".to_owned());
        let accepted = InscriptionPoint { exception: Some(ExceptionCandidats::Insuffisance), exception_motif: reason, ..alone };
        inscrire_point(carbet, &who, accepted).await.unwrap();

        // The delay of the règlement, then the session that is not open.
        assert_eq!(refused(convoquer_seance(carbet, &who, seance, None).await), "delai_de_convocation");
        let early = exam(seance, two.vacance, vec![choose(two.demandes[0], Decision::Attribution)]);
        assert_eq!(refused(decider(carbet, &who, early.clone()).await), "seance_non_ouverte");
        convoquer_seance(carbet, &who, seance, Some("Relogement urgent")).await.unwrap();

        // The quorum.
        let few = Presences { presents: vec!["prefet".into()], ..Presences::default() };
        enregistrer_presences(carbet, &who, seance, few).await.unwrap();
        assert_eq!(refused(decider(carbet, &who, early).await), "quorum_non_atteint");
        attend_all(carbet, &who, seance).await;

        let d = two.demandes.clone();
        let tried = |one: DecisionDemandee| decider(carbet, &who, exam(seance, two.vacance, vec![one]));
        let base = || choose(d[0], Decision::NonAttribution);
        let wrong_votes = Votes { pour: 3, contre: 0, abstention: 0, voix_preponderante: None };
        assert_eq!(
            refused(tried(DecisionDemandee { votes: wrong_votes, ..choose(d[0], Decision::Attribution) }).await),
            "voix_incoherentes"
        );
        let lost = Votes { pour: 4, contre: 5, abstention: 0, voix_preponderante: None };
        assert_eq!(
            refused(tried(DecisionDemandee { votes: lost, ..choose(d[0], Decision::Attribution) }).await),
            "decision_rejetee"
        );
        let tie = Votes { pour: 4, contre: 4, abstention: 1, voix_preponderante: None };
        assert_eq!(
            refused(tried(DecisionDemandee { votes: tie, ..choose(d[0], Decision::Attribution) }).await),
            "egalite_des_voix"
        );
        assert_eq!(refused(tried(base()).await), "motivation");
        let other = DecisionDemandee { motif: Some(MotifDecision::PlafondDepasse), ..base() };
        assert_eq!(refused(tried(other).await), "motivation");
        // 1 400 € a month for a family: the aid brings the effort under the threshold of the territory.
        let poor = DecisionDemandee { motif: Some(MotifDecision::RessourcesInsuffisantes), ..base() };
        match tried(poor.clone()).await {
            Err(Echec::Refus(refus)) => {
                assert_eq!((refus.code, refus.article), ("ressources_suffisantes", Some("Arrêté du 10 mars 2011")));
                assert!(refus.raison.contains("repère local de 33"), "{}", refus.raison);
                assert!(refus.raison.contains("Reste pour vivre :"), "{}", refus.raison);
            }
            other => panic!("the means suffice, got {other:?}"),
        }
        set_ressources(carbet, d[0], None).await;
        assert_eq!(refused(tried(poor).await), "taux_effort_inconnu");
        set_ressources(carbet, d[0], Some(1_400)).await;
        let vague = DecisionDemandee { motif: Some(MotifDecision::AutreCandidatPrioritaire), ..base() };
        assert_eq!(refused(tried(vague).await), "precision_absente");
        let moved = DecisionDemandee { motif: Some(MotifDecision::ImpayeMutation), ..base() };
        assert_eq!(refused(tried(moved).await), "pas_une_mutation");
        let over = DecisionDemandee { motif: Some(MotifDecision::PlafondDepasse), ..choose(d[0], Decision::Irrecevabilite) };
        assert_eq!(refused(tried(over).await), "plafond_respecte");
        let waiting =
            DecisionDemandee { motif: Some(MotifDecision::PieceManquante), ..choose(d[0], Decision::ConditionSuspensive) };
        assert_eq!(refused(tried(waiting.clone()).await), "condition_sans_piece");
        let named = DecisionDemandee { piece: Some(PieceListee::AvisImpositionN2), ..waiting };
        assert_eq!(refused(tried(named.clone()).await), "condition_sans_delai");
        let past = DecisionDemandee { condition_avant_le: Some(jour("2026-11-16")), ..named };
        assert_eq!(refused(tried(past).await), "condition_echue");
        assert_eq!(refused(tried(rank(d[0], 2)).await), "rangs_incoherents");
        assert_eq!(refused(clore_seance(carbet, &who, seance).await), "candidats_sans_decision");

        // Another landlord sees nothing of it.
        let stranger = acteur(Role::Bailleur, "simko");
        assert!(matches!(consulter_seance(carbet, &stranger, seance, None).await, Err(Echec::Introuvable)));
        assert!(matches!(clore_seance(carbet, &stranger, seance).await, Err(Echec::Introuvable)));
    }
}

#[tokio::test]
async fn a_departure_from_the_order_of_points_is_reasoned_and_decisions_replay() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        // Filed in 2017, 2018, 2019: the first has the most points of seniority.
        let home = prepare(carbet, 301, 3).await;
        let d = home.demandes.clone();
        let seance = open(carbet, &who, &home).await;
        let shown = consulter_seance(carbet, &who, seance, None).await.unwrap();
        let totals: Vec<i32> = shown.examen.unwrap().candidats.iter().map(|c| c.total).collect();
        assert!(totals[0] > totals[1] && totals[1] > totals[2], "{totals:?}");
        let inverted = |reason: Option<&str>| {
            let passed = DecisionDemandee { precision: reason.map(str::to_owned), ..rank(d[2], 1) };
            exam(seance, home.vacance, vec![passed, rank(d[0], 2), refuse(d[1])])
        };
        assert_eq!(refused(decider(carbet, &who, inverted(None)).await), "ecart_sans_motif");
        decider(carbet, &who, inverted(Some("Logement plus proche de l'emploi du ménage."))).await.unwrap();
        let taken = decision::list_de_seance(&carbet.base, seance).await.unwrap();
        assert_eq!(taken.len(), 3);
        assert!(taken.iter().any(|t| t.ecart_motif().is_some()));
        for one in &taken {
            assert_eq!(rejouer_decision(carbet, &who, one.id).await.unwrap(), Rejeu::Identique);
        }
        let again = decider(carbet, &who, exam(seance, home.vacance, vec![rank(d[0], 3)])).await;
        assert!(matches!(again, Err(Echec::Introuvable)), "a decided candidate is not decided twice");
    }
}

#[tokio::test]
async fn a_suspensive_condition_holds_the_offer_until_its_paper() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare_for(carbet, 401, 3, "ctg").await;
        let d = home.demandes.clone();
        let seance = open(carbet, &who, &home).await;
        let seats = seance_membre::list_de_seance(&carbet.base, seance).await.unwrap();
        assert!(
            seats.iter().any(|m| m.membre == "reservataire_ctg" && m.voix == "consultative"),
            "the CTG sits for its contingent"
        );
        assert!(seats.iter().any(|m| m.membre == "maire_97302"));
        assert!(seats.iter().all(|m| m.convoque_le.is_some()));
        let waiting = DecisionDemandee {
            motif: Some(MotifDecision::PieceManquante),
            piece: Some(PieceListee::SituationFamiliale),
            condition_avant_le: Some(jour("2026-11-30")),
            ..choose(d[0], Decision::ConditionSuspensive)
        };
        decider(carbet, &who, exam(seance, home.vacance, vec![waiting, rank(d[1], 2), refuse(d[2])])).await.unwrap();
        clore_seance(carbet, &who, seance).await.unwrap();
        let line = list_offres(carbet, &who, false).await.unwrap().into_iter().find(|l| l.demande == d[0]).unwrap();
        assert_eq!(line.etape, EtapeOffre::SousCondition);
        let saisie = NotificationOffre {
            offre: line.id,
            mode: ModeNotification::MainPropre,
            recue_le: jour("2026-11-16"),
            delai_jours: 10,
        };
        assert_eq!(refused(notifier_offre(carbet, &who, saisie.clone()).await), "condition_en_cours");
        lever_condition(carbet, &who, home.candidatures[0], jour("2026-11-16")).await.unwrap();
        let short = NotificationOffre { delai_jours: 9, ..saisie.clone() };
        assert_eq!(refused(notifier_offre(carbet, &who, short).await), "delai_trop_court");
        notifier_offre(carbet, &who, saisie).await.unwrap();
        let soon = repondre_offre(carbet, &who, line.id, ReponseOffre::Silence).await;
        assert_eq!(refused(soon), "delai_en_cours");
    }
}

#[tokio::test]
async fn a_demande_struck_off_since_its_proposal_stops_the_agenda() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare(carbet, 501, 3).await;
        let stored = demande::get(&carbet.base, "973", home.demandes[1]).await.unwrap();
        let mut gone = stored.demande.clone();
        gone.etat = droit::demande::EtatDemande::Radiee {
            numero_unique: stored.demande.numero_unique().unwrap(),
            le: jour("2026-11-10"),
            motif: droit::demande::MotifRadiation::Abandon,
        };
        let meta = demande::Meta {
            source: "essai".into(),
            extrait_le: stored.extrait_le,
            origine: demande::Origine::Sne,
            agent: "essai".into(),
            instant_utc: carbet.horloge.instant_utc(),
            protege: false,
        };
        let tx = carbet.base.begin().await.unwrap();
        demande::update(&tx, "973", stored.id, stored.version, &gone, &meta).await.unwrap();
        tx.commit().await.unwrap();
        let seance = prepare_seance(carbet, &who).await;
        assert_eq!(refused(inscrire_point(carbet, &who, inscription(seance, home.vacance)).await), "demande_radiee");
    }
}

/// The SNE is told by messages, not by a list to copy; the demande waits for its answer.
#[tokio::test]
async fn in_interface_mode_the_lease_is_a_message_to_the_sne() {
    for essai in stockage::essai::bases().await {
        let horloge = commun::horloge(commun::JOUR);
        let mut fichiers = commun::fichiers_cacl();
        let local = fichiers.iter_mut().find(|(chemin, _)| chemin == "territoire.toml").unwrap();
        assert!(local.1.contains("mode_sne = \"compagnon\""));
        local.1 = local.1.replace("mode_sne = \"compagnon\"", "mode_sne = \"interface\"");
        let systeme = &gestion::acteur_systeme::SYSTEME;
        gestion::charger_territoire::load_territoire(&essai.base, &horloge, systeme, &fichiers).await.unwrap();
        let carbet = Carbet::start(essai.base.clone(), horloge, gestion::carbet::Options::default()).await.unwrap();
        let who = bailleur();
        let prepared = prepare(&carbet, 601, 3).await;
        close_with_two_ranks(&carbet, &who, &prepared).await;
        let offre = offer_of(&carbet, &who, prepared.demandes[0]).await;
        notify(&carbet, &who, offre, "2026-11-16").await;
        repondre_offre(&carbet, &who, offre, ReponseOffre::Acceptee { le: jour("2026-11-16") }).await.unwrap();
        let saisie = SignatureBail {
            offre,
            signe_le: jour("2026-11-16"),
            effet_le: None,
            revenu_mensuel: None,
            relogement: None,
            cle: None,
        };
        signer_bail(&carbet, &who, saisie).await.unwrap();
        let copied = list_a_reporter(&carbet, &who).await.unwrap();
        assert!(
            copied.iter().all(|line| line.report.evenement != "Radiation pour attribution"),
            "what has a message is not copied"
        );
        let messages = stockage::message_sne::list_de_demande(&carbet.base, "973", prepared.demandes[0]).await.unwrap();
        assert_eq!((messages.len(), messages[0].objet.as_str()), (1, "radiation_attribution"));
        assert!(messages[0].contenu.contains("dateSignatureBail"), "the message tells the lease (CCH R. 441-2-9)");
        let jobs = stockage::tache::list_en_cours(&carbet.base).await.unwrap();
        assert!(jobs.iter().all(|j| !j.charge.contains("9730326")), "a job names no numéro unique");
        let stored = demande::get(&carbet.base, "973", prepared.demandes[0]).await.unwrap();
        assert!(matches!(stored.demande.etat, droit::demande::EtatDemande::Enregistree { .. }), "only the SNE strikes off");
    }
}

#[tokio::test]
async fn a_session_closes_under_its_president_and_its_minutes_take_addenda() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let prepared = prepare(carbet, 601, 3).await;
        let seance = open(carbet, &who, &prepared).await;
        let (_, agenda) = render_ordre(carbet, &who, seance).await.unwrap();
        assert!(agenda.starts_with(b"%PDF"));
        let d = &prepared.demandes;
        decider(carbet, &who, exam(seance, prepared.vacance, vec![rank(d[0], 1), rank(d[1], 2), refuse(d[2])])).await.unwrap();

        let presents: Vec<String> = seance_membre::list_de_seance(&carbet.base, seance)
            .await
            .unwrap()
            .into_iter()
            .map(|m| m.membre)
            .filter(|code| code != "representant_bailleur_2")
            .collect();
        let with = |president: Option<&str>| Presences {
            presents: presents.clone(),
            president: president.map(str::to_owned),
            ..Presences::default()
        };
        let absent = enregistrer_presences(carbet, &who, seance, with(Some("representant_bailleur_2"))).await;
        assert_eq!(refused(absent), "president_sans_voix");
        enregistrer_presences(carbet, &who, seance, with(None)).await.unwrap();
        assert_eq!(refused(clore_seance(carbet, &who, seance).await), "president_absent");
        let additif = |objet: &str, cle: &str| DemandeAdditif {
            seance,
            objet: objet.to_owned(),
            texte: "Au point 1, lire le loyer du bail.".to_owned(),
            cle: Some(cle.to_owned()),
        };
        assert_eq!(refused(ajouter_additif(carbet, &who, additif("Loyer", "a0")).await), "seance_non_close");
        assert_eq!(refused(render_courriers(carbet, &who, seance, None).await), "seance_non_close");
        enregistrer_presences(carbet, &who, seance, with(Some("representant_bailleur_1"))).await.unwrap();
        clore_seance(carbet, &who, seance).await.unwrap();

        // The minutes stay as they are; each addendum follows the document before it.
        let (numero, minutes) = read_proces_verbal(carbet, &who, seance).await.unwrap();
        let first = ajouter_additif(carbet, &who, additif("Loyer", "a1")).await.unwrap();
        assert_eq!(first, format!("{numero}-A1"));
        assert_eq!(ajouter_additif(carbet, &who, additif("Loyer", "a1")).await.unwrap(), first, "the same form is one addendum");
        ajouter_additif(carbet, &who, additif("Surface", "a2")).await.unwrap();
        assert_eq!(refused(ajouter_additif(carbet, &who, additif(" ", "a3")).await), "objet_absent");
        let read = consulter_seance(carbet, &who, seance, None).await.unwrap();
        let chain: Vec<(&str, &str)> =
            read.additifs.iter().map(|a| (a.empreinte_precedente.as_str(), a.objet.as_str())).collect();
        let sealed = proces_verbal::find(&carbet.base, seance).await.unwrap().unwrap();
        assert_eq!(chain, [(sealed.empreinte.as_str(), "Loyer"), (read.additifs[0].empreinte.as_str(), "Surface")]);
        assert_eq!(read_proces_verbal(carbet, &who, seance).await.unwrap().1, minutes);
        let (name, document) = read_additif(carbet, &who, seance, 1).await.unwrap();
        assert!(name == first && document.starts_with(b"%PDF"));
        assert!(matches!(read_additif(carbet, &who, seance, 3).await, Err(Echec::Introuvable)));
        let stranger = acteur(Role::Bailleur, "simko");
        assert!(matches!(read_additif(carbet, &stranger, seance, 1).await, Err(Echec::Introuvable)));
        assert!(matches!(ajouter_additif(carbet, &stranger, additif("Loyer", "s")).await, Err(Echec::Introuvable)));
        assert!(matches!(render_ordre(carbet, &stranger, seance).await, Err(Echec::Introuvable)));

        // A letter for each decision, and all of them together.
        let (_, all) = render_courriers(carbet, &who, seance, None).await.unwrap();
        assert!(all.starts_with(b"%PDF"));
        for taken in decision::list_de_seance(&carbet.base, seance).await.unwrap() {
            let (_, one) = render_courriers(carbet, &who, seance, Some(taken.id)).await.unwrap();
            assert!(one.starts_with(b"%PDF") && one.len() < all.len());
        }
        assert!(matches!(render_courriers(carbet, &who, seance, Some(Uuid::nil())).await, Err(Echec::Introuvable)));
        assert!(matches!(render_courriers(carbet, &stranger, seance, None).await, Err(Echec::Introuvable)));
        let member = acteur(Role::Caleol, "siguy");
        assert!(matches!(render_courriers(carbet, &member, seance, None).await, Err(Echec::Introuvable)), "the landlord writes");
    }
}

#[tokio::test]
async fn minutes_sealed_as_a_content_are_composed_once_when_first_read() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let prepared = prepare(carbet, 701, 3).await;
        let seance = close_with_two_ranks(carbet, &who, &prepared).await;
        let (numero, document) = read_proces_verbal(carbet, &who, seance).await.unwrap();
        let contenu = proces_verbal::find_contenu(&carbet.base, seance).await.unwrap().unwrap();

        // The same content sealed alone for another session gives the same bytes, whoever reads first.
        let other = prepare_seance(carbet, &who).await;
        let alone = proces_verbal::ContenuScelle { seance_id: other, ..contenu };
        let tx = carbet.base.begin().await.unwrap();
        proces_verbal::insert_contenus(&tx, &[alone]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(consulter_seance(carbet, &who, other, None).await.unwrap().proces_verbal, "sealed before it is composed");
        assert!(proces_verbal::find(&carbet.base, other).await.unwrap().is_none());
        let (a, b) = tokio::join!(read_proces_verbal(carbet, &who, other), read_proces_verbal(carbet, &who, other));
        assert_eq!(a.unwrap(), (numero.clone(), document.clone()));
        assert_eq!(b.unwrap(), (numero, document));
    }
}

#[tokio::test]
async fn the_lease_says_the_rent_that_was_prepared_and_its_appointment_is_a_letter() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let prepared = prepare(carbet, 1, 3).await;
        close_with_two_ranks(carbet, &who, &prepared).await;
        let offre = offer_of(carbet, &who, prepared.demandes[0]).await;
        let rendez_vous = RendezVous { le: jour("2026-11-20"), heure: "14:30".into(), lieu: "Agence de Cayenne".into() };
        let saisi = BailPrepare {
            loyer: Centimes(41_000),
            loyer_annexes: Centimes(1_000),
            charges: Centimes(6_000),
            depot_garantie: Some(Centimes(41_000)),
            rendez_vous: Some(rendez_vous.clone()),
        };
        assert_eq!(refused(preparer_bail(carbet, &who, offre, saisi.clone()).await), "bail_ferme", "nothing is notified yet");
        notify(carbet, &who, offre, "2026-11-16").await;
        assert_eq!(refused(render_rendez_vous(carbet, &who, offre).await), "rendez_vous_absent");
        let free = BailPrepare { loyer: Centimes::ZERO, ..saisi.clone() };
        assert_eq!(refused(preparer_bail(carbet, &who, offre, free).await), "loyer_absent");
        let past = RendezVous { le: jour("2026-11-15"), ..rendez_vous.clone() };
        let past = BailPrepare { rendez_vous: Some(past), ..saisi.clone() };
        assert_eq!(refused(preparer_bail(carbet, &who, offre, past).await), "rendez_vous_passe");
        let nowhere = RendezVous { lieu: " ".into(), ..rendez_vous };
        let nowhere = BailPrepare { rendez_vous: Some(nowhere), ..saisi.clone() };
        assert_eq!(refused(preparer_bail(carbet, &who, offre, nowhere).await), "rendez_vous_incomplet");
        assert!(preparer_bail(carbet, &acteur(Role::Bailleur, "simko"), offre, saisi.clone()).await.is_err());
        preparer_bail(carbet, &who, offre, saisi.clone()).await.unwrap();
        preparer_bail(carbet, &who, offre, saisi.clone()).await.unwrap();
        let (name, letter) = render_rendez_vous(carbet, &who, offre).await.unwrap();
        assert!(name == "rendez-vous-bail-2026-11-20.pdf" && letter.starts_with(b"%PDF"));

        repondre_offre(carbet, &who, offre, ReponseOffre::Acceptee { le: jour("2026-11-16") }).await.unwrap();
        let signature = SignatureBail {
            offre,
            signe_le: jour("2026-11-16"),
            effet_le: None,
            revenu_mensuel: None,
            relogement: None,
            cle: None,
        };
        signer_bail(carbet, &who, signature).await.unwrap();
        let leases = stockage::bail::list_de_logement(&carbet.base, prepared.logement).await.unwrap();
        assert_eq!(leases[0].loyer, 48_000, "what was prepared, not what was declared");
        assert_eq!(refused(preparer_bail(carbet, &who, offre, saisi).await), "bail_ferme");
    }
}
