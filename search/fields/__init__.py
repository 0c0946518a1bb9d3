"""What can be asked of a page besides its words: `cote:D12`, `date:2024-03..2024-05`."""
