//! The pages of `docs/` that are made from the registers: articles, dated values, cases, columns of the base.
//!
//! A page here is a function of the files it reads, so that the book never says something else than the program.

use std::collections::BTreeMap;
use std::fmt::Write;

use toml::{Table, Value};

use crate::{list_files, read, read_toml};

/// Told at the head of each page.
const ORIGINE: &str =
    "<!-- Page tirée des registres du projet par un essai de crates/maison : ne pas la modifier à la main. -->\n\n";

/// Every page, as its path from the root and its text.
pub fn list_pages() -> Vec<(&'static str, String)> {
    vec![
        ("docs/src/droit/index.md", render_index()),
        ("docs/src/droit/articles.md", render_articles()),
        ("docs/src/droit/valeurs.md", render_valeurs()),
        ("docs/src/droit/cas.md", render_cas()),
        ("docs/src/reference/donnees.md", render_donnees()),
    ]
}

fn render_index() -> String {
    let articles: Table = read_toml("articles.toml");
    let mut par_statut: BTreeMap<&str, usize> = BTreeMap::new();
    for article in articles.values() {
        *par_statut.entry(text(article, "statut")).or_default() += 1;
    }
    let cases: usize = list_cas().values().map(Vec::len).sum();
    let mut page = page("Le droit dans Carbet");
    page.push_str(
        "Chaque règle appliquée par Carbet renvoie à un article, chaque article à une règle, chaque montant à une version datée \
         et à sa source. Ce chapitre est tiré des fichiers mêmes que le programme emploie.\n\n",
    );
    let _ = writeln!(page, "- [Les articles](articles.md) : {} articles rencontrés.", articles.len());
    for (statut, count) in par_statut {
        let _ = writeln!(page, "  - {} : {count}.", statut_en_mots(statut));
    }
    let _ = writeln!(page, "- [Les valeurs datées](valeurs.md) : {} tables.", list_parametres().len());
    let _ = writeln!(page, "- [Les cas](cas.md) : {cases} situations avec la réponse attendue, rejouées à chaque essai.");
    page.push_str(
        "\nUne ligne marquée « à confirmer » n'a pas encore été relue sur le texte publié au Journal officiel ; \
         elle attend un juriste.\n",
    );
    page
}

fn render_articles() -> String {
    let articles: Table = read_toml("articles.toml");
    let mut page = page("Les articles");
    page.push_str(
        "Ce que Carbet fait de chaque article : calculé, suivi sans calcul, hors de son périmètre, ou encore à faire.\n\n",
    );
    for statut in ["applique", "sans_calcul", "a_faire", "hors_perimetre"] {
        let rows: Vec<(&String, &Value)> = articles.iter().filter(|(_, article)| text(article, "statut") == statut).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(page, "## {}\n", statut_en_mots(statut));
        page.push_str("| Article | Ce qu'il décide ici | Règle | Relecture |\n|---|---|---|---|\n");
        for (nom, article) in rows {
            let ou = text(article, "ou");
            let ou = if ou.is_empty() { "–".to_owned() } else { format!("`{ou}`") };
            let relecture = verification_en_mots(text(article, "verification"));
            let _ = writeln!(page, "| {} | {} | {ou} | {relecture} |", cell(nom), cell(text(article, "pourquoi")));
        }
        page.push('\n');
    }
    end(page)
}

