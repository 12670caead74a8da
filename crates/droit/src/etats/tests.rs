use std::collections::BTreeSet;

use super::demande::SuiteRadiation;
use super::*;
use crate::demande::{Demande, Dossier, EtatDemande, MotifRadiation};
use crate::enregistrement::PreuvesRadiation;
use crate::jour::{Jour, parse_iso};
use crate::numero_unique::NumeroUnique;
use crate::parametres::Parametres;
use crate::territoire::ModeSne;

fn jour(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

fn numero() -> NumeroUnique {
    NumeroUnique::parse("9730324001234GDPUB").unwrap()
}

type Ligne = (&'static str, &'static str, &'static str, &'static str);

/// What the functions allow, every state tried with every act.
fn observe<S: Clone, A: Clone>(
    objet: &'static str,
    etats: &[S],
    actes: &[A],
    code: impl Fn(&S) -> &'static str,
    code_acte: impl Fn(&A) -> &'static str,
    apply: impl Fn(S, A) -> Result<S, Refus>,
) -> BTreeSet<Ligne> {
    let mut seen = BTreeSet::new();
    for etat in etats {
        for acte in actes {
            if let Ok(next) = apply(etat.clone(), acte.clone()) {
                seen.insert((objet, code(etat), code(&next), code_acte(acte)));
            }
        }
    }
    seen
}

fn vacances() -> Vec<Vacance> {
    let le = jour("2026-03-02");
    let r = || "etat".to_owned();
    vec![
        Vacance::Declaree { le },
        Vacance::Orientee { reservataire: r(), jusqu_au: None },
        Vacance::EnDesignation { reservataire: r() },
        Vacance::EnCommission { reservataire: r() },
        Vacance::Proposee { reservataire: r(), rang: 1 },
        Vacance::Louee { bail_signe_le: le },
        Vacance::Retiree { le, motif: MotifRetrait::Vente },
        Vacance::RendueAuBailleur { le, par: r() },
    ]
}

fn actes_vacance() -> Vec<ActeVacance> {
    let le = jour("2026-03-09");
    vec![
        ActeVacance::Orienter { reservataire: "ctg".into(), jusqu_au: Some(jour("2026-04-09")) },
        ActeVacance::OuvrirDesignation,
        ActeVacance::ReprendreParBailleur { bailleur: "siguy".into() },
        ActeVacance::Rendre { le },
        ActeVacance::InscrireEnSeance,
        ActeVacance::Proposer { rang: 2 },
        ActeVacance::RelancerDesignation,
        ActeVacance::Louer { bail_signe_le: le },
        ActeVacance::Retirer { le, motif: MotifRetrait::Travaux },
    ]
}

fn candidatures() -> Vec<Candidature> {
    let le = jour("2026-03-02");
    vec![
        Candidature::ProposeeALaDesignation { le },
        Candidature::InscriteEnSeance { seance_le: le },
        Candidature::Attribuee { rang: 1, condition_jusqu_au: None },
        Candidature::Attribuee { rang: 1, condition_jusqu_au: Some(jour("2026-04-02")) },
        Candidature::EnOffre { rang: 1, expire_le: jour("2026-03-12") },
        Candidature::Acceptee { le },
        Candidature::BailSigne { le },
        Candidature::Liberee { le, motif: MotifLiberation::Refus },
    ]
}

fn actes_candidature() -> Vec<ActeCandidature> {
    let le = jour("2026-03-09");
    vec![
        ActeCandidature::InscrireEnSeance { seance_le: le },
        ActeCandidature::Attribuer { rang: 2, condition_jusqu_au: None },
        ActeCandidature::LeverCondition { le },
        ActeCandidature::Offrir { expire_le: le },
        ActeCandidature::Accepter { le },
        ActeCandidature::SignerBail { le },
        ActeCandidature::Liberer { le, motif: MotifLiberation::Annulation },
    ]
}

#[test]
fn the_table_says_exactly_what_the_functions_do() {
    let le = jour("2026-03-09");
    let demandes = [
        EtatDemande::Brouillon,
        EtatDemande::EnAttenteDeNumero,
        EtatDemande::Enregistree { numero_unique: numero() },
        EtatDemande::Radiee { numero_unique: numero(), le, motif: MotifRadiation::Abandon },
    ];
    let actes_demande = [
        ActeDemande::Transmettre,
        ActeDemande::RevenirAuBrouillon,
        ActeDemande::RecevoirNumero { numero_unique: numero() },
        ActeDemande::Renouveler { le },
        ActeDemande::Radier(Radiation::from_sne(le, MotifRadiation::Attribution)),
    ];
    let seances = [
        Seance::Preparee { prevue_le: le },
        Seance::Convoquee { prevue_le: le, convoquee_le: le },
        Seance::Ouverte { ouverte_le: le },
        Seance::Close { close_le: le },
    ];
    let actes_seance = [
        ActeSeance::Convoquer { le },
        ActeSeance::Reporter { prevue_le: jour("2026-04-01") },
        ActeSeance::Ouvrir { le },
        ActeSeance::Clore { le },
    ];
    // Silence needs the delay to be over: the offer is tried inside and after it.
    let offres = [
        Offre::Notifiee { notifiee_le: le, expire_le: jour("2026-03-19") },
        Offre::Notifiee { notifiee_le: jour("2026-02-01"), expire_le: jour("2026-02-12") },
        Offre::Acceptee { le },
        Offre::Refusee { le, motif: None },
        Offre::Silencieuse { constatee_le: le },
        Offre::Caduque { le, motif: MotifCaducite::Erreur },
    ];
    let actes_offre = [
        ActeOffre::Accepter { le },
        ActeOffre::Refuser { le, motif: Some("trop_loin".into()) },
        ActeOffre::ConstaterSilence { le },
        ActeOffre::RendreCaduque { le, motif: MotifCaducite::FaitNouveau },
    ];
    let baux = [Bail::APreparer { depuis: le }, Bail::Signe { le, effet_le: le }, Bail::Abandonne { le, motif: "x".into() }];
    let actes_bail = [ActeBail::Signer { le, effet_le: le }, ActeBail::Abandonner { le, motif: "x".into() }];

    let mut seen = observe("demande", &demandes, &actes_demande, code_etat_demande, ActeDemande::code, apply_demande);
    seen.extend(observe("vacance", &vacances(), &actes_vacance(), Vacance::code, ActeVacance::code, Vacance::apply));
    seen.extend(observe(
        "candidature",
        &candidatures(),
        &actes_candidature(),
        Candidature::code,
        ActeCandidature::code,
        Candidature::apply,
    ));
    seen.extend(observe("seance", &seances, &actes_seance, Seance::code, ActeSeance::code, Seance::apply));
    seen.extend(observe("offre", &offres, &actes_offre, Offre::code, ActeOffre::code, Offre::apply));
    seen.extend(observe("bail", &baux, &actes_bail, Bail::code, ActeBail::code, Bail::apply));

    let published: BTreeSet<Ligne> = table().iter().map(|l| (l.objet, l.de, l.vers, l.acte)).collect();
    assert_eq!(published.len(), table().len(), "no line twice");
    assert_eq!(seen, published);
    assert!(table().iter().all(|l| !l.roles.is_empty()));
    // Every state of every object has been tried.
    let tried: BTreeSet<&str> = vacances().iter().map(Vacance::code).collect();
    assert_eq!(tried, Vacance::CODES.iter().copied().collect());
    let tried: BTreeSet<&str> = candidatures().iter().map(Candidature::code).collect();
    assert_eq!(tried, Candidature::CODES.iter().copied().collect());
}

#[test]
fn every_state_that_holds_a_household_can_free_it() {
    for candidature in candidatures() {
        let held = candidature.is_retenue();
        let freed = candidature.apply(ActeCandidature::Liberer { le: jour("2026-03-09"), motif: MotifLiberation::Desistement });
        match freed {
            Ok(next) => assert!(held && !next.is_retenue()),
            Err(refus) => assert!(!held && refus.code == "transition_impossible"),
        }
    }
}

#[test]
fn every_open_vacancy_can_be_withdrawn_and_a_closed_one_takes_no_act() {
    for vacance in vacances() {
        let allowed = actes_vacance().into_iter().filter(|a| vacance.clone().apply(a.clone()).is_ok()).count();
        assert_eq!(vacance.is_close(), allowed == 0, "{vacance:?}");
    }
}

#[test]
fn the_end_of_an_offer_or_of_a_vacancy_says_why_households_are_freed() {
    for vacance in vacances() {
        let freed = vacance.motif_liberation().is_some();
        assert_eq!(freed, vacance.is_close() || vacance.code() == "rendue_au_bailleur", "{vacance:?}");
    }
    let le = jour("2026-03-09");
    assert_eq!(Offre::Silencieuse { constatee_le: le }.motif_liberation(), Some(MotifLiberation::Silence));
    assert_eq!(Offre::Refusee { le, motif: None }.motif_liberation(), Some(MotifLiberation::Refus));
    assert_eq!(Offre::Acceptee { le }.motif_liberation(), None);
}

#[test]
fn a_rank_is_offered_once_and_in_order() {
    let proposee = Vacance::Proposee { reservataire: "etat".into(), rang: 2 };
    assert_eq!(proposee.clone().apply(ActeVacance::Proposer { rang: 2 }).unwrap_err().code, "rang_deja_propose");
    assert!(proposee.apply(ActeVacance::Proposer { rang: 3 }).is_ok());
}

#[test]
fn an_offer_is_accepted_until_its_last_day_and_silent_only_after() {
    let offre = Offre::Notifiee { notifiee_le: jour("2026-02-02"), expire_le: jour("2026-02-12") };
    assert!(offre.clone().apply(ActeOffre::Accepter { le: jour("2026-02-12") }).is_ok());
    assert_eq!(offre.clone().apply(ActeOffre::Accepter { le: jour("2026-02-13") }).unwrap_err().code, "delai_expire");
    assert_eq!(offre.clone().apply(ActeOffre::ConstaterSilence { le: jour("2026-02-12") }).unwrap_err().code, "delai_en_cours");
    assert!(offre.apply(ActeOffre::ConstaterSilence { le: jour("2026-02-13") }).is_ok());
}

#[test]
fn a_conditional_attribution_waits_for_its_piece() {
    let attribuee = Candidature::Attribuee { rang: 1, condition_jusqu_au: Some(jour("2026-04-02")) };
    assert_eq!(
        attribuee.clone().apply(ActeCandidature::Offrir { expire_le: jour("2026-04-01") }).unwrap_err().code,
        "condition_en_cours"
    );
    assert_eq!(
        attribuee.clone().apply(ActeCandidature::LeverCondition { le: jour("2026-04-03") }).unwrap_err().code,
        "condition_tardive"
    );
    let lifted = attribuee.apply(ActeCandidature::LeverCondition { le: jour("2026-04-02") }).unwrap();
    assert!(lifted.apply(ActeCandidature::Offrir { expire_le: jour("2026-04-20") }).is_ok());
}

#[test]
fn each_reason_of_striking_off_needs_its_proof() {
    let etat = EtatDemande::Enregistree { numero_unique: numero() };
    let jour_dit = jour("2026-11-16");
    let parametres = Parametres::embarques();
    let delais = parametres.delais.derniere().valeurs;
    let ask = |(motif, preuves): (MotifRadiation, PreuvesRadiation), mode| {
        ask_radiation(delais, &etat, motif, &preuves, jour_dit, mode)
    };
    let refus = |asked| ask(asked, ModeSne::Interface).unwrap_err().code;
    use MotifRadiation as M;
    let none = PreuvesRadiation::default;
    let letter = |le: &str, avertit: bool, recue: Option<bool>| {
        let preuves = PreuvesRadiation { courrier_envoye_le: Some(jour(le)), courrier_avertit: Some(avertit), ..none() };
        (M::SansReponse, PreuvesRadiation { reponse_recue: recue, ..preuves })
    };
    let decided = |averti: &str, decide: &str| {
        let preuves = PreuvesRadiation { courrier_envoye_le: Some(jour(averti)), courrier_avertit: Some(true), ..none() };
        (M::Irrecevabilite, PreuvesRadiation { decide_le: Some(jour(decide)), ..preuves })
    };
    let notice = |sent: Option<&str>, expire: &str| {
        let expire_le = Some(jour(expire));
        (M::NonRenouvellement, PreuvesRadiation { preavis_envoye_le: sent.map(jour), expire_le, ..none() })
    };
    assert_eq!(refus((M::Attribution, none())), "bail_non_signe");
    assert_eq!(refus((M::Abandon, none())), "renonciation_non_ecrite");
    assert_eq!(refus(letter("2026-01-05", false, Some(false))), "courrier_absent");
    assert_eq!(refus(letter("2026-10-16", true, Some(false))), "delai_en_cours");
    assert_eq!(refus(letter("2026-10-15", true, None)), "reponse_inconnue");
    assert_eq!(refus(letter("2026-10-15", true, Some(true))), "reponse_recue");
    // A decision taken on the day of the warning leaves nobody the month, however late it is acted upon.
    assert_eq!(refus(decided("2026-01-05", "2026-01-05")), "delai_en_cours");
    assert_eq!(refus(decided("2026-01-05", "2026-11-17")), "decision_absente");
    assert_eq!(refus((M::Irrecevabilite, PreuvesRadiation { decide_le: Some(jour_dit), ..none() })), "courrier_absent");
    assert_eq!(refus(notice(None, "2026-11-01")), "preavis_absent");
    assert_eq!(refus(notice(Some("2026-10-02"), "2026-11-01")), "preavis_absent");
    // The month is counted backwards from the last day: 31 January is too late for 28 February.
    assert_eq!(refus(notice(Some("2026-01-31"), "2026-02-28")), "preavis_absent");
    assert_eq!(refus(notice(Some("2026-09-01"), "2026-11-16")), "demande_valide");
    let good = [
        (M::Attribution, PreuvesRadiation { bail_signe_le: Some(jour_dit), ..none() }),
        (M::Abandon, PreuvesRadiation { renonciation_le: Some(jour_dit), ..none() }),
        letter("2026-10-15", true, Some(false)),
        decided("2026-10-15", "2026-11-16"),
        notice(Some("2026-10-01"), "2026-11-01"),
    ];
    for asked in good {
        let motif = asked.0;
        assert_eq!(ask(asked, ModeSne::Interface), Ok(SuiteRadiation::MessageAuSne { motif }));
        let companion = ask(asked, ModeSne::Compagnon);
        if motif == M::NonRenouvellement {
            assert_eq!(companion.unwrap_err().code, "radiation_par_le_sne");
        } else {
            assert_eq!(companion, Ok(SuiteRadiation::AReporterDansLeSne { motif }));
        }
    }
}

#[test]
fn the_companion_mode_prints_no_attestation() {
    let etat = EtatDemande::Enregistree { numero_unique: numero() };
    assert_eq!(check_attestation(&etat, ModeSne::Compagnon).unwrap_err().code, "attestation_du_sne");
    assert_eq!(check_attestation(&etat, ModeSne::Interface), Ok(numero()));
    assert_eq!(check_attestation(&EtatDemande::Brouillon, ModeSne::Interface).unwrap_err().code, "demande_sans_numero_actif");
}

#[test]
fn renewal_keeps_number_and_seniority() {
    let demande = Demande {
        etat: EtatDemande::Enregistree { numero_unique: numero() },
        depose_le: jour("2025-03-10"),
        enregistre_le: None,
        renouvele_le: None,
        guichet: None,
        dossier: Dossier::default(),
    };
    let renewed = renouveler(demande.clone(), jour("2026-03-01")).unwrap();
    assert_eq!(
        (renewed.depose_le, renewed.renouvele_le, renewed.numero_unique()),
        (jour("2025-03-10"), Some(jour("2026-03-01")), Some(numero()))
    );
    assert_eq!(renouveler(demande.clone(), jour("2025-03-09")).unwrap_err().code, "renouvellement_anterieur");
    let struck = Demande {
        etat: EtatDemande::Radiee { numero_unique: numero(), le: jour("2026-04-01"), motif: MotifRadiation::NonRenouvellement },
        ..demande
    };
    assert_eq!(renouveler(struck, jour("2026-05-01")).unwrap_err().code, "transition_impossible");
}
