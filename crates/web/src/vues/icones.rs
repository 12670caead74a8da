//! Line drawings of the interface, inlined so that no request and no font is needed.

/// The drawing of this name, hidden from screen readers (the words beside it speak). Unknown names give a dot.
pub fn icone(nom: &str) -> String {
    let traits = match nom {
        "accueil" => {
            r#"<path d="M2.500 12.500 12 5.500l9.500 7M5.500 11.500V20M18.500 11.500V20M6 14c1.600 3.200 3.600 4 6 4s4.400-.8 6-4"/>"#
        }
        "demandes" => r#"<path d="M4 4h11l5 5v11H4zM15 4v5h5M8 13h8M8 16.500h5"/>"#,
        "vacances" => r#"<circle cx="8" cy="15.500" r="4"/><path d="m11 12.500 8-8M16 7.500l2.500 2.500M14 9.500l1.500 1.500"/>"#,
        "seances" => {
            r#"<path d="M3 14h18M5.500 14v6M18.500 14v6"/><circle cx="7" cy="8" r="2.200"/><circle cx="12" cy="6.500" r="2.200"/><circle cx="17" cy="8" r="2.200"/>"#
        }
        "logements" => r#"<path d="M4 20V9l8-5 8 5v11zM10 20v-5h4v5M8 11.500h.01M16 11.500h.01"/>"#,
        "objectifs" => r#"<path d="M4 20V4M4 20h17M8.500 16v-4M13 16V8M17.500 16v-6M6 6.500h14" />"#,
        "a_reporter" => r#"<path d="M12 4v11M8 8l4-4 4 4M4 14v6h16v-6"/>"#,
        "imports" | "telecharger" => r#"<path d="M12 4v11M8 11.500l4 4 4-4M4 14.500V20h16v-5.500"/>"#,
        "cotation" => {
            r#"<path d="M12 4v16M7 20h10M5 7h14M5 7l-2.500 6a2.700 2.700 0 0 0 5 0zM19 7l-2.500 6a2.700 2.700 0 0 0 5 0z"/>"#
        }
        "reservations" => r#"<path d="M5 4h14v16l-3.500-2.200L12 20l-3.500-2.200L5 20zM8.500 9h7M8.500 13h4"/>"#,
        "journal" => {
            r#"<path d="M5 4h13a1 1 0 0 1 1 1v15H6.500A1.500 1.500 0 0 1 5 18.500zM5 18.500A1.500 1.500 0 0 1 6.500 17H19M9 8h6M9 11.500h6"/>"#
        }
        "comptes" => {
            r#"<circle cx="9" cy="8.500" r="3"/><path d="M3.500 19c.4-3.500 2.500-5 5.500-5s5.100 1.500 5.500 5M15.500 6a3 3 0 0 1 0 5.500M17.500 14.500c1.800.7 2.800 2.200 3 4.500"/>"#
        }
        "exploitation" => r#"<path d="M4 5h16v6H4zM4 13h16v6H4zM7.500 8h.01M7.500 16h.01M12 8h5M12 16h5"/>"#,
        "profil" | "personne" => r#"<circle cx="12" cy="8" r="3.500"/><path d="M5 20c.5-4 3-6 7-6s6.500 2 7 6"/>"#,
        "recherche" => r#"<circle cx="11" cy="11" r="6.500"/><path d="m16 16 4.500 4.500"/>"#,
        "menu" => r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#,
        "copier" => r#"<path d="M9 9h11v11H9zM15 9V4H4v11h5"/>"#,
        "attention" => r#"<path d="M12 4 2.500 20h19zM12 10v4.500M12 17.200v.1"/>"#,
        "info" => r#"<circle cx="12" cy="12" r="8.500"/><path d="M12 11v5M12 8v.1"/>"#,
        "coche" => r#"<path d="m5 12.500 4.500 4.500L19 7.500"/>"#,
        "croix" => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
        "horloge" => r#"<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5.500l3.500 2"/>"#,
        "imprimer" => r#"<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>"#,
        "cadenas" => r#"<path d="M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3"/>"#,
        "sortie" => r#"<path d="M14 4H5v16h9M10 12h11M17.500 8.500 21 12l-3.500 3.500"/>"#,
        "ecran" => r#"<path d="M3 5h18v11H3zM12 16v4M8 20h8"/>"#,
        "plus" => r#"<path d="M12 5v14M5 12h14"/>"#,
        "fleche" => r#"<path d="M5 12h14M13 6l6 6-6 6"/>"#,
        "courrier" => r#"<path d="M3 6h18v12H3zM3 7l9 6.500L21 7"/>"#,
        _ => r#"<circle cx="12" cy="12" r="2"/>"#,
    };
    format!(r#"<svg class="icone" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{traits}</svg>"#)
}
