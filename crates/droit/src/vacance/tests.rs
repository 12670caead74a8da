use proptest::prelude::*;

use super::*;
use crate::jour::{add_jours, parse_iso};

fn day(text: &str) -> Jour {
    parse_iso(text).unwrap()
}

fn jalon(etape: EtapeVacance, le: &str) -> Jalon {
    Jalon { etape, le: day(le) }
}

/// Let on 1 June, free since 1 March, declared in advance.
fn dossier() -> DossierVacance {
    use EtapeVacance as E;
    DossierVacance {
        premiere_location: false,
        reserve: true,
        declaree_le: day("2026-02-10"),
        disponible_le: Some(day("2026-03-05")),
        reoriente_le: None,
        jalons: vec![
            jalon(E::Conge, "2026-01-20"),
            jalon(E::Visite, "2026-02-05"),
            jalon(E::EtatDesLieux, "2026-03-01"),
            jalon(E::TravauxDebut, "2026-03-06"),
            jalon(E::TravauxFin, "2026-03-26"),
            jalon(E::Orientation, "2026-02-10"),
            jalon(E::Designation, "2026-04-05"),
            jalon(E::Commission, "2026-04-15"),
            jalon(E::Acceptation, "2026-04-25"),
            jalon(E::Bail, "2026-05-10"),
            jalon(E::Entree, "2026-06-01"),
        ],
        fin: FinVacance::Louee { le: day("2026-06-01") },
    }
}

#[test]
fn each_day_is_counted_once_to_the_first_step_not_done() {
    use EtapeVacance as E;
    let told = compute_duree(&dossier());
    assert_eq!((told.libre_le, told.origine, told.total), (day("2026-03-01"), OrigineVacance::EtatDesLieux, 92));
    let days: Vec<_> = told.intervalles.iter().map(|i| (i.etape().unwrap(), i.jours())).collect();
    let expected = [
        (E::TravauxDebut, 5),
        (E::TravauxFin, 20),
        (E::Orientation, 0),
        (E::Designation, 10),
        (E::Commission, 10),
        (E::Acceptation, 10),
        (E::Bail, 15),
        (E::Entree, 22),
    ];
    assert_eq!(days, expected);
    assert_eq!(
        told.preavis.iter().map(|i| (i.etape().unwrap(), i.jours())).collect::<Vec<_>>(),
        [(E::Visite, 16), (E::EtatDesLieux, 24)]
    );
    assert_eq!(told.jours_acteur(Some(ActeurVacance::Bailleur)), 40);
    assert_eq!(told.jours_acteur(Some(ActeurVacance::Reservataire)), 10);
    assert_eq!(told.jours_acteur(None), 0);
    assert!(told.is_longue(3) == (day("2026-06-01") > day("2026-06-01")) && told.is_longue(2));
}

#[test]
fn an_unknown_date_is_never_zero_days() {
    let mut partial = dossier();
    partial.jalons.retain(|j| !matches!(j.etape, EtapeVacance::Designation | EtapeVacance::TravauxDebut));
    let told = compute_duree(&partial);
    assert_eq!(told.jours_etape(EtapeVacance::Designation), None);
    assert_eq!(told.jours_etape(EtapeVacance::TravauxDebut), None);
    // The works are the bailleur's whatever their first day; designation and commission are owed by two.
    assert_eq!((told.intervalles[0].acteur, told.intervalles[0].jours()), (Some(ActeurVacance::Bailleur), 25));
    assert_eq!((told.jours_acteur(None), told.total), (20, 92));
}

#[test]
fn a_home_under_works_waits_for_its_bailleur_whatever_is_designated_meanwhile() {
    let mut open = dossier();
    open.jalons.retain(|j| j.etape != EtapeVacance::TravauxFin && j.etape < EtapeVacance::Commission);
    open.fin = FinVacance::EnCours { le: day("2026-04-06"), attendue: EtapeVacance::Commission };
    let told = compute_duree(&open);
    let now = told.en_cours().unwrap();
    assert_eq!((now.etape(), now.jours(), now.acteur), (Some(EtapeVacance::TravauxFin), 31, Some(ActeurVacance::Bailleur)));
    assert_eq!(told.total, 36);
}

#[test]
fn a_home_not_free_yet_has_no_vacant_day() {
    let ahead = DossierVacance {
        jalons: vec![jalon(EtapeVacance::Orientation, "2026-02-10")],
        fin: FinVacance::EnCours { le: day("2026-02-20"), attendue: EtapeVacance::Designation },
        ..dossier()
    };
    let told = compute_duree(&ahead);
    assert_eq!((told.total, told.origine, told.is_longue(3)), (0, OrigineVacance::Disponible, false));
    assert_eq!(told.en_cours().unwrap().etape(), Some(EtapeVacance::Designation));
}

#[test]
fn a_first_letting_starts_when_the_programme_is_handed_over() {
    let first = DossierVacance {
        premiere_location: true,
        reserve: false,
        jalons: vec![jalon(EtapeVacance::Livraison, "2026-02-15"), jalon(EtapeVacance::Orientation, "2026-02-10")],
        fin: FinVacance::EnCours { le: day("2026-03-01"), attendue: EtapeVacance::Designation },
        ..dossier()
    };
    let told = compute_duree(&first);
    assert_eq!((told.origine, told.total), (OrigineVacance::Livraison, 14));
    assert_eq!(told.en_cours().unwrap().acteur, Some(ActeurVacance::Bailleur), "nobody else designates");
    let refused = check_jour_etape(&first, jalon(EtapeVacance::Conge, "2026-02-01"), day("2026-03-01")).unwrap_err();
    assert_eq!(refused.code, "etape_sans_objet");
}

