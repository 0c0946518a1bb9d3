"""What is measured, a module each: `measure(folder, sizes) -> Outcome`."""
