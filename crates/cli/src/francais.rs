//! The words of the command line in French: headings of the help, and what is said of a misuse.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, Error};

/// The help of a command and of all below it, in French.
pub fn translate(commande: Command) -> Command {
    let names: Vec<String> = commande.get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let has_version = commande.get_version().is_some();
    let translated = commande
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading("Commandes\u{a0}")
        .subcommand_value_name("COMMANDE")
        .help_template("{before-help}{about-with-newline}\nUtilisation\u{a0}: {usage}\n\n{all-args}{after-help}")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "Arguments\u{a0}" } else { "Options\u{a0}" };
            let help = describe(&arg);
            // The notes that clap adds are English: ours replace them.
            let told = arg.help(help).help_heading(heading);
            if told.get_action().takes_values() { told.hide_default_value(true).hide_env(true) } else { told }
        })
        .arg(flag("help", 'h', "Afficher cette aide", ArgAction::Help));
    let translated =
        if has_version { translated.arg(flag("version", 'V', "Afficher la version", ArgAction::Version)) } else { translated };
    names.into_iter().fold(translated, |commande, name| commande.mut_subcommand(name, translate))
}

/// The help of an argument with its default value and its environment variable.
fn describe(arg: &Arg) -> String {
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    if !arg.get_action().takes_values() {
        return help;
    }
    let values: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !values.is_empty() {
        help.push_str(&format!(" [par défaut\u{a0}: {}]", values.join(" ")));
    }
    if let Some(variable) = arg.get_env() {
        help.push_str(&format!(" [variable\u{a0}: {}]", variable.to_string_lossy()));
    }
    help
}

fn flag(name: &'static str, short: char, help: &'static str, action: ArgAction) -> Arg {
    Arg::new(name).short(short).long(name).help(help).action(action).help_heading("Options\u{a0}")
}

/// What is wrong with the words typed, and where to find the right ones.
pub fn tell(error: &Error) -> String {
    let get = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(_) | None => String::new(),
    };
    let argument = get(ContextKind::InvalidArg);
    let what = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("la commande « {} » n'existe pas", get(ContextKind::InvalidSubcommand)),
        ErrorKind::UnknownArgument => format!("l'option ou l'argument « {argument} » n'existe pas"),
        ErrorKind::MissingRequiredArgument => format!("il manque : {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "il manque une commande".to_owned(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if get(ContextKind::InvalidValue).is_empty() => {
            format!("« {argument} » attend une valeur")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("« {} » ne convient pas à {argument}", get(ContextKind::InvalidValue))
        }
        ErrorKind::ArgumentConflict => {
            format!("« {argument} » ne va pas avec « {} », ou est donné deux fois", get(ContextKind::PriorArg))
        }
        _ => "les mots de la commande ne se lisent pas".to_owned(),
    };
    format!("carbet : {what}. « carbet --help » liste les commandes ; « carbet COMMANDE --help » dit comment l'écrire.")
}
