//! From the fields of a case to the typed functions of the law, and back.

use super::{Contexte, Valeurs};
use crate::aides::{
    BaremeAl, RefusAl, SituationAl, compute_allocation_logement, compute_reste_pour_vivre, compute_taux_effort as effort,
};
use crate::caleol::{
    Candidatures, Decision, MotifDecision, check_effort_offre, check_motivation, check_nombre_candidats,
    check_ressources_insuffisantes, compute_delai_reponse, compute_examen_triennal,
};
use crate::cas::donnees::Champs;
use crate::cas::{Arret, Decimal, Donnee};
use crate::conservation::compute_purge;
use crate::constat::{Constat, Issue};
use crate::demande::{MotifRadiation, PublicPrioritaire};
use crate::enregistrement::{PreuvesRadiation, check_delai_anormalement_long, check_radiation, compute_echeance};
use crate::jour::Jour;
use crate::logement::Produit;
use crate::montant::{Centimes, PointsDeBase};
use crate::numero_unique::NumeroUnique;
use crate::objectifs::{ComptesIncoherents, Mesure, compute_mesure, compute_union};
use crate::occupation::{check_sous_occupation, check_suroccupation};
use crate::priorites::{check_label, compute_depuis_label};
use crate::reservation::{Flux, Part, check_plafond_etat, compute_assiette, compute_echeance_bilan, compute_repartition};
use crate::ressources::{
    Categorie, CategorieIncoherente, MembreMenage, PlaceMenage, check_annee_plafond, check_plafond_incertain, compute_categorie,
    compute_plafond, compute_quartile, compute_revenu_retenu, compute_unites_consommation,
};

pub(super) type Calcul = Result<Valeurs, Arret>;

/// The values of several fields, or the names of all those that are missing.
macro_rules! demander {
    ($($nom:literal : $valeur:expr),+ $(,)?) => {{
        let read = ($($valeur,)+);
        let missing = missing(&[$($nom),+], &present!(read; $($nom),+));
        missing?;
        unwrap_all!(read; $($nom),+)
    }};
}
macro_rules! present {
    ($read:ident; $a:literal) => {
        [$read.0.is_some()]
    };
    ($read:ident; $a:literal, $b:literal) => {
        [$read.0.is_some(), $read.1.is_some()]
    };
    ($read:ident; $a:literal, $b:literal, $c:literal) => {
        [$read.0.is_some(), $read.1.is_some(), $read.2.is_some()]
    };
    ($read:ident; $a:literal, $b:literal, $c:literal, $d:literal) => {
        [$read.0.is_some(), $read.1.is_some(), $read.2.is_some(), $read.3.is_some()]
    };
}
macro_rules! unwrap_all {
    ($read:ident; $a:literal) => {
        ($read.0.expect(KNOWN),)
    };
    ($read:ident; $a:literal, $b:literal) => {
        ($read.0.expect(KNOWN), $read.1.expect(KNOWN))
    };
    ($read:ident; $a:literal, $b:literal, $c:literal) => {
        ($read.0.expect(KNOWN), $read.1.expect(KNOWN), $read.2.expect(KNOWN))
    };
    ($read:ident; $a:literal, $b:literal, $c:literal, $d:literal) => {
        ($read.0.expect(KNOWN), $read.1.expect(KNOWN), $read.2.expect(KNOWN), $read.3.expect(KNOWN))
    };
}
const KNOWN: &str = "every field was just found present";

fn missing(noms: &[&str], present: &[bool]) -> Result<(), Arret> {
    let absent: Vec<String> = noms.iter().zip(present).filter(|(_, there)| !**there).map(|(nom, _)| (*nom).to_owned()).collect();
    if absent.is_empty() { Ok(()) } else { Err(Arret::Manque(absent)) }
}

pub(super) fn mal_ecrit(message: String) -> Arret {
    Arret::MalEcrit(message)
}

