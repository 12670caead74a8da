//! What a command answers with.

/// Done, or refused with reasons already printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Issue {
    Fait,
    Refuse,
}

impl From<bool> for Issue {
    fn from(done: bool) -> Issue {
        if done { Issue::Fait } else { Issue::Refuse }
    }
}
