#[derive(Clone, Copy)]
pub enum Format {
    Text,
    Binary,
}