/// The yes or no of a legal test, or what is missing.
pub(super) fn oui_non(sortie: &'static str, constat: &Constat) -> Calcul {
    match &constat.issue {
        Issue::Satisfait => Ok(vec![(sortie, true.into())]),
        Issue::NonSatisfait => Ok(vec![(sortie, false.into())]),
        Issue::Indetermine { manque } => Err(Arret::Manque(manque.iter().map(|nom| (*nom).to_owned()).collect())),
    }
}

/// Whole numbers that the case must state, or the names of all those that are missing.
pub(super) fn demander_entiers<const N: usize>(champs: &Champs<'_>, noms: [&'static str; N]) -> Result<[u32; N], Arret> {
    let mut values = [0; N];
    let mut absent = Vec::new();
    for (value, nom) in values.iter_mut().zip(noms) {
        match champs.entier(nom)? {
            Some(read) => *value = read,
            None => absent.push(nom.to_owned()),
        }
    }
    if absent.is_empty() { Ok(values) } else { Err(Arret::Manque(absent)) }
}

fn pct(rate: PointsDeBase) -> Donnee {
    Donnee::Nombre(Decimal::new(i128::from(rate.0), 2))
}

pub fn numero_unique(cx: &Contexte<'_>) -> Calcul {
    let (numero,) = demander!("numero": cx.champs.texte("numero")?);
    Ok(match NumeroUnique::parse(numero) {
        Err(_) => vec![("valide", false.into())],
        Ok(numero) => vec![
            ("valide", true.into()),
            ("territoire", numero.territoire().into()),
            ("mois", u64::from(numero.mois()).into()),
            ("annee", u64::from(numero.annee()).into()),
            ("guichet", numero.guichet().into()),
        ],
    })
}

pub fn echeance(cx: &Contexte<'_>) -> Calcul {
    let (depose_le,) = demander!("depose_le": cx.champs.date("depose_le")?);
    let renouvele_le = cx.champs.date("renouvele_le")?;
    let echeance = compute_echeance(cx.en_vigueur(&cx.parametres.delais)?, depose_le, renouvele_le)
        .ok_or_else(|| Arret::refus("renouvellement_avant_depot", "le renouvellement est daté d'avant le dépôt"))?;
    Ok(vec![("expire_le", echeance.expire_le.into()), ("preavis_au_plus_tard", echeance.preavis_au_plus_tard.into())])
}

/// The day of the act: the field `jour`, else the day of the case.
fn jour_de_lacte(cx: &Contexte<'_>) -> Result<Jour, Arret> {
    cx.champs.date("jour")?.map_or_else(|| cx.jour(), Ok)
}

pub fn delai_anormalement_long(cx: &Contexte<'_>) -> Calcul {
    let (depose_le,) = demander!("depose_le": cx.champs.date("depose_le")?);
    let delai = cx.champs.entier("delai_mois")?;
    if delai.is_some_and(|months| months > 1200) {
        return Err(mal_ecrit("« delai_mois » dépasse cent ans".into()));
    }
    let constat = check_delai_anormalement_long(depose_le, delai, jour_de_lacte(cx)?);
    oui_non("depasse", &constat)
}

pub fn radiation(cx: &Contexte<'_>) -> Calcul {
    let (motif,) = demander!("motif": cx.champs.texte("motif")?);
    let Some(motif) = MotifRadiation::from_code(motif) else {
        return Err(Arret::refus("motif_inconnu", "la liste des motifs de radiation est fermée"));
    };
    let champs = cx.champs;
    let preuves = PreuvesRadiation {
        bail_signe_le: champs.date("bail_signe_le")?,
        renonciation_le: champs.date("renonciation_le")?,
        courrier_envoye_le: champs.date("courrier_envoye_le")?,
        reponse_recue: champs.booleen("reponse_recue")?,
        courrier_avertit: champs.booleen("courrier_avertit")?,
        decide_le: champs.date("decide_le")?,
        preavis_envoye_le: champs.date("preavis_envoye_le")?,
        expire_le: champs.date("expire_le")?,
    };
    oui_non("permise", &check_radiation(cx.en_vigueur(&cx.parametres.delais)?, motif, &preuves, jour_de_lacte(cx)?))
}

