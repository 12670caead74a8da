//! What the commission may not do, each limit reproduced on both engines.

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

mod commun;

use commun::attribution::{Preparation, jour, prepare, propose};
use commun::seance::{
    attend_all, bailleur, choose, close_with_two_ranks, exam, inscription, offer_of, open, prepare_seance, rank, refuse, refused,
};
use commun::{acteur, salles};
use droit::caleol::{Decision, ExceptionCandidats, ModeNotification, MotifDecision, PieceListee, Votes};
use droit::demande::{DecisionDalo, Demande, LabelPriorite, Nationalite, PublicPrioritaire, StatutDalo};
use droit::etats::{MotifCaducite, MotifLiberation};
use droit::montant::Centimes;
use gestion::carbet::Carbet;
use gestion::clore_seance::clore_seance;
use gestion::constater_sejour::{SejourConstate, constater_sejour};
use gestion::consulter_seance::consulter_seance;
use gestion::convoquer_seance::convoquer_seance;
use gestion::decider::{DecisionDemandee, ExamenLogement, decider};
use gestion::droits::Role;
use gestion::enregistrer_presences::{Presences, enregistrer_presences};
use gestion::inscrire_point::{InscriptionPoint, inscrire_point, retirer_point};
use gestion::issue::Echec;
use gestion::liberer_candidat::liberer_candidat;
use gestion::notifier_offre::{NotificationOffre, notifier_offre};
use gestion::repondre_offre::{ReponseOffre, SuiteOffre, lever_condition, rendre_caduque, repondre_offre};
use gestion::signer_bail::{SignatureBail, signer_bail};
use stockage::demande::{Meta, Origine};
use stockage::{candidature, decision, demande, proces_verbal, seance_membre, seance_point};
use uuid::Uuid;

/// Changes a file as an extract of the SNE would.
async fn change(carbet: &Carbet, id: Uuid, with: impl FnOnce(&mut Demande)) {
    let held = demande::get(&carbet.base, "973", id).await.unwrap();
    let mut changed = held.demande.clone();
    with(&mut changed);
    let meta = Meta {
        source: "essai".into(),
        extrait_le: held.extrait_le,
        origine: Origine::Sne,
        agent: "essai".into(),
        instant_utc: carbet.horloge.instant_utc(),
        protege: held.protege,
    };
    let tx = carbet.base.begin().await.unwrap();
    demande::update(&tx, "973", id, held.version, &changed, &meta).await.unwrap();
    tx.commit().await.unwrap();
}

fn earn(euros: i64) -> impl FnOnce(&mut Demande) {
    move |d| d.dossier.menage.personnes[0].revenus_fiscaux.values_mut().for_each(|r| *r = Centimes::euros(euros))
}

fn saisie(offre: Uuid, recue_le: &str) -> NotificationOffre {
    NotificationOffre { offre, mode: ModeNotification::MainPropre, recue_le: jour(recue_le), delai_jours: 10 }
}

#[tokio::test]
async fn an_attribution_needs_no_condition_once_a_desk_saw_the_title_to_stay() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare(carbet, 102, 3).await;
        let d = home.demandes.clone();
        let seance = open(carbet, &who, &home).await;
        let all = || exam(seance, home.vacance, vec![rank(d[0], 1), rank(d[1], 2), refuse(d[2])]);
        change(carbet, d[0], |x| {
            x.dossier.menage.personnes[0].nationalite = Some(Nationalite::HorsUnionEuropeenne);
            x.dossier.menage.personnes[0].sejour_regulier = None;
        })
        .await;
        assert_eq!(refused(decider(carbet, &who, all()).await), "condition_acces_inconnue");
        let seen = |titre: &str, last: Option<&str>| SejourConstate {
            rang: 0,
            titre: Some(titre.to_owned()),
            jusqu_au: last.map(jour),
            cle_idempotence: None,
        };
        let desk = acteur(Role::Guichet, "ccas_cayenne");
        constater_sejour(carbet, &desk, d[0], seen("aucun", None)).await.unwrap();
        assert_eq!(refused(decider(carbet, &who, all()).await), "condition_acces_non_remplie");
        constater_sejour(carbet, &desk, d[0], seen("temporaire", Some("2027-11-16"))).await.unwrap();
        decider(carbet, &who, all()).await.unwrap();
    }
}

