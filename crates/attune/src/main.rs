//! Attune
fn main() {}
