enum PlaceholderC {}