#[tokio::test]
async fn a_legal_condition_of_access_is_asked_at_the_decision_the_notification_and_the_lease() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare(carbet, 101, 3).await;
        let d = home.demandes.clone();
        let seance = open(carbet, &who, &home).await;
        let all = |first: DecisionDemandee| exam(seance, home.vacance, vec![first, rank(d[1], 2), refuse(d[2])]);
        change(carbet, d[0], earn(90_000)).await;
        assert_eq!(refused(decider(carbet, &who, all(rank(d[0], 1))).await), "condition_acces_non_remplie");
        change(carbet, d[0], earn(16_000)).await;
        change(carbet, d[0], |x| x.dossier.menage.personnes[0].nationalite = Some(Nationalite::HorsUnionEuropeenne)).await;
        assert_eq!(refused(decider(carbet, &who, all(rank(d[0], 1))).await), "condition_acces_inconnue");
        let on = |piece| DecisionDemandee {
            motif: Some(MotifDecision::PieceManquante),
            piece: Some(piece),
            condition_avant_le: Some(jour("2026-11-30")),
            ..choose(d[0], Decision::ConditionSuspensive)
        };
        assert_eq!(refused(decider(carbet, &who, all(on(PieceListee::Ressources))).await), "condition_acces_inconnue");
        decider(carbet, &who, all(on(PieceListee::SejourRegulier))).await.unwrap();
        clore_seance(carbet, &who, seance).await.unwrap();

        // The paper came; then the income turns out to be above the ceiling: the second rank comes.
        lever_condition(carbet, &who, home.candidatures[0], jour("2026-11-16")).await.unwrap();
        let first = offer_of(carbet, &who, d[0]).await;
        let kept = rendre_caduque(carbet, &who, first, MotifCaducite::FaitNouveau).await;
        assert_eq!(refused(kept), "conditions_remplies", "a rank is not taken away");
        change(carbet, d[0], earn(90_000)).await;
        assert_eq!(refused(notifier_offre(carbet, &who, saisie(first, "2026-11-16")).await), "condition_acces_non_remplie");
        let next = rendre_caduque(carbet, &who, first, MotifCaducite::FaitNouveau).await.unwrap();
        let SuiteOffre::RangSuivant(second) = next else { panic!("the second rank comes next") };

        // Received neither before the decision nor before the offer; answered after it is received.
        assert_eq!(refused(notifier_offre(carbet, &who, saisie(second, "2026-11-15")).await), "notification_anterieure");
        notifier_offre(carbet, &who, saisie(second, "2026-11-16")).await.unwrap();
        let early = repondre_offre(carbet, &who, second, ReponseOffre::Acceptee { le: jour("2026-11-15") }).await;
        assert!(matches!(early, Err(Echec::Refus(_))), "an answer follows what it answers");
        repondre_offre(carbet, &who, second, ReponseOffre::Acceptee { le: jour("2026-11-16") }).await.unwrap();
        change(carbet, d[1], earn(90_000)).await;
        let lease = || SignatureBail {
            offre: second,
            signe_le: jour("2026-11-16"),
            effet_le: None,
            revenu_mensuel: None,
            relogement: None,
            cle: None,
        };
        assert_eq!(refused(signer_bail(carbet, &who, lease()).await), "condition_acces_non_remplie");
        change(carbet, d[1], earn(16_000)).await;
        signer_bail(carbet, &who, lease()).await.unwrap();
    }
}