fn personnes<'a>(cx: &Contexte<'a>) -> Result<Vec<Champs<'a>>, Arret> {
    let (list,) = demander!("personnes": cx.champs.liste("personnes")?);
    if list.is_empty() { Err(Arret::manque("personnes")) } else { Ok(list) }
}

pub fn categorie_menage(cx: &Contexte<'_>) -> Calcul {
    let mut membres = Vec::new();
    for personne in personnes(cx)? {
        let place = match personne.texte("role")? {
            Some("titulaire") => PlaceMenage::Titulaire,
            Some("conjoint") => PlaceMenage::Conjoint,
            Some("cotitulaire") => PlaceMenage::Cotitulaire,
            Some("enfant") => PlaceMenage::ACharge,
            Some("autre") => PlaceMenage::Autre,
            Some(other) => {
                return Err(mal_ecrit(format!(
                    "le rôle « {other} » n'existe pas : titulaire, conjoint, cotitulaire, enfant ou autre"
                )));
            }
            None => return Err(Arret::manque("role")),
        };
        membres.push(MembreMenage { place, age: personne.entier("age")?, handicap: personne.booleen("handicap")? });
        personne.check_noms("une personne")?;
    }
    match compute_categorie(cx.en_vigueur(&cx.parametres.menage)?, &membres) {
        Categorie::Connue { categorie, sans_maximum, .. } if sans_maximum > u32::from(categorie) => {
            Ok(vec![("categorie", u64::from(categorie).into()), ("categorie_sans_maximum", u64::from(sans_maximum).into())])
        }
        Categorie::Connue { categorie, .. } => Ok(vec![("categorie", u64::from(categorie).into())]),
        Categorie::AgeManquant => Err(Arret::manque("age")),
        Categorie::MenageVide => Err(Arret::manque("personnes")),
    }
}

fn plafond_du_cas(cx: &Contexte<'_>) -> Result<(Produit, Centimes), Arret> {
    let (produit, categorie) = demander!("produit": cx.champs.texte("produit")?, "categorie": cx.champs.entier("categorie")?);
    let Some(produit) = Produit::from_code(produit) else {
        return Err(Arret::refus("produit_inconnu", format!("« {produit} » n'est pas LLS, LLTS ou PLS")));
    };
    // The composition counts before the headcount: a single parent of five stands one step above six persons.
    let personnes = match cx.champs.entier("categorie_sans_maximum")? {
        Some(step) => Some(step),
        None => cx.champs.entier("personnes")?,
    };
    cx.jour()?;
    let categorie = u8::try_from(categorie).unwrap_or(u8::MAX);
    let plafonds = cx.en_vigueur(&cx.parametres.plafonds_ressources)?;
    match compute_plafond(plafonds, cx.en_vigueur(&cx.parametres.plafonds_outre_mer)?, produit, categorie, personnes) {
        Ok(plafond) => Ok((produit, plafond)),
        Err(CategorieIncoherente::HorsListe) => Err(Arret::refus("categorie_inconnue", "la catégorie va de 1 à 6")),
        Err(CategorieIncoherente::TropPetite) => {
            Err(Arret::refus("categorie_incoherente", "un ménage de n personnes est au moins de catégorie n"))
        }
        Err(CategorieIncoherente::PersonnesManquantes) => Err(Arret::manque("personnes")),
    }
}

pub fn plafond(cx: &Contexte<'_>) -> Calcul {
    let (_, plafond) = plafond_du_cas(cx)?;
    Ok(cx.marquer(vec![("plafond", plafond.into())]))
}

pub fn eligibilite(cx: &Contexte<'_>) -> Calcul {
    let (produit, plafond) = plafond_du_cas(cx)?;
    // Given only while it is not known whether the means of the spouse count.
    let (revenu, plancher) = (cx.champs.montant("revenu")?, cx.champs.montant("revenu_sans_conjoint")?);
    let mut valeurs = oui_non("eligible", &check_plafond_incertain(revenu, plancher, plafond, produit))?;
    valeurs.push(("plafond", plafond.into()));
    Ok(cx.marquer(valeurs))
}

