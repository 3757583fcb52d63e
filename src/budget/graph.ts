// The desk's types, one line each.