fn render_valeurs() -> String {
    let mut page = page("Les valeurs datées");
    page.push_str(
        "Aucun montant, taux, délai ou seuil n'est écrit dans le programme : il vient d'une de ces tables, dans la version en \
         vigueur au jour du calcul.\n\n",
    );
    for file in list_parametres() {
        let raw = read(&file);
        let parsed: Table = read_toml(&file);
        let head = parsed.get("table");
        // A file without versions is titled by its first comment and shown whole.
        let comment = raw.lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
        let _ = writeln!(page, "## {}\n", head.map_or(comment, |head| text(head, "libelle")));
        let article = head.map_or("", |head| text(head, "article"));
        if !article.is_empty() {
            let _ = writeln!(page, "Fondement : {article}. Fichier : `{file}`.\n");
        } else {
            let _ = writeln!(page, "Fichier : `{file}`.\n");
        }
        match head.map_or("", |head| text(head, "au_dela")) {
            "provisoire" => page
                .push_str("Au-delà de la dernière version, la valeur connue sert à titre provisoire, et la réponse le dit.\n\n"),
            "refuser" => page.push_str("Au-delà de la dernière version bornée, Carbet refuse de répondre.\n\n"),
            _ => {}
        }
        let versions = parsed.get("version").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let blocks = list_blocks(&raw);
        if versions.is_empty() {
            let _ = writeln!(page, "```toml\n{}\n```\n", raw.trim_end());
        }
        assert_eq!(versions.len(), blocks.len(), "{file} : une version n'a pas ses valeurs");
        for (version, block) in versions.iter().zip(blocks) {
            render_version(&mut page, version, &block);
        }
    }
    end(page)
}

fn render_version(page: &mut String, version: &Value, block: &str) {
    let depuis = date(version, "en_vigueur");
    let period = match date(version, "jusqu_au") {
        end if end.is_empty() => format!("Depuis le {depuis}"),
        end => format!("Du {depuis} au {end}"),
    };
    let _ = writeln!(page, "### {period}\n");
    let published =
        ["texte", "journal_officiel", "source"].map(|key| text(version, key)).into_iter().filter(|part| !part.is_empty());
    for part in published {
        let _ = writeln!(page, "- {part}");
    }
    let _ = writeln!(page, "- Relevé le {} ; {}", date(version, "verifie_le"), valeur_en_mots(text(version, "statut")));
    let exception = text(version, "exception");
    if !exception.is_empty() {
        let _ = writeln!(page, "- Exception : {exception}");
    }
    let _ = writeln!(page, "\n```toml\n{block}\n```\n");
}

/// The values of each version, as the file lays them out, comments included.
fn list_blocks(raw: &str) -> Vec<String> {
    raw.split("[[version]]")
        .skip(1)
        .map(|version| {
            let start = version.find("[version.").unwrap_or(version.len());
            version[start..].trim_end().to_owned()
        })
        .collect()
}

fn render_cas() -> String {
    let mut page = page("Les cas");
    page.push_str(
        "Chaque cas est une donnée : une situation, la réponse que le texte commande. `carbet cas` les rejoue, et tout juriste peut \
         en écrire d'autres (voir [Cas juridiques](../reference/cas.md)).\n\n",
    );
    for (regle, cases) in list_cas() {
        let _ = writeln!(page, "## {regle}\n");
        page.push_str("| Situation | Données | Réponse attendue |\n|---|---|---|\n");
        for case in cases {
            let donnees = case.get("donnees").map(inline).unwrap_or_default();
            let day = date(&case, "date");
            let donnees = if day.is_empty() { donnees } else { format!("au {day} ; {donnees}") };
            let attendu = case.get("attendu").map(inline).unwrap_or_default();
            let _ = writeln!(page, "| {} | {} | {} |", cell(text(&case, "titre")), cell(&donnees), cell(&attendu));
        }
        page.push('\n');
    }
    end(page)
}

