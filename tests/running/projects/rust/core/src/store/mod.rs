pub mod disk;
pub mod memory;
#[path = "format_v2.rs"]
mod format;
#[cfg(windows)]
mod registry;

use super::account::{self, Account};
use crate::cents;

pub use self::format::Format;

pub trait Store {
    type Key: Clone;
    fn put(&mut self, account: Account) -> crate::Result<Self::Key>;
    fn owner(&self) -> account::Owner {
        account::Owner(cents!(1).to_string())
    }
}
