"""The Tantivy engine: Rust, for up to millions of pages on one machine."""
