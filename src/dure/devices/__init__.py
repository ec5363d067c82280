"""Device status of every vendor, told in the one vocabulary of Matter."""