pub fn annee_plafond(cx: &Contexte<'_>) -> Calcul {
    oui_non("meme_annee", &check_annee_plafond(cx.en_vigueur(&cx.parametres.menage)?, cx.champs.date("jour")?))
}

pub fn revenu_retenu(cx: &Contexte<'_>) -> Calcul {
    let (n2, n1) = (cx.champs.montant("rfr_n2")?, cx.champs.montant("rfr_n1")?);
    let retenu = compute_revenu_retenu(cx.en_vigueur(&cx.parametres.menage)?, n2, n1).ok_or_else(|| Arret::manque("rfr_n2"))?;
    Ok(vec![("revenu", retenu.revenu.into()), ("annee", retenu.annee.code().into())])
}

fn unites(cx: &Contexte<'_>) -> Result<u32, Arret> {
    let mut ages = Vec::new();
    for personne in personnes(cx)? {
        ages.push(personne.entier("age")?);
        personne.check_noms("une personne")?;
    }
    compute_unites_consommation(cx.en_vigueur(&cx.parametres.unites_consommation)?, &ages).ok_or_else(|| Arret::manque("age"))
}

pub fn unites_consommation(cx: &Contexte<'_>) -> Calcul {
    Ok(vec![("unites", Donnee::Nombre(Decimal::new(i128::from(unites(cx)?), 1)))])
}

pub fn suroccupation(cx: &Contexte<'_>) -> Calcul {
    let surface = cx.champs.decimal("surface", 2)?.map(u32::try_from).transpose();
    let surface = surface.map_err(|_| mal_ecrit("« surface » : attendu des mètres carrés, positifs".into()))?;
    oui_non(
        "suroccupe",
        &check_suroccupation(cx.en_vigueur(&cx.parametres.surfaces_minimales)?, cx.champs.entier("personnes")?, surface),
    )
}

pub fn sous_occupation(cx: &Contexte<'_>) -> Calcul {
    let (personnes, pieces) = (cx.champs.entier("personnes")?, cx.champs.entier("pieces")?);
    oui_non("sous_occupe", &check_sous_occupation(cx.en_vigueur(&cx.parametres.surfaces_minimales)?, personnes, pieces))
}

pub fn label(cx: &Contexte<'_>) -> Calcul {
    let (public,) = demander!("public": cx.champs.texte("public")?);
    let Some(public) = PublicPrioritaire::from_code(public) else {
        return Err(Arret::refus("public_inconnu", "la liste des publics prioritaires est fermée"));
    };
    let recorded = cx.champs.date("enregistre_le")?;
    let depuis = cx.champs.date("depuis")?.map(|le| recorded.map_or(le, |day| compute_depuis_label(public, le, day)));
    oui_non("compte", &check_label(public, depuis, cx.champs.date("jusqu_au")?, jour_de_lacte(cx)?))
}

pub fn quartile(cx: &Contexte<'_>) -> Calcul {
    let (epci, revenu, _) = demander!("epci": cx.champs.code("epci")?, "revenu_mensuel": cx.champs.montant("revenu_mensuel")?, "personnes": cx.champs.liste("personnes")?);
    cx.jour()?;
    let units = unites(cx)?;
    let quartiles = cx.en_vigueur(&cx.parametres.quartiles)?;
    let Some(seuils) = quartiles.epci.get(&epci) else {
        return Err(Arret::refus("epci_inconnu", format!("aucun seuil de quartile n'est enregistré pour l'EPCI {epci}")));
    };
    let position = compute_quartile(cx.en_vigueur(&cx.parametres.unites_consommation)?, seuils, revenu, units);
    Ok(cx.marquer(vec![("quartile", u64::from(position.quartile.numero()).into()), ("revenu_uc", position.revenu_uc.into())]))
}

