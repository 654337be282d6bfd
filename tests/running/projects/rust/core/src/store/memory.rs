use std::collections::HashMap;

use super::{super::Result, Format, Store};
use crate::account::Account;

#[derive(Default)]
pub struct Memory {
    accounts: HashMap<String, Account>,
    format: Option<Format>,
}

impl Store for Memory {
    type Key = String;
    fn put(&mut self, account: Account) -> Result<Self::Key> {
        let key = account.owner.0.clone();
        self.accounts.insert(key.clone(), account);
        Ok(key)
    }
}