#[test]
fn a_withdrawn_home_stops_its_clock() {
    let mut gone = dossier();
    gone.jalons.retain(|j| j.etape < EtapeVacance::Designation);
    gone.fin = FinVacance::Retiree { le: day("2026-04-10") };
    let told = compute_duree(&gone);
    assert!(told.retiree && told.en_cours().is_none());
    assert_eq!((told.total, told.intervalles.last().unwrap().etape()), (40, Some(EtapeVacance::Designation)));
}

#[test]
fn a_designation_that_starts_again_counts_each_round() {
    let mut again = dossier();
    again.jalons.extend([jalon(EtapeVacance::Designation, "2026-04-28"), jalon(EtapeVacance::Commission, "2026-05-02")]);
    let told = compute_duree(&again);
    assert_eq!(told.jours_etape(EtapeVacance::Designation), Some(13));
    assert_eq!(told.intervalles.iter().map(Intervalle::jours).sum::<i64>(), told.total);
}

#[test]
fn the_days_of_a_former_holder_are_given_to_nobody() {
    let mut open = dossier();
    open.jalons.retain(|j| j.etape == EtapeVacance::EtatDesLieux || j.etape == EtapeVacance::Orientation);
    open.reoriente_le = Some(day("2026-03-21"));
    open.fin = FinVacance::EnCours { le: day("2026-03-31"), attendue: EtapeVacance::Designation };
    let told = compute_duree(&open);
    assert_eq!((told.jours_acteur(None), told.jours_acteur(Some(ActeurVacance::Reservataire)), told.total), (20, 10, 30));
}

#[test]
fn a_day_to_come_out_of_order_or_of_an_act_is_refused() {
    let known = dossier();
    let today = day("2026-06-10");
    let code = |etape, le: &str| check_jour_etape(&known, jalon(etape, le), today).map_err(|r| r.code);
    assert_eq!(code(EtapeVacance::TravauxFin, "2026-04-02"), Ok(()));
    assert_eq!(code(EtapeVacance::TravauxFin, "2026-03-02"), Err("ordre_des_etapes"));
    assert_eq!(code(EtapeVacance::Visite, "2026-01-02"), Err("ordre_des_etapes"));
    assert_eq!(code(EtapeVacance::TravauxFin, "2026-06-05"), Err("apres_la_fin"));
    assert_eq!(code(EtapeVacance::TravauxFin, "2026-07-05"), Err("jour_futur"));
    assert_eq!(code(EtapeVacance::Bail, "2026-05-05"), Err("etape_calculee"));
}

#[test]
fn the_rent_lost_is_a_thirtieth_a_day_rounded_down() {
    assert_eq!(compute_loyer_perdu(Centimes::euros(450), 30), Centimes::euros(450));
    assert_eq!(compute_loyer_perdu(Centimes(43_210), 7), Centimes(10_082));
    assert_eq!(compute_loyer_perdu(Centimes::euros(450), 0), Centimes::ZERO);
    assert_eq!(compute_loyer_perdu(Centimes(-5), 10), Centimes::ZERO);
}

proptest! {
    /// Whatever dates are known, in whatever order they were typed.
    #[test]
    fn the_days_of_the_steps_sum_to_the_total(
        known in proptest::collection::vec((0..EtapeVacance::ALL.len(), 0_u64..400), 0..16),
        (ahead, length, kind) in (0_u64..400, 0_u64..500, 0_u8..3),
        (premiere_location, reserve, attendue) in (any::<bool>(), any::<bool>(), 6..EtapeVacance::ALL.len()),
    ) {
        let start = day("2025-01-01");
        let end = add_jours(start, length);
        let fin = match kind {
            0 => FinVacance::EnCours { le: end, attendue: EtapeVacance::ALL[attendue] },
            1 => FinVacance::Louee { le: end },
            _ => FinVacance::Retiree { le: end },
        };
        let dossier = DossierVacance {
            premiere_location,
            reserve,
            declaree_le: start,
            disponible_le: (ahead % 3 > 0).then(|| add_jours(start, ahead)),
            reoriente_le: (ahead % 2 > 0).then(|| add_jours(start, ahead / 2)),
            jalons: known.into_iter().map(|(etape, days)| Jalon { etape: EtapeVacance::ALL[etape], le: add_jours(start, days) }).collect(),
            fin,
        };
        let told = compute_duree(&dossier);
        prop_assert_eq!(told.intervalles.iter().map(Intervalle::jours).sum::<i64>(), told.total);
        prop_assert!(told.intervalles.iter().all(|i| i.jours() >= 0) && told.total >= 0);
        prop_assert!(told.intervalles.windows(2).all(|pair| pair[0].jusqu_au == pair[1].depuis));
        let shared: i64 = ActeurVacance::ALL.iter().map(|a| told.jours_acteur(Some(*a))).sum();
        prop_assert_eq!(shared + told.jours_acteur(None), told.total);
        prop_assert_eq!(told.en_cours().is_some(), kind == 0);
    }
}