fn incoherent(error: ComptesIncoherents) -> Arret {
    Arret::refus(error.code(), "les comptes donnés ne peuvent pas être ceux d'un même ensemble de baux")
}

fn mesure(baux: u32, numerateur: u64, cible_pct: u32) -> Result<(Mesure, Valeurs), Arret> {
    let mesure = compute_mesure(u64::from(baux), numerateur, cible_pct).map_err(incoherent)?;
    let mut valeurs: Valeurs = mesure.taux.map(|rate| ("taux_pct", pct(rate))).into_iter().collect();
    valeurs.push(("atteint", mesure.atteint.into()));
    valeurs.push(("manque", mesure.manque.into()));
    Ok((mesure, valeurs))
}

pub fn hors_qpv(cx: &Contexte<'_>) -> Calcul {
    let (baux, q1, reloges, both) = demander!(
        "baux": cx.champs.entier("baux")?,
        "premier_quartile": cx.champs.entier("premier_quartile")?,
        "reloges": cx.champs.entier("reloges")?,
        "les_deux": cx.champs.entier("les_deux")?,
    );
    let union = compute_union(u64::from(q1), u64::from(reloges), u64::from(both)).map_err(incoherent)?;
    let (mesure, mut valeurs) = mesure(baux, union, cx.en_vigueur(&cx.parametres.objectifs)?.hors_qpv_premier_quartile_pct)?;
    valeurs.push(("numerateur", mesure.numerateur.into()));
    Ok(valeurs)
}

pub fn en_qpv(cx: &Contexte<'_>) -> Calcul {
    let (baux, count) = demander!("baux": cx.champs.entier("baux")?, "quartiles_2_a_4": cx.champs.entier("quartiles_2_a_4")?);
    Ok(mesure(baux, u64::from(count), cx.en_vigueur(&cx.parametres.objectifs)?.en_qpv_quartiles_2_a_4_pct)?.1)
}

pub fn publics_prioritaires(cx: &Contexte<'_>) -> Calcul {
    let (baux, count) = demander!("baux": cx.champs.entier("baux")?, "prioritaires": cx.champs.entier("prioritaires")?);
    Ok(mesure(baux, u64::from(count), cx.en_vigueur(&cx.parametres.objectifs)?.publics_prioritaires_pct)?.1)
}

pub fn assiette(cx: &Contexte<'_>) -> Calcul {
    const NOMS: [&str; 6] = ["logements", "mutations", "relogements_ru", "relogements_lhi", "ventes", "hors_champ"];
    let mut read = [None; 6];
    for (slot, nom) in read.iter_mut().zip(NOMS) {
        *slot = cx.champs.entier(nom)?;
    }
    missing(&NOMS, &read.map(|value| value.is_some()))?;
    let [logements, mutations, relogements_ru, relogements_lhi, ventes, hors_champ] = read.map(|value| value.expect(KNOWN));
    let assiette = compute_assiette(&Flux { logements, mutations, relogements_ru, relogements_lhi, ventes, hors_champ })
        .ok_or_else(|| Arret::refus("assiette_negative", "plus de logements sont retirés qu'il n'y en a"))?;
    Ok(vec![("assiette", u64::from(assiette).into())])
}

pub fn repartition(cx: &Contexte<'_>) -> Calcul {
    let (assiette, table) = demander!("assiette": cx.champs.entier("assiette")?, "parts": cx.champs.table("parts")?);
    let mut parts = Vec::new();
    for nom in table.noms() {
        let share = table.decimal(nom, 2)?.and_then(|value| u32::try_from(value).ok());
        let points_de_base = share.ok_or_else(|| mal_ecrit(format!("la part de « {nom} » est un pourcentage positif")))?;
        parts.push(Part { titulaire: nom.to_owned(), points_de_base });
    }
    if parts.is_empty() {
        return Err(Arret::manque("parts"));
    }
    let quotas = compute_repartition(cx.en_vigueur(&cx.parametres.reservations)?, assiette, &parts)
        .map_err(|error| Arret::refus(error.code(), "les parts de la convention ne tiennent pas ensemble"))?;
    let quotas = quotas.into_iter().map(|(nom, units)| (nom, u64::from(units).into())).collect();
    Ok(vec![("quotas", Donnee::Table(quotas))])
}

