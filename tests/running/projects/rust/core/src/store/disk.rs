pub mod page {
    pub const SIZE: usize = 4096;

    pub fn pages(bytes: usize) -> usize {
        bytes.div_ceil(SIZE)
    }
}

use page::{pages, SIZE};

pub fn round(bytes: usize) -> usize {
    pages(bytes) * SIZE
}
