"""Expected-change curves outside the database: fitted from files, kept in files, pooled."""