pub fn plafond_etat(cx: &Contexte<'_>) -> Calcul {
    let (etat, agents) = demander!("etat": cx.champs.entier("etat")?, "agents": cx.champs.entier("agents")?);
    let regles = cx.en_vigueur(&cx.parametres.reservations)?;
    oui_non("respecte", &check_plafond_etat(regles, cx.champs.entier("assiette")?, etat, agents))
}

pub fn echeance_bilan(cx: &Contexte<'_>) -> Calcul {
    let (annee,) = demander!("annee": cx.champs.entier("annee")?);
    let avant_le = i32::try_from(annee).ok().filter(|year| (1900..=2200).contains(year));
    let avant_le = avant_le
        .map(|year| cx.en_vigueur(&cx.parametres.reservations).map(|regles| compute_echeance_bilan(regles, year)))
        .transpose()?
        .flatten();
    let avant_le = avant_le.ok_or_else(|| mal_ecrit(format!("l'année « {annee} » s'écrit avec quatre chiffres")))?;
    Ok(vec![("avant_le", avant_le.into())])
}

pub fn delai_reponse(cx: &Contexte<'_>) -> Calcul {
    let (notifie_le, jours, departement) = demander!(
        "notifie_le": cx.champs.date("notifie_le")?, "delai_jours": cx.champs.entier("delai_jours")?, "departement": cx.champs.code("departement")?,
    );
    if jours > 3650 {
        return Err(mal_ecrit("« delai_jours » dépasse dix ans".into()));
    }
    let feries = cx.en_vigueur(&cx.parametres.jours_feries)?;
    let expire_le = compute_delai_reponse(cx.en_vigueur(&cx.parametres.delais)?, feries, notifie_le, jours, &departement)
        .ok_or_else(|| Arret::refus("delai_trop_court", "le délai de réponse ne peut être inférieur au minimum légal"))?;
    Ok(vec![("expire_le", expire_le.into())])
}

pub fn nombre_candidats(cx: &Contexte<'_>) -> Calcul {
    let candidatures = Candidatures {
        examines: cx.champs.entier("examines")?,
        dalo_designe: cx.champs.tri("dalo_designe")?,
        plai_adapte: cx.champs.tri("plai_adapte")?,
        insuffisance_motivee: cx.champs.tri("insuffisance_motivee")?,
    };
    oui_non("satisfait", &check_nombre_candidats(cx.en_vigueur(&cx.parametres.caleol)?, candidatures))
}

pub fn examen_triennal(cx: &Contexte<'_>) -> Calcul {
    let (bail, apres) = demander!("bail_signe_le": cx.champs.date("bail_signe_le")?, "apres": cx.champs.date("apres")?);
    Ok(vec![("prochain", compute_examen_triennal(cx.en_vigueur(&cx.parametres.delais)?, bail, apres).into())])
}

pub fn motivation(cx: &Contexte<'_>) -> Calcul {
    let (decision,) = demander!("decision": cx.champs.texte("decision")?);
    let Some(decision) = Decision::from_code(decision) else {
        return Err(Arret::refus("decision_inconnue", "la commission rend l'une des cinq décisions du texte"));
    };
    let mut motifs = Vec::new();
    for nom in cx.champs.textes("motifs")?.unwrap_or_default() {
        match MotifDecision::from_code(nom) {
            Some(motif) => motifs.push(motif),
            None => return Err(Arret::refus("motif_interdit", format!("« {nom} » n'est pas un motif admis"))),
        }
    }
    oui_non("complete", &check_motivation(decision, &motifs, cx.champs.entier("rang")?))
}

