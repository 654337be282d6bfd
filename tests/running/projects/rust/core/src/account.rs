use serde::{Deserialize, Serialize};

use crate::{error::LedgerError, Amount, Result};

#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Account {
    pub owner: Owner,
    balance: Amount,
}

#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner(pub String);

impl Account {
    pub fn new(owner: impl Into<String>, balance: Amount) -> Self {
        Self { owner: Owner(owner.into()), balance }
    }

    pub fn take(&mut self, amount: Amount) -> Result<Amount> {
        if amount > self.balance {
            return Err(LedgerError::Overdrawn { by: amount - self.balance });
        }
        self.balance -= amount;
        Ok(self.balance)
    }
}
