//! How a demande is written and read back: an open part, and fragments that are encrypted.
//!
//! The open part never holds a restricted or secret fact: motives and labels by their `sensibilite`,
//! disability, adapted home, resources that reveal a disability, free text, proofs and raw source
//! values all go to fragments, with their place so that the order of the household is found again.

use std::collections::BTreeMap;

use droit::demande::*;
use droit::jour::Jour;
use droit::montant::Centimes;
use droit::numero_unique::NumeroUnique;
use serde::{Deserialize, Serialize};

/// A field that cannot be read back: its name and value.
type Lu<T> = Result<T, String>;

#[derive(Serialize, Deserialize)]
pub(super) struct DemandeJson {
    pub etat: EtatJson,
    depose_le: Jour,
    #[serde(skip_serializing_if = "Option::is_none")]
    enregistre_le: Option<Jour>,
    #[serde(skip_serializing_if = "Option::is_none")]
    renouvele_le: Option<Jour>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guichet: Option<String>,
    personnes: Vec<PersonneJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    a_naitre: Option<(u8, Option<Jour>)>,
    contact: ContactJson,
    logement_actuel: LogementJson,
    recherche: RechercheJson,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    motifs: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<LabelJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dalo: Option<(String, Option<Jour>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    refus: Vec<RefusJson>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct EtatJson {
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numero_unique: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub le: Option<Jour>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub motif: Option<String>,
}

/// What one level of sensitivity holds.
#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Fragment {
    /// Place among the motives, code.
    motifs: Vec<(usize, String)>,
    labels: Vec<(usize, LabelJson)>,
    /// Place of the person.
    handicaps: Vec<(usize, bool)>,
    /// Place of the person, title seen.
    titres_sejour: Vec<(usize, TitreJson)>,
    /// Place of the person, place among its resources, nature, cents.
    ressources: Vec<(usize, usize, String, i64)>,
    logement_adapte: Option<bool>,
    conjoint_separe: Option<bool>,
    /// Cents a year.
    frais_ehpad: Option<i64>,
    motif_precision: Option<String>,
    faits_locaux: BTreeMap<String, ValeurJson>,
    preuves: BTreeMap<String, PreuveJson>,
    champs_source: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct PersonneJson {
    role: (String, Option<String>),
    #[serde(skip_serializing_if = "Option::is_none")]
    civilite: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nom: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nom_naissance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prenom: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    naissance_le: Option<Jour>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sexe: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nationalite: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    situation_familiale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    situation_professionnelle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    profession: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    employeur: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commune_travail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sejour_regulier: Option<bool>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    revenus_fiscaux: BTreeMap<i32, i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ressources: Vec<(String, i64)>,
}

#[derive(Serialize, Deserialize)]
struct ContactJson {
    adresse: Option<String>,
    code_postal: Option<String>,
    commune: Option<String>,
    telephone: Option<String>,
    mel: Option<String>,
    sms_accepte: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct LogementJson {
    modele: Option<String>,
    categorie: Option<String>,
    typologie: Option<String>,
    surface: Option<u16>,
    nombre_habitants: Option<u8>,
    loyer: Option<i64>,
    aide: Option<i64>,
    commune: Option<String>,
    code_postal: Option<String>,
    bailleur: Option<String>,
    depuis: Option<Jour>,
    proprietaire: Option<bool>,
    en_qpv: Option<bool>,
    indigne: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct RechercheJson {
    categorie: Option<String>,
    typologies: Vec<String>,
    souhaits: Vec<(String, Option<String>)>,
    demande_elargie: Option<bool>,
    loyer_maximum: Option<i64>,
    parking: Option<bool>,
    rez_de_chaussee_refuse: Option<bool>,
    sans_ascenseur_refuse: Option<bool>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct LabelJson {
    public: String,
    autorite: String,
    depuis: Jour,
    jusqu_au: Option<Jour>,
    preuve: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct RefusJson {
    le: Jour,
    motif: Option<String>,
    logement_adapte: bool,
    silence: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    relogement: bool,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ValeurJson {
    Booleen(bool),
    Entier(i64),
    Enumeration(String),
    Date(Jour),
}

#[derive(PartialEq, Serialize, Deserialize)]
struct PreuveJson {
    nature: String,
    depuis: Jour,
    jusqu_au: Option<Jour>,
}

#[derive(PartialEq, Serialize, Deserialize)]
struct TitreJson {
    titre: String,
    jusqu_au: Option<Jour>,
    verifie_le: Jour,
    verifie_par: String,
}

/// Resources that only a disability, an invalidity or a sick child opens.
fn reveals_sante(nature: NatureRessource) -> bool {
    matches!(nature, NatureRessource::PensionInvalidite | NatureRessource::Aah | NatureRessource::Aeeh | NatureRessource::Ajpp)
}

pub(super) fn write_etat(etat: &EtatDemande) -> EtatJson {
    let (code, le, motif) = match etat {
        EtatDemande::Brouillon => ("brouillon", None, None),
        EtatDemande::EnAttenteDeNumero => ("en_attente_de_numero", None, None),
        EtatDemande::Enregistree { .. } => ("enregistree", None, None),
        EtatDemande::Radiee { le, motif, .. } => ("radiee", Some(*le), Some(motif.code().to_owned())),
    };
    let numero_unique = match etat {
        EtatDemande::Enregistree { numero_unique } | EtatDemande::Radiee { numero_unique, .. } => Some(numero_unique.to_string()),
        EtatDemande::Brouillon | EtatDemande::EnAttenteDeNumero => None,
    };
    EtatJson { code: code.to_owned(), numero_unique, le, motif }
}

fn read_etat(json: EtatJson) -> Lu<EtatDemande> {
    let numero = || {
        let text = json.numero_unique.as_deref().ok_or("numero_unique absent")?;
        NumeroUnique::parse(text).map_err(|e| e.to_string())
    };
    Ok(match json.code.as_str() {
        "brouillon" => EtatDemande::Brouillon,
        "en_attente_de_numero" => EtatDemande::EnAttenteDeNumero,
        "enregistree" => EtatDemande::Enregistree { numero_unique: numero()? },
        "radiee" => EtatDemande::Radiee {
            numero_unique: numero()?,
            le: json.le.ok_or("date de radiation absente")?,
            motif: json.motif.as_deref().and_then(MotifRadiation::from_code).ok_or("motif de radiation inconnu")?,
        },
        other => return Err(format!("état « {other} »")),
    })
}

pub(super) fn role_code(role: RolePersonne) -> (&'static str, Option<&'static str>) {
    match role {
        RolePersonne::Titulaire => ("titulaire", None),
        RolePersonne::Cotitulaire(lien) => ("cotitulaire", Some(lien.code())),
        RolePersonne::ACharge(lien) => ("a_charge", Some(lien.code())),
        RolePersonne::EnGarde(garde) => ("en_garde", Some(garde.code())),
    }
}

fn read_role((role, code): (String, Option<String>)) -> Lu<RolePersonne> {
    let code = code.unwrap_or_default();
    let found = match role.as_str() {
        "titulaire" => Some(RolePersonne::Titulaire),
        "cotitulaire" => LienDemandeur::from_code(&code).map(RolePersonne::Cotitulaire),
        "a_charge" => LienParente::from_code(&code).map(RolePersonne::ACharge),
        "en_garde" => Coparentalite::from_code(&code).map(RolePersonne::EnGarde),
        _ => None,
    };
    found.ok_or_else(|| format!("rôle « {role} {code} »"))
}

/// Open part, restricted fragment, secret fragment.
pub(super) fn write(demande: &Demande) -> (DemandeJson, Fragment, Fragment) {
    let dossier = &demande.dossier;
    let (mut restreint, mut secret) = (Fragment::default(), Fragment::default());

    let mut motifs = Vec::new();
    for (place, motif) in dossier.motifs.iter().enumerate() {
        let code = motif.code().to_owned();
        match motif.sensibilite() {
            Sensibilite::Normale | Sensibilite::Elevee => motifs.push(code),
            Sensibilite::Restreinte => restreint.motifs.push((place, code)),
            Sensibilite::Secrete => secret.motifs.push((place, code)),
        }
    }
    let mut labels = Vec::new();
    for (place, label) in dossier.labels.iter().enumerate() {
        let json = LabelJson {
            public: label.public.code().to_owned(),
            autorite: label.autorite.clone(),
            depuis: label.depuis,
            jusqu_au: label.jusqu_au,
            preuve: label.preuve.clone(),
        };
        match label.public.sensibilite() {
            Sensibilite::Normale | Sensibilite::Elevee => labels.push(json),
            Sensibilite::Restreinte => restreint.labels.push((place, json)),
            Sensibilite::Secrete => secret.labels.push((place, json)),
        }
    }
    let mut personnes = Vec::with_capacity(dossier.menage.personnes.len());
    for (place, personne) in dossier.menage.personnes.iter().enumerate() {
        if let Some(handicap) = personne.handicap {
            restreint.handicaps.push((place, handicap));
        }
        if let Some(title) = &personne.titre_sejour {
            let json = TitreJson {
                titre: title.titre.clone(),
                jusqu_au: title.jusqu_au,
                verifie_le: title.verifie_le,
                verifie_par: title.verifie_par.clone(),
            };
            restreint.titres_sejour.push((place, json));
        }
        let mut ressources = Vec::new();
        for (rang, ressource) in personne.ressources.iter().enumerate() {
            let (code, cents) = (ressource.nature.code().to_owned(), ressource.montant.0);
            if reveals_sante(ressource.nature) {
                restreint.ressources.push((place, rang, code, cents));
            } else {
                ressources.push((code, cents));
            }
        }
        personnes.push(write_personne(personne, ressources));
    }
    restreint.logement_adapte = dossier.recherche.logement_adapte;
    restreint.conjoint_separe = dossier.menage.conjoint_separe;
    restreint.frais_ehpad = dossier.menage.frais_ehpad.map(|c| c.0);
    restreint.champs_source = dossier.champs_source.iter().map(|c| (c.chemin.clone(), c.valeur.clone())).collect();
    restreint.faits_locaux = dossier.faits_locaux.iter().map(|(nom, valeur)| (nom.clone(), write_valeur(valeur))).collect();
    // Free text and the names of proven facts may tell of violence: kept with the secret ones.
    secret.motif_precision = dossier.motif_precision.clone();
    secret.preuves = dossier
        .preuves
        .iter()
        .map(|(nom, p)| (nom.clone(), PreuveJson { nature: p.nature.code().to_owned(), depuis: p.depuis, jusqu_au: p.jusqu_au }))
        .collect();

    let json = DemandeJson {
        etat: write_etat(&demande.etat),
        depose_le: demande.depose_le,
        enregistre_le: demande.enregistre_le,
        renouvele_le: demande.renouvele_le,
        guichet: demande.guichet.clone(),
        personnes,
        a_naitre: dossier.menage.a_naitre.map(|a| (a.nombre, a.prevue_le)),
        contact: write_contact(&dossier.contact),
        logement_actuel: write_logement(&dossier.logement_actuel),
        recherche: write_recherche(&dossier.recherche),
        motifs,
        labels,
        dalo: dossier.dalo.as_ref().map(|d| (d.statut.code().to_owned(), d.decide_le)),
        refus: dossier
            .refus
            .iter()
            .map(|r| RefusJson {
                le: r.le,
                motif: r.motif.clone(),
                logement_adapte: r.logement_adapte,
                silence: r.silence,
                relogement: r.relogement,
            })
            .collect(),
    };
    (json, restreint, secret)
}

/// Puts a demande together again. `fragments` in any order.
pub(super) fn read(json: DemandeJson, fragments: Vec<Fragment>) -> Lu<Demande> {
    let mut all = Fragment::default();
    for fragment in fragments {
        all.motifs.extend(fragment.motifs);
        all.labels.extend(fragment.labels);
        all.handicaps.extend(fragment.handicaps);
        all.titres_sejour.extend(fragment.titres_sejour);
        all.ressources.extend(fragment.ressources);
        all.logement_adapte = all.logement_adapte.or(fragment.logement_adapte);
        all.conjoint_separe = all.conjoint_separe.or(fragment.conjoint_separe);
        all.frais_ehpad = all.frais_ehpad.or(fragment.frais_ehpad);
        all.motif_precision = all.motif_precision.or(fragment.motif_precision);
        all.faits_locaux.extend(fragment.faits_locaux);
        all.preuves.extend(fragment.preuves);
        all.champs_source.extend(fragment.champs_source);
    }
    all.motifs.sort();
    all.labels.sort_by_key(|(place, _)| *place);
    all.ressources.sort();

    let mut motifs = json.motifs;
    for (place, code) in all.motifs {
        insert_at(&mut motifs, place, code);
    }
    let mut labels = json.labels;
    for (place, label) in all.labels {
        insert_at(&mut labels, place, label);
    }
    let mut personnes = json.personnes;
    for (place, rang, code, cents) in all.ressources {
        let personne = personnes.get_mut(place).ok_or_else(|| format!("ressource d'une personne absente ({place})"))?;
        insert_at(&mut personne.ressources, rang, (code, cents));
    }
    let mut personnes = personnes.into_iter().map(read_personne).collect::<Lu<Vec<_>>>()?;
    for (place, handicap) in all.handicaps {
        personnes.get_mut(place).ok_or_else(|| format!("personne absente ({place})"))?.handicap = Some(handicap);
    }
    for (place, json) in all.titres_sejour {
        let title = TitreSejour {
            titre: json.titre,
            jusqu_au: json.jusqu_au,
            verifie_le: json.verifie_le,
            verifie_par: json.verifie_par,
        };
        personnes.get_mut(place).ok_or_else(|| format!("personne absente ({place})"))?.titre_sejour = Some(title);
    }

    let dossier = Dossier {
        menage: Menage {
            personnes,
            a_naitre: json.a_naitre.map(|(nombre, prevue_le)| ANaitre { nombre, prevue_le }),
            conjoint_separe: all.conjoint_separe,
            frais_ehpad: all.frais_ehpad.map(Centimes),
        },
        contact: Contact {
            adresse: json.contact.adresse,
            code_postal: json.contact.code_postal,
            commune: json.contact.commune,
            telephone: json.contact.telephone,
            mel: json.contact.mel,
            sms_accepte: json.contact.sms_accepte,
        },
        logement_actuel: read_logement(json.logement_actuel)?,
        recherche: read_recherche(json.recherche, all.logement_adapte)?,
        motifs: read_codes(&motifs, Motif::from_code, "motif")?,
        motif_precision: all.motif_precision,
        labels: labels.into_iter().map(read_label).collect::<Lu<_>>()?,
        dalo: match json.dalo {
            Some((code, decide_le)) => Some(DecisionDalo {
                statut: StatutDalo::from_code(&code).ok_or_else(|| format!("statut DALO « {code} »"))?,
                decide_le,
            }),
            None => None,
        },
        refus: json
            .refus
            .into_iter()
            .map(|r| RefusLogement {
                le: r.le,
                motif: r.motif,
                logement_adapte: r.logement_adapte,
                silence: r.silence,
                relogement: r.relogement,
            })
            .collect(),
        faits_locaux: all.faits_locaux.into_iter().map(|(nom, valeur)| (nom, read_valeur(valeur))).collect(),
        preuves: all.preuves.into_iter().map(|(nom, p)| read_preuve(p).map(|p| (nom, p))).collect::<Lu<_>>()?,
        champs_source: all.champs_source.into_iter().map(|(chemin, valeur)| ChampSource { chemin, valeur }).collect(),
    };
    Ok(Demande {
        etat: read_etat(json.etat)?,
        depose_le: json.depose_le,
        enregistre_le: json.enregistre_le,
        renouvele_le: json.renouvele_le,
        guichet: json.guichet,
        dossier,
    })
}

fn insert_at<T>(list: &mut Vec<T>, place: usize, value: T) {
    list.insert(place.min(list.len()), value);
}

fn write_personne(p: &Personne, ressources: Vec<(String, i64)>) -> PersonneJson {
    let (role, lien) = role_code(p.role);
    PersonneJson {
        role: (role.to_owned(), lien.map(str::to_owned)),
        civilite: p.civilite.map(|v| v.code().to_owned()),
        nom: p.nom.clone(),
        nom_naissance: p.nom_naissance.clone(),
        prenom: p.prenom.clone(),
        naissance_le: p.naissance_le,
        sexe: p.sexe.map(|v| v.code().to_owned()),
        nationalite: p.nationalite.map(|v| v.code().to_owned()),
        situation_familiale: p.situation_familiale.map(|v| v.code().to_owned()),
        situation_professionnelle: p.situation_professionnelle.map(|v| v.code().to_owned()),
        profession: p.profession.clone(),
        employeur: p.employeur.clone(),
        commune_travail: p.commune_travail.clone(),
        sejour_regulier: p.sejour_regulier,
        revenus_fiscaux: p.revenus_fiscaux.iter().map(|(annee, montant)| (*annee, montant.0)).collect(),
        ressources,
    }
}

fn read_personne(p: PersonneJson) -> Lu<Personne> {
    let mut ressources = Vec::with_capacity(p.ressources.len());
    for (code, cents) in p.ressources {
        let nature = NatureRessource::from_code(&code).ok_or_else(|| format!("ressource « {code} »"))?;
        ressources.push(Ressource { nature, montant: Centimes(cents) });
    }
    Ok(Personne {
        role: read_role(p.role)?,
        civilite: read_code(p.civilite, Civilite::from_code, "civilité")?,
        nom: p.nom,
        nom_naissance: p.nom_naissance,
        prenom: p.prenom,
        naissance_le: p.naissance_le,
        sexe: read_code(p.sexe, Sexe::from_code, "sexe")?,
        nationalite: read_code(p.nationalite, Nationalite::from_code, "nationalité")?,
        situation_familiale: read_code(p.situation_familiale, SituationFamiliale::from_code, "situation familiale")?,
        situation_professionnelle: read_code(
            p.situation_professionnelle,
            SituationProfessionnelle::from_code,
            "situation professionnelle",
        )?,
        profession: p.profession,
        employeur: p.employeur,
        commune_travail: p.commune_travail,
        handicap: None,
        sejour_regulier: p.sejour_regulier,
        titre_sejour: None,
        revenus_fiscaux: p.revenus_fiscaux.into_iter().map(|(annee, cents)| (annee, Centimes(cents))).collect(),
        ressources,
    })
}

fn write_contact(c: &Contact) -> ContactJson {
    ContactJson {
        adresse: c.adresse.clone(),
        code_postal: c.code_postal.clone(),
        commune: c.commune.clone(),
        telephone: c.telephone.clone(),
        mel: c.mel.clone(),
        sms_accepte: c.sms_accepte,
    }
}

fn write_logement(l: &LogementActuel) -> LogementJson {
    LogementJson {
        modele: l.modele.map(|v| v.code().to_owned()),
        categorie: l.categorie.map(|v| v.code().to_owned()),
        typologie: l.typologie.map(|v| v.code().to_owned()),
        surface: l.surface,
        nombre_habitants: l.nombre_habitants,
        loyer: l.loyer.map(|v| v.0),
        aide: l.aide.map(|v| v.0),
        commune: l.commune.clone(),
        code_postal: l.code_postal.clone(),
        bailleur: l.bailleur.clone(),
        depuis: l.depuis,
        proprietaire: l.proprietaire,
        en_qpv: l.en_qpv,
        indigne: l.indigne,
    }
}

fn read_logement(l: LogementJson) -> Lu<LogementActuel> {
    Ok(LogementActuel {
        modele: read_code(l.modele, ModeleLogement::from_code, "modèle de logement")?,
        categorie: read_code(l.categorie, CategorieLogement::from_code, "catégorie de logement")?,
        typologie: read_code(l.typologie, Typologie::from_code, "typologie")?,
        surface: l.surface,
        nombre_habitants: l.nombre_habitants,
        loyer: l.loyer.map(Centimes),
        aide: l.aide.map(Centimes),
        commune: l.commune,
        code_postal: l.code_postal,
        bailleur: l.bailleur,
        depuis: l.depuis,
        proprietaire: l.proprietaire,
        en_qpv: l.en_qpv,
        indigne: l.indigne,
    })
}

fn write_recherche(r: &Recherche) -> RechercheJson {
    RechercheJson {
        categorie: r.categorie.map(|v| v.code().to_owned()),
        typologies: r.typologies.iter().map(|t| t.code().to_owned()).collect(),
        souhaits: r.souhaits.iter().map(|s| (s.commune.clone(), s.quartier.clone())).collect(),
        demande_elargie: r.demande_elargie,
        loyer_maximum: r.loyer_maximum.map(|v| v.0),
        parking: r.parking,
        rez_de_chaussee_refuse: r.rez_de_chaussee_refuse,
        sans_ascenseur_refuse: r.sans_ascenseur_refuse,
    }
}

fn read_recherche(r: RechercheJson, logement_adapte: Option<bool>) -> Lu<Recherche> {
    Ok(Recherche {
        categorie: read_code(r.categorie, CategorieRecherchee::from_code, "catégorie recherchée")?,
        typologies: read_codes(&r.typologies, Typologie::from_code, "typologie")?,
        souhaits: r.souhaits.into_iter().map(|(commune, quartier)| Souhait { commune, quartier }).collect(),
        demande_elargie: r.demande_elargie,
        loyer_maximum: r.loyer_maximum.map(Centimes),
        parking: r.parking,
        rez_de_chaussee_refuse: r.rez_de_chaussee_refuse,
        sans_ascenseur_refuse: r.sans_ascenseur_refuse,
        logement_adapte,
    })
}

fn read_label(l: LabelJson) -> Lu<LabelPriorite> {
    Ok(LabelPriorite {
        public: PublicPrioritaire::from_code(&l.public).ok_or_else(|| format!("public prioritaire « {} »", l.public))?,
        autorite: l.autorite,
        depuis: l.depuis,
        jusqu_au: l.jusqu_au,
        preuve: l.preuve,
    })
}

fn write_valeur(valeur: &ValeurLocale) -> ValeurJson {
    match valeur {
        ValeurLocale::Booleen(v) => ValeurJson::Booleen(*v),
        ValeurLocale::Entier(v) => ValeurJson::Entier(*v),
        ValeurLocale::Enumeration(v) => ValeurJson::Enumeration(v.clone()),
        ValeurLocale::Date(v) => ValeurJson::Date(*v),
    }
}

fn read_valeur(valeur: ValeurJson) -> ValeurLocale {
    match valeur {
        ValeurJson::Booleen(v) => ValeurLocale::Booleen(v),
        ValeurJson::Entier(v) => ValeurLocale::Entier(v),
        ValeurJson::Enumeration(v) => ValeurLocale::Enumeration(v),
        ValeurJson::Date(v) => ValeurLocale::Date(v),
    }
}

fn read_preuve(p: PreuveJson) -> Lu<Preuve> {
    let nature = NaturePreuve::from_code(&p.nature).ok_or_else(|| format!("nature de preuve « {} »", p.nature))?;
    Ok(Preuve { nature, depuis: p.depuis, jusqu_au: p.jusqu_au })
}

fn read_code<T>(code: Option<String>, from_code: fn(&str) -> Option<T>, quoi: &str) -> Lu<Option<T>> {
    match code {
        Some(code) => from_code(&code).map(Some).ok_or_else(|| format!("{quoi} « {code} »")),
        None => Ok(None),
    }
}

fn read_codes<T>(codes: &[String], from_code: fn(&str) -> Option<T>, quoi: &str) -> Lu<Vec<T>> {
    codes.iter().map(|code| from_code(code).ok_or_else(|| format!("{quoi} « {code} »"))).collect()
}