/// The effort rate and the local threshold of a case, each known or not.
fn efforts(cx: &Contexte<'_>) -> Result<(Option<PointsDeBase>, Option<PointsDeBase>), Arret> {
    let read = |nom: &str| -> Result<Option<PointsDeBase>, Arret> {
        let rate = cx.champs.decimal(nom, 2)?.map(i64::try_from).transpose();
        Ok(rate.map_err(|_| mal_ecrit(format!("« {nom} » : attendu un pourcentage")))?.map(PointsDeBase))
    };
    Ok((read("taux_effort_pct")?, read("seuil_pct")?))
}

pub fn ressources_insuffisantes(cx: &Contexte<'_>) -> Calcul {
    let (taux, seuil) = efforts(cx)?;
    oui_non("admis", &check_ressources_insuffisantes(taux, seuil))
}

pub fn effort_offre(cx: &Contexte<'_>) -> Calcul {
    let (taux, seuil) = efforts(cx)?;
    oui_non("supportable", &check_effort_offre(taux, seuil))
}

pub fn allocation_logement_dom(cx: &Contexte<'_>) -> Calcul {
    let (loyer, couple, charges, ressources) = demander!(
        "loyer": cx.champs.montant("loyer")?,
        "couple": cx.champs.booleen("couple")?,
        "personnes_a_charge": cx.champs.entier("personnes_a_charge")?,
        "ressources_annuelles": cx.champs.montant("ressources_annuelles")?,
    );
    cx.jour()?;
    let bareme = BaremeAl {
        forfaits: cx.en_vigueur(&cx.parametres.al_forfaits)?,
        abattement: cx.en_vigueur(&cx.parametres.al_abattement)?,
        taux: cx.en_vigueur(&cx.parametres.al_taux)?,
    };
    let situation = SituationAl { loyer, couple, personnes_a_charge: charges, ressources_annuelles: ressources };
    match compute_allocation_logement(bareme, situation, cx.champs.booleen("foyer")?.unwrap_or(false)) {
        Ok(estimation) => Ok(cx.marquer(vec![("montant", estimation.montant.into())])),
        Err(RefusAl::Foyer) => Err(Arret::refus("foyer", "un foyer ou une résidence sociale suit une autre règle d'aide")),
        Err(RefusAl::MontantNegatif) => Err(mal_ecrit("le loyer et les ressources sont positifs".into())),
    }
}

pub fn taux_effort(cx: &Contexte<'_>) -> Calcul {
    let (loyer, charges, aide, ressources) = demander!(
        "loyer": cx.champs.montant("loyer")?,
        "charges": cx.champs.montant("charges")?,
        "aide": cx.champs.montant("aide")?,
        "ressources_mensuelles": cx.champs.montant("ressources_mensuelles")?,
    );
    let rate = effort(loyer, charges, aide, ressources)
        .ok_or_else(|| Arret::refus("ressources_nulles", "sans ressources, aucun taux ne peut être calculé"))?;
    Ok(vec![("taux_pct", pct(rate))])
}

pub fn reste_pour_vivre(cx: &Contexte<'_>) -> Calcul {
    let (ressources, depense, autres, units) = demander!(
        "ressources_mensuelles": cx.champs.montant("ressources_mensuelles")?,
        "depense_nette": cx.champs.montant("depense_nette")?,
        "autres_charges": cx.champs.montant("autres_charges")?,
        "unites": cx.champs.decimal("unites", 1)?,
    );
    let units = u32::try_from(units).unwrap_or(0);
    let amount = compute_reste_pour_vivre(cx.en_vigueur(&cx.parametres.effort)?, ressources, depense, autres, units)
        .ok_or_else(|| mal_ecrit("« unites » : attendu un nombre positif d'unités de consommation".into()))?;
    Ok(vec![("montant", amount.into())])
}

pub fn purge(cx: &Contexte<'_>) -> Calcul {
    let (radiee_le,) = demander!("radiee_le": cx.champs.date("radiee_le")?);
    Ok(vec![("purge_le", compute_purge(cx.en_vigueur(&cx.parametres.delais)?, radiee_le).into())])
}
