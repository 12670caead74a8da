//! One demande as a small tree of elements, kept only while it is being read.

/// Path and value of a leaf of the source, in the order of the file.
pub type Feuille = (String, String);

#[derive(Clone, Debug, Default)]
pub struct Noeud {
    pub nom: String,
    pub ligne: u64,
    /// Without namespace declarations and prefixes.
    pub attributs: Vec<(String, String)>,
    pub texte: String,
    pub enfants: Vec<Noeud>,
}

impl Noeud {
    /// The value: the `code` attribute when there is one, else the text, trimmed.
    pub fn valeur(&self) -> &str {
        self.attributs.iter().find(|(nom, _)| nom == "code").map_or_else(|| self.texte.trim(), |(_, v)| v.trim())
    }

    pub fn child(&self, nom: &str) -> Option<&Noeud> {
        self.enfants.iter().find(|n| n.nom == nom)
    }

    /// Node at a path of names, first of each.
    pub fn at(&self, chemin: &str) -> Option<&Noeud> {
        chemin.split('/').try_fold(self, |node, nom| node.child(nom))
    }

    /// Value at a path, `None` when absent or empty.
    pub fn text(&self, chemin: &str) -> Option<&str> {
        self.at(chemin).map(Noeud::valeur).filter(|v| !v.is_empty())
    }

    pub fn children<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a Noeud> {
        self.enfants.iter().filter(move |n| n.nom == nom)
    }
}

/// Lists every non-empty value below a node. A repeated field carries its rank, `typeLogement[2]`; an
/// attribute other than `code` is written `champ/@attribut`.
pub fn list_feuilles(racine: &Noeud) -> Vec<Feuille> {
    let mut out = Vec::new();
    for (i, enfant) in racine.enfants.iter().enumerate() {
        walk(enfant, &racine.enfants[..i], "", "", &mut out);
    }
    out
}

fn walk(node: &Noeud, before: &[Noeud], parent: &str, parent_table: &str, out: &mut Vec<Feuille>) {
    let join = |base: &str| if base.is_empty() { node.nom.clone() } else { format!("{base}/{}", node.nom) };
    let table = join(parent_table);
    let mut chemin = join(parent);
    let rank = before.iter().filter(|n| n.nom == node.nom).count() + 1;
    let repete = super::champs::find_champ(&format!("demande/{table}")).is_some_and(|c| c.repete);
    if repete || rank > 1 {
        chemin.push_str(&format!("[{rank}]"));
    }
    let mut push = |chemin: String, valeur: &str| {
        if !valeur.is_empty() {
            out.push((chemin, valeur.to_owned()));
        }
    };
    let mut code_seen = false;
    for (nom, valeur) in &node.attributs {
        if nom == "code" && !code_seen {
            code_seen = true;
            push(chemin.clone(), valeur.trim());
        } else {
            push(format!("{chemin}/@{nom}"), valeur.trim());
        }
    }
    let texte = node.texte.trim();
    push(if code_seen { format!("{chemin}/#texte") } else { chemin.clone() }, texte);
    for (i, enfant) in node.enfants.iter().enumerate() {
        walk(enfant, &node.enfants[..i], &chemin, &table, out);
    }
}