fn render_donnees() -> String {
    let register: Table = read_toml("crates/stockage/colonnes.toml");
    let words = |kind: &str, code: &str| register.get(kind).map_or("", |words| text(words, code)).to_owned();
    let mut page = page("Registre des données");
    page.push_str(
        "Chaque colonne de la base : à quoi elle sert, qui la voit, combien de temps elle est gardée. Un essai compare ce registre au \
         schéma des deux moteurs ; il sert au registre des traitements et à l'analyse d'impact.\n\n",
    );
    let tables = register.get("table").and_then(Value::as_table).expect("colonnes.toml has tables");
    for (nom, table) in tables {
        let _ = writeln!(page, "## {nom}\n");
        let _ = writeln!(page, "- Visible par : {}", words("visible_par", text(table, "visible_par")));
        let _ = writeln!(page, "- Conservation : {}", words("conservation", text(table, "conservation")));
        let _ = writeln!(page, "- Sensibilité : {}\n", sensibilite_en_mots(text(table, "sensibilite")));
        page.push_str("| Colonne | Finalité | Particularité |\n|---|---|---|\n");
        for (colonne, c) in table.get("colonnes").and_then(Value::as_table).into_iter().flatten() {
            let mut own = Vec::new();
            for kind in ["visible_par", "conservation"] {
                if !text(c, kind).is_empty() {
                    own.push(words(kind, text(c, kind)));
                }
            }
            if !text(c, "sensibilite").is_empty() {
                own.push(format!("sensibilité {}", sensibilite_en_mots(text(c, "sensibilite"))));
            }
            let _ = writeln!(page, "| `{colonne}` | {} | {} |", cell(text(c, "finalite")), cell(&own.join(" ; ")));
        }
        page.push('\n');
    }
    end(page)
}

/// The cases of the law by rule, in the order of the files.
fn list_cas() -> BTreeMap<String, Vec<Value>> {
    let mut par_regle: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for file in list_files().into_iter().filter(|f| f.starts_with("crates/droit/cas/") && f.ends_with(".toml")) {
        let parsed: Table = read_toml(&file);
        for case in parsed.get("cas").and_then(Value::as_array).into_iter().flatten() {
            par_regle.entry(text(case, "regle").to_owned()).or_default().push(case.clone());
        }
    }
    par_regle
}

fn list_parametres() -> Vec<String> {
    list_files().into_iter().filter(|file| file.starts_with("parametres/") && file.ends_with(".toml")).collect()
}

/// A value on one line, keys as the file writes them.
fn inline(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            table.iter().map(|(key, value)| format!("{key} = {}", nested(value))).collect::<Vec<_>>().join(", ")
        }
        other => nested(other),
    }
}

fn nested(value: &Value) -> String {
    match value {
        Value::Table(_) => format!("{{ {} }}", inline(value)),
        Value::Array(items) => format!("[{}]", items.iter().map(nested).collect::<Vec<_>>().join(", ")),
        Value::String(text) => format!("« {text} »"),
        Value::Boolean(true) => "oui".to_owned(),
        Value::Boolean(false) => "non".to_owned(),
        other => other.to_string(),
    }
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// `2026-01-31` gives `31/01/2026`.
fn date(value: &Value, key: &str) -> String {
    let iso = value.get(key).map(|day| day.to_string()).unwrap_or_default();
    iso.split('-').rev().collect::<Vec<_>>().join("/")
}

/// A cell of a table breaks neither the row nor the page.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ").replace('<', "&lt;")
}

fn page(titre: &str) -> String {
    format!("{ORIGINE}# {titre}\n\n")
}

fn end(page: String) -> String {
    format!("{}\n", page.trim_end())
}

fn statut_en_mots(statut: &str) -> &str {
    match statut {
        "applique" => "Appliqué",
        "sans_calcul" => "Suivi, sans calcul",
        "a_faire" => "À faire",
        "hors_perimetre" => "Hors périmètre",
        other => other,
    }
}

fn verification_en_mots(verification: &str) -> &str {
    match verification {
        "verifie" => "relu sur le texte",
        "partiel" => "relu en partie",
        "a_confirmer" => "à confirmer",
        other => other,
    }
}

fn valeur_en_mots(statut: &str) -> &str {
    match statut {
        "verifie" => "valeurs vérifiées",
        "a_confirmer" => "à confirmer sur le texte publié",
        other => other,
    }
}

fn sensibilite_en_mots(sensibilite: &str) -> &str {
    match sensibilite {
        "elevee" => "élevée",
        "secrete" => "secrète",
        other => other,
    }
}