#[tokio::test]
async fn an_attribution_keeps_its_three_files_and_its_place_on_the_agenda() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare(carbet, 201, 3).await;
        let d = home.demandes.clone();
        let seance = open(carbet, &who, &home).await;
        let point = seance_point::list_de_seance(&carbet.base, seance).await.unwrap()[0].id;
        decider(carbet, &who, exam(seance, home.vacance, vec![choose(d[0], Decision::Attribution)])).await.unwrap();
        let freed = liberer_candidat(carbet, &who, home.candidatures[2], MotifLiberation::Desistement).await;
        assert_eq!(refused(freed), "attribution_prononcee");
        assert_eq!(refused(retirer_point(carbet, &who, seance, point, "Erreur").await), "point_decide");
        let shown = consulter_seance(carbet, &who, seance, None).await.unwrap();
        assert_eq!((shown.points[0].etat.as_str(), shown.points[0].en_attente), ("decide", 2), "begun, not finished");
        decider(carbet, &who, exam(seance, home.vacance, vec![refuse(d[1]), refuse(d[2])])).await.unwrap();
        clore_seance(carbet, &who, seance).await.unwrap();

        // The only rank lapses, the home comes back before another session: its ranks start again from one.
        change(carbet, d[0], earn(90_000)).await;
        let offre = offer_of(carbet, &who, d[0]).await;
        rendre_caduque(carbet, &who, offre, MotifCaducite::FaitNouveau).await.unwrap();
        let (demandes, candidatures) = propose(carbet, home.vacance, 211, 3).await;
        let again = Preparation { vacance: home.vacance, logement: home.logement, demandes, candidatures };
        close_with_two_ranks(carbet, &who, &again).await;
        let first = offer_of(carbet, &who, again.demandes[0]).await;
        notifier_offre(carbet, &who, saisie(first, "2026-11-16")).await.unwrap();
        let refusal = ReponseOffre::Refusee { le: jour("2026-11-16"), motif: None, logement_inadapte: false, relogement: true };
        let SuiteOffre::RangSuivant(second) = repondre_offre(carbet, &who, first, refusal).await.unwrap() else {
            panic!("the second rank comes next");
        };
        rendre_caduque(carbet, &who, second, MotifCaducite::Erreur).await.unwrap_err();
        notifier_offre(carbet, &who, saisie(second, "2026-11-16")).await.unwrap();
        rendre_caduque(carbet, &who, second, MotifCaducite::Erreur).await.unwrap();

        // Two ranks were offered then; the first of a third session is the first again.
        let (demandes, candidatures) = propose(carbet, home.vacance, 221, 3).await;
        let third = Preparation { vacance: home.vacance, logement: home.logement, demandes, candidatures };
        close_with_two_ranks(carbet, &who, &third).await;
        let first = offer_of(carbet, &who, third.demandes[0]).await;
        notifier_offre(carbet, &who, saisie(first, "2026-11-16")).await.unwrap();
    }
}

#[tokio::test]
async fn the_dalo_exception_needs_every_candidate_designated() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare(carbet, 301, 2).await;
        for id in &home.candidatures {
            let mut row = candidature::find(&carbet.base, *id).await.unwrap().unwrap();
            row.organisation = "etat".into();
            let tx = carbet.base.begin().await.unwrap();
            candidature::update(&tx, &row).await.unwrap();
            tx.commit().await.unwrap();
        }
        change(carbet, home.demandes[0], |x| {
            x.dossier.dalo = Some(DecisionDalo { statut: StatutDalo::Actif, decide_le: Some(jour("2026-01-10")) });
        })
        .await;
        let seance = prepare_seance(carbet, &who).await;
        let dalo = InscriptionPoint { exception: Some(ExceptionCandidats::DaloDesigne), ..inscription(seance, home.vacance) };
        assert_eq!(refused(inscrire_point(carbet, &who, dalo.clone()).await), "dalo_non_designe", "one of the two is not");
        change(carbet, home.demandes[1], |x| {
            x.dossier.labels.push(LabelPriorite {
                public: PublicPrioritaire::Dalo,
                autorite: "etat".into(),
                depuis: jour("2026-02-01"),
                jusqu_au: None,
                preuve: None,
            });
        })
        .await;
        inscrire_point(carbet, &who, dalo).await.unwrap();
        convoquer_seance(carbet, &who, seance, Some("Relogement urgent")).await.unwrap();
        attend_all(carbet, &who, seance).await;
        let both = exam(seance, home.vacance, vec![rank(home.demandes[0], 1), rank(home.demandes[1], 2)]);
        change(carbet, home.demandes[1], |x| x.dossier.labels.clear()).await;
        assert_eq!(refused(decider(carbet, &who, both.clone()).await), "moins_de_trois_candidats", "it holds no longer");
        change(carbet, home.demandes[1], |x| {
            x.dossier.dalo = Some(DecisionDalo { statut: StatutDalo::Actif, decide_le: Some(jour("2026-02-01")) });
        })
        .await;
        decider(carbet, &who, both).await.unwrap();
        clore_seance(carbet, &who, seance).await.unwrap();
    }
}

#[tokio::test]
async fn a_tie_is_broken_by_the_seat_that_holds_the_casting_vote_and_a_proxy_leaves_with_its_carrier() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = prepare(carbet, 401, 3).await;
        let d = home.demandes.clone();
        let seance = open(carbet, &who, &home).await;
        let seats: Vec<String> =
            seance_membre::list_de_seance(&carbet.base, seance).await.unwrap().into_iter().map(|m| m.membre).collect();
        let without = |absent: &[&str], pouvoirs: &[(&str, &str)]| Presences {
            presents: seats.iter().filter(|c| !absent.contains(&c.as_str())).cloned().collect(),
            pouvoirs: pouvoirs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
            president: Some("representant_bailleur_1".into()),
            ..Presences::default()
        };
        let tie = |n, abstention| Votes { pour: n, contre: n, abstention, voix_preponderante: Some(true) };

        // The EPCI gave a proxy: its voice counts, its casting vote does not.
        let proxy = without(&["president_epci"], &[("president_epci", "representant_bailleur_2")]);
        enregistrer_presences(carbet, &who, seance, proxy).await.unwrap();
        let tied = |votes| DecisionDemandee { votes, ..choose(d[0], Decision::Attribution) };
        let absent = decider(carbet, &who, exam(seance, home.vacance, vec![tied(tie(4, 1))])).await;
        assert_eq!(refused(absent), "voix_preponderante_absente");

        // The carrier leaves for a link with a candidate: the voice it carried leaves too, seven are left.
        let seven = Votes { pour: 7, contre: 0, abstention: 0, voix_preponderante: None };
        let left = |votes| ExamenLogement {
            deportes: vec!["representant_bailleur_2".into()],
            ..exam(seance, home.vacance, vec![DecisionDemandee { votes, ..refuse(d[2]) }])
        };
        let eight = Votes { pour: 8, ..seven };
        assert_eq!(refused(decider(carbet, &who, left(eight)).await), "voix_incoherentes");
        decider(carbet, &who, left(seven)).await.unwrap();

        enregistrer_presences(carbet, &who, seance, without(&[], &[])).await.unwrap();
        let decided = exam(seance, home.vacance, vec![tied(tie(4, 1)), refuse(d[1])]);
        decider(carbet, &who, decided).await.unwrap();
        let taken = decision::list_de_seance(&carbet.base, seance).await.unwrap();
        let frozen = |id: Uuid| taken.iter().find(|t| t.demande_id == id).unwrap().fige.clone().unwrap();
        assert!(frozen(d[0]).contains(r#""voix_preponderante":"president_epci""#));
        assert!(!frozen(d[1]).contains("voix_preponderante"), "the majority decided");
        clore_seance(carbet, &who, seance).await.unwrap();
        let text = proces_verbal::find_contenu(&carbet.base, seance).await.unwrap().unwrap().texte;
        assert!(text.contains("à égalité, voix prépondérante"), "the minutes tell it");
    }
}

#[tokio::test]
async fn a_member_of_the_commission_reads_the_session_and_its_landlord_holds_it() {
    for salle in salles().await {
        let carbet = &salle.carbet;
        let who = bailleur();
        let home = commun::attribution::prepare_for(carbet, 501, 3, "ctg").await;
        let seance = open(carbet, &who, &home).await;
        let advises = acteur(Role::Caleol, "ctg");
        assert!(!consulter_seance(carbet, &advises, seance, None).await.unwrap().peut_tenir);
        let one = || exam(seance, home.vacance, vec![choose(home.demandes[0], Decision::Attribution)]);
        assert!(matches!(decider(carbet, &advises, one()).await, Err(Echec::Introuvable)));
        assert!(matches!(clore_seance(carbet, &advises, seance).await, Err(Echec::Introuvable)));
        decider(carbet, &acteur(Role::Caleol, "siguy"), one()).await.unwrap();
    }
}

#[tokio::test]
async fn minutes_without_a_quorum_in_the_reglement_say_so() {
    for essai in stockage::essai::bases().await {
        let horloge = commun::horloge(commun::JOUR);
        let mut fichiers = commun::fichiers_cacl();
        let local = fichiers.iter_mut().find(|(chemin, _)| chemin == "organisations.toml").unwrap();
        local.1 = local.1.lines().filter(|l| !l.starts_with("quorum = ")).collect::<Vec<_>>().join("\n");
        let systeme = &gestion::acteur_systeme::SYSTEME;
        gestion::charger_territoire::load_territoire(&essai.base, &horloge, systeme, &fichiers).await.unwrap();
        let carbet = Carbet::start(essai.base.clone(), horloge, gestion::carbet::Options::default()).await.unwrap();
        let home = prepare(&carbet, 601, 3).await;
        let seance = close_with_two_ranks(&carbet, &bailleur(), &home).await;
        let text = proces_verbal::find_contenu(&carbet.base, seance).await.unwrap().unwrap().texte;
        assert!(text.contains("Quorum non fixé par le règlement enregistré"), "{text}");
    }
}
